"""Gathers whom the typed words may mean, in a bounded number of small queries; `search` decides who comes first."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, product
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db.models import BigIntegerField, CharField, F, Q, QuerySet, Value
from django.db.models.functions import Reverse

from crm.customers.matching import fold, normalise
from crm.customers.spoken import Asked, ticket_key
from crm.customers.vocabulary import senses
from crm.customers.words import begins, can_be_found, is_number, one_of_each_in, with_letters
from crm.models import BillingCard, Customer, CustomerAccount, CustomerEmail, CustomerPhone, Meter, ServicePoint, Ticket

MOST_RANKED = 400
_MOST_PARTLY = 50
_FEWEST_LAST, _FEWEST_FIRST = 4, 6
_MOST_SPLITS, _MOST_SPLITS_TRIED = 4, 16
# As a union wants one type in a column, on each database.
_NO_POINT = Value(0, output_field=BigIntegerField())
# Why, whose, at which place, and the number as it stands.
_Numbered = QuerySet[Any, tuple[str, int | None, int | None, str]]


class Why(StrEnum):
    """By what a customer was found."""

    NUMBER = "number"
    PHONE = "phone"
    PPE = "ppe"
    METER = "meter"
    ACCOUNT = "account"
    TICKET = "ticket"
    NIP = "nip"
    PESEL = "pesel"
    EMAIL = "email"
    NAME = "name"
    PLACE = "place"
    BOTH = "both"


@dataclass(frozen=True)
class Reach:
    """Which numbers a person may find somebody by: a hit tells that the number is this customer's."""

    meters: bool = True
    accounts: bool = False
    pesel: bool = False


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be meant; `closeness` is less the closer what was typed is to what is known."""

    customer: int
    why: Why
    closeness: int
    point: int | None = None
    matched: str = ""
    order: str = ""
    is_near: bool = False


def reach_of(user: AbstractBaseUser | AnonymousUser) -> Reach:
    """Return what this person may find somebody by."""
    if not isinstance(user, PermissionsMixin):
        return Reach(meters=False)
    return Reach(
        meters=user.has_perm("crm.view_meter"),
        accounts=user.has_perm("crm.view_billingcard"),
        pesel=user.has_perm("crm.view_pesel"),
    )


def by_whole_number(asked: Asked, reach: Reach) -> list[Candidate]:
    """Whose number of any kind it is, in one query: each kind uses its own index."""
    return _together(_whole_numbers(asked, reach), closeness=0)


def by_part_of_number(asked: Asked, reach: Reach) -> list[Candidate]:
    """Whose telephone, PPE or meter number ends so, or begins so when enough of it was said, in one query."""
    is_postcode = asked.postcode and "-" in asked.typed
    return [] if is_postcode else _together(_parts_of_numbers(asked, reach), closeness=1)


def by_name(names: Sequence[Sequence[str]]) -> list[Candidate]:
    """Whose name holds all the words; a single syllable finds the first names that begin with it."""
    if not names:
        return []
    customers = Customer.objects.order_by()
    if can_be_found(names):
        customers = customers.filter(one_of_each_in("folded_name", names))
    elif len(names) == 1:
        customers = customers.filter(begins("folded_name", names[0][0]))
    else:
        customers = customers.filter(begins("folded_name", names[0][0]), one_of_each_in("folded_name", names))
    rows = customers.values_list("pk", "folded_name")[:MOST_RANKED]
    return [Candidate(pk, Why.NAME, _names_apart(name, names), order=name) for pk, name in rows]


def by_place(asked: Asked, places: Sequence[Sequence[str]]) -> list[Candidate]:
    """Who takes power at a place whose address holds all the words, each number where numbers stand."""
    is_lone_number = all(map(is_number, (words[0] for words in places)))
    if not can_be_found(places) or (is_lone_number and not asked.postcode):
        return []
    points = ServicePoint.objects.order_by().filter(one_of_each_in("folded_address", places))
    return list(_at(points, asked, places, Why.PLACE))


def by_both(asked: Asked, words: Sequence[Sequence[str]]) -> list[Candidate]:
    """Whose name holds some of the words and whose address the others."""
    found: list[Candidate] = []
    for names, places in _splits(words):
        points = ServicePoint.objects.order_by().filter(
            one_of_each_in("folded_address", places), one_of_each_in("customer__folded_name", names)
        )
        found += _at(points, asked, places, Why.BOTH)
        if found:
            break
    return found


def _together(parts: Iterable[_Numbered], *, closeness: int) -> list[Candidate]:
    all_of_them = list(parts)
    if not all_of_them:
        return []
    first, *others = all_of_them
    rows = first.union(*others, all=True) if others else first
    return [
        Candidate(customer, Why(why), closeness, point or None, matched)
        for why, customer, point, matched in rows
        if customer
    ]


def _parts_of_numbers(asked: Asked, reach: Reach) -> Iterator[_Numbered]:
    digits, serial = asked.digits, asked.typed.replace(" ", "").upper()
    if len(digits) >= _FEWEST_LAST:
        phones = CustomerPhone.objects.annotate(back=Reverse("number")).filter(begins("back", digits[::-1]))
        begun = CustomerPhone.objects.filter(begins("number", f"+48{digits}"))
        ended = ServicePoint.objects.annotate(back=Reverse("ppe")).filter(begins("back", digits[::-1]))
        yield _first(phones, Why.PHONE, "customer", None, "number")
        yield _first(begun, Why.PHONE, "customer", None, "number")
        yield _first(ended, Why.PPE, "customer", "pk", "ppe")
    if len(digits) >= _FEWEST_FIRST:
        yield _first(ServicePoint.objects.filter(begins("ppe", digits)), Why.PPE, "customer", "pk", "ppe")
    if reach.meters and re.fullmatch(r"[A-Z]{0,4}[0-9]{4,20}", serial):
        backwards = Meter.objects.annotate(back=Reverse("serial_number")).filter(begins("back", serial[::-1]))
        for meters in (Meter.objects.filter(begins("serial_number", serial)), backwards):
            yield _first(meters, Why.METER, "service_point__customer", "service_point", "serial_number")


def _first(rows: QuerySet[Any], why: Why, customer: str, point: str | None, matched: str) -> _Numbered:
    """The first few whose number was said in part: all of them would only be a list of numbers."""
    # A part of a union may have no limit of its own on every database.
    few = rows.model._base_manager.filter(pk__in=rows.order_by().values("pk")[:_MOST_PARTLY])
    return _rows(few, why, customer, point, matched)


def _whole_numbers(asked: Asked, reach: Reach) -> Iterator[_Numbered]:
    if asked.email:
        owners = CustomerEmail.objects.filter(folded_address=asked.email)
        yield _rows(owners, Why.EMAIL, "customer", None, "address")
    if not asked.numbers:
        return
    numbers = asked.numbers
    yield _rows(Customer.objects.filter(number__in=numbers), Why.NUMBER, "pk", None, "number")
    if tickets := [key for key in map(ticket_key, numbers) if key]:
        yield _rows(Ticket.objects.filter(pk__in=tickets), Why.TICKET, "customer", "service_point", "customer__number")
    if phones := [phone for phone in map(normalise, (asked.typed, *numbers)) if phone]:
        yield _rows(CustomerPhone.objects.filter(number__in=phones), Why.PHONE, "customer", None, "number")
    yield _rows(ServicePoint.objects.filter(ppe__in=numbers), Why.PPE, "customer", "pk", "ppe")
    yield _rows(Customer.objects.filter(nip__in=numbers).exclude(nip=""), Why.NIP, "pk", None, "nip")
    if reach.meters:
        meters = Meter.objects.filter(serial_number__in=numbers)
        yield _rows(meters, Why.METER, "service_point__customer", "service_point", "serial_number")
    if reach.accounts:
        known = [number.removeprefix("PL") for number in numbers]
        cards = BillingCard.objects.filter(account_number__in=known).exclude(account_number="")
        yield _rows(cards, Why.ACCOUNT, "customer", None, "account_number")
        yield _rows(CustomerAccount.objects.filter(number__in=known), Why.ACCOUNT, "customer", None, "number")
    if reach.pesel:
        people = Customer.objects.filter(pesel__in=numbers).exclude(pesel="")
        yield _rows(people, Why.PESEL, "pk", None, "number")


def _rows(rows: QuerySet[Any], why: Why, customer: str, point: str | None, matched: str) -> _Numbered:
    kind = Value(str(why), output_field=CharField())
    return rows.order_by().values_list(kind, F(customer), F(point) if point else _NO_POINT, F(matched))


def _at(points: QuerySet[ServicePoint], asked: Asked, places: Sequence[Sequence[str]], why: Why) -> Iterator[Candidate]:
    numbers = {word for words in places for word in words[:1] if is_number(word)}
    numbers -= {asked.building, asked.flat, *asked.postcode.split("-")}
    columns = ("customer", "pk", "street", "building", "flat", "postcode", "town")
    there = points.filter(_building(asked, numbers))
    for customer, pk, street, building, flat, postcode, town in there.values_list(*columns)[:MOST_RANKED]:
        called, around = fold(street).split(), fold(town).split()
        address = Address({*called, *around}, building.lower(), flat.lower(), postcode)
        apart = address.apart_from(asked, numbers)
        if apart is not None:
            # Whoever says a name that a street and a town share means the street.
            apart += _is_of_town_only(places, called)
            yield Candidate(customer, why, apart, pk, order=f"{street} {building:>6} {flat:>6}")


def _is_of_town_only(places: Sequence[Sequence[str]], street: Sequence[str]) -> bool:
    """True when no name that was said begins a word of the street there is."""
    names = tuple(word for words in places for word in words if not is_number(word))
    return bool(street and names) and not any(word.startswith(names) for word in street)


def _building(asked: Asked, numbers: Set[str]) -> Q:
    """That a number is the building's, if it is not of the street (3 Maja): sifted before the first ones are taken."""
    said = [asked.building] if asked.building else sorted(numbers)
    if not said:
        return Q()
    written = [form for number in said for one in (number, *with_letters(number)) for form in {one, one.upper()}]
    is_there = Q(building__in=written)
    for number in () if asked.building else said:
        is_there |= Q(street__contains=number) | Q(town__contains=number)
    return is_there


@dataclass(frozen=True)
class Address:
    """An address by its parts, to tell a building's number from a postcode's."""

    words: Set[str]
    building: str
    flat: str
    postcode: str

    def apart_from(self, asked: Asked, numbers: Set[str]) -> int | None:
        """Return how far it is from what was said, `None` when some number stands for something else."""
        if asked.postcode and self.postcode != asked.postcode:
            return None
        if asked.flat and self.flat != asked.flat:
            return None
        steps = [self._building_from(asked.building)] if asked.building else []
        steps += [self._building_from(number) for number in numbers - self.words]
        known = [step for step in steps if step is not None]
        # A number alone is never a flat's.
        others = 1 if known and self.flat in numbers else 0
        return sum(known) if len(known) >= len(steps) - others else None

    def _building_from(self, number: str) -> int | None:
        """5a is one step from 5; 50 is no answer to 5."""
        if self.building == number:
            return 0
        is_with_letter = self.building.startswith(number) and not self.building[len(number) :][:1].isdigit()
        return 2 if is_with_letter else None


def _names_apart(name: str, asked: Sequence[Sequence[str]]) -> int:
    words, typed = set(name.split()), [spellings[0] for spellings in asked]
    if words == set(typed):
        return 0
    if words >= set(typed):
        return 1
    return 2 if name.startswith(" ".join(typed)) else 3


def _splits(words: Sequence[Sequence[str]]) -> list[tuple[list[Sequence[str]], list[Sequence[str]]]]:
    """The ways to share words out between a name and a place, by where each is known to occur."""
    found = []
    known = senses([spellings[-1] if len(spellings) == 1 else spellings[1] for spellings in words])
    options = [[True] * sense.is_name + [False] * sense.is_place or [True, False] for sense in known]
    for choice in islice(product(*options), _MOST_SPLITS_TRIED):
        names = [word for word, is_name in zip(words, choice, strict=True) if is_name]
        places = [word for word, is_name in zip(words, choice, strict=True) if not is_name]
        if names and can_be_found(places) and not all(is_number(word[0]) for word in places):
            found.append((names, places))
    return found[:_MOST_SPLITS]
