"""Finds customers by whatever a caller says or an agent types, and says why; it ranks, and changes nothing."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery, Value, prefetch_related_objects
from django.db.models.expressions import Combinable

from crm.customers.candidates import (
    MOST_RANKED,
    Candidate,
    Reach,
    Why,
    by_both,
    by_name,
    by_part_of_number,
    by_place,
    by_whole_number,
)
from crm.customers.spoken import Asked, read
from crm.customers.vocabulary import near
from crm.models import Call, Customer, ServicePoint, Ticket

RECENT = timedelta(days=7)
_FEW = 2
_EVERYWHERE = Reach()

WhoIsDark = Callable[[Collection[int]], Collection[int]]


def nobody(customers: Collection[int]) -> Collection[int]:
    """What a caller says who knows no network: nobody's power is off."""
    return ()


@dataclass(frozen=True)
class Hit:
    """A customer with phones and service points loaded, and why: by what, at which point, by which words or number."""

    customer: Customer
    why: Why
    point: ServicePoint | None
    matched: str
    is_recent: bool
    is_near: bool


@dataclass(frozen=True)
class Search:
    """Who fits, the surest first. `meant` are the known words that stood in for misspelt ones.

    `words` are those by which somebody was found; `is_cut` is true when more fitted than were compared.
    """

    hits: tuple[Hit, ...]
    words: tuple[str, ...] = ()
    meant: tuple[str, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True)
class _Standing:
    """Into whom a customer was merged, when we had to do with them, if that was lately; few are kept whole."""

    merged_into: int | None
    contact: datetime | None
    customer: Customer | None = None


def find(text: str, *, limit: int = 9) -> list[Customer]:
    """Return customers with phones and service points, the surest first. Nothing typed is refused."""
    return [hit.customer for hit in search(text, limit=limit).hits]


def search(
    text: str, *, limit: int, at: datetime | None = None, reach: Reach = _EVERYWHERE, dark: WhoIsDark = nobody
) -> Search:
    """Return who may be meant, each once, by the surest reason.

    Whoever has the number that was typed comes first; then whose power is off, as `dark` tells of customers' keys; then
    whom we had to do with in the days before `at`; then whose name or address is closest to what was said. Where nobody
    or hardly anybody fits, known words near to the typed ones are tried too.
    """
    asked = read(text)
    if not asked.typed or limit < 1:
        return Search(())
    found = by_whole_number(asked, reach)
    is_whole = bool(found)
    if not found and asked.digits:
        found = by_part_of_number(asked, reach)
    if not (found and asked.digits):
        names = [] if asked.digits else [(word,) for word in asked.names]
        found += _by_words(asked, names, [(word,) for word in asked.places])
    meant: dict[str, tuple[str, ...]] = {}
    if len({candidate.customer for candidate in found}) < _FEW and not _has_number(found):
        meant, others = _nearly(asked, is_nobody=not found)
        known = {candidate.customer for candidate in found}
        found += [candidate for candidate in others if candidate.customer not in known]
    standing = _standing({candidate.customer for candidate in found}, at, are_whole=is_whole)
    first = _ranked(_survivors(found, standing), standing, dark)[:limit]
    hits = _loaded(first, standing)
    stood_in = _used(hits, (word for spellings in meant.values() for word in spellings))
    spelt = tuple(dict.fromkeys([*asked.names, *asked.places]))
    return Search(hits, spelt, stood_in, is_cut=len(found) >= MOST_RANKED)


def _by_words(asked: Asked, names: Sequence[Sequence[str]], places: Sequence[Sequence[str]]) -> list[Candidate]:
    named = by_name(names)
    placed = by_place(asked, places)
    # A town may be called like a street, and a street like a person.
    return named + placed + (by_both(asked, places) if not named and len(places) > 1 else [])


def _nearly(asked: Asked, *, is_nobody: bool) -> tuple[dict[str, tuple[str, ...]], list[Candidate]]:
    """Try known words near to the typed ones, then the building without the flat; return what stood in for what."""
    found: list[Candidate] = []
    meant: dict[str, tuple[str, ...]] = {}
    for only_unknown in (True, False) if is_nobody else (True,):
        meant = near([*asked.names, *asked.places], only_unknown=only_unknown)
        names, places = ([(word, *meant.get(word, ())) for word in words] for words in (asked.names, asked.places))
        found = _by_words(asked, names, places) if meant else []
        if found:
            break
    if not found and is_nobody and asked.flat:
        anywhere = replace(asked, flat="", places=tuple(word for word in asked.places if word != asked.flat))
        found = _by_words(anywhere, [], [(word, *meant.get(word, ())) for word in anywhere.places])
    return meant, [replace(candidate, is_near=True) for candidate in found]


def _standing(customers: Collection[int], at: datetime | None, *, are_whole: bool) -> dict[int, _Standing]:
    """Return how the customers stand, and those that they were merged into: one query, and one a step of merging.

    Whole ones, of whom there are few, need not be asked for again.
    """
    known: dict[int, _Standing] = {}
    asked = set(customers)
    while asked:
        rows = Customer.objects.order_by().filter(pk__in=asked)
        since = at - RECENT if at else None
        told = rows.annotate(
            reported=_newest(Ticket.objects.all(), "reported_at", since),
            called=_newest(Call.objects.all(), "offered_at", since),
        )
        if are_whole:
            for one in told:
                known[one.pk] = _Standing(one.merged_into_id, _latest(one.reported, one.called), one)
        else:
            for pk, into, *contacts in told.values_list("pk", "merged_into", "reported", "called"):
                known[pk] = _Standing(into, _latest(*contacts))
        asked = {standing.merged_into for standing in known.values() if standing.merged_into} - known.keys()
    return known


def _latest(*contacts: datetime | None) -> datetime | None:
    return max(filter(None, contacts), default=None)


def _newest(contacts: QuerySet[Any], moment: str, since: datetime | None) -> Combinable:
    if since is None:
        return Value(None, output_field=DateTimeField())
    theirs = contacts.filter(**{"customer": OuterRef("pk"), f"{moment}__gte": since}).order_by(f"-{moment}")
    return Subquery(theirs.values(moment)[:1])


def _survivors(found: Sequence[Candidate], standing: Mapping[int, _Standing]) -> list[Candidate]:
    """Let whoever was merged lead to the customer that they turned out to be."""

    def last(customer: int) -> int:
        while customer in standing and (into := standing[customer].merged_into):
            customer = into
        return customer

    return [replace(candidate, customer=last(candidate.customer)) for candidate in found]


def _has_number(found: Iterable[Candidate]) -> bool:
    return any(candidate.why not in (Why.NAME, Why.PLACE, Why.BOTH) for candidate in found)


def _ranked(
    found: Sequence[Candidate], standing: Mapping[int, _Standing], dark: WhoIsDark
) -> list[tuple[Candidate, bool]]:
    """Return candidates, each customer once, with whether we had to do with them lately."""
    surest: dict[int, Candidate] = {}
    for candidate in sorted(found, key=_surety):
        surest.setdefault(candidate.customer, candidate)
    keys = list(surest)
    is_dark = set(dark(keys)) if keys else set()
    contacts = {key: contact for key in keys if key in standing and (contact := standing[key].contact)}

    def place(candidate: Candidate) -> tuple[object, ...]:
        lately = -contacts[candidate.customer].timestamp() if candidate.customer in contacts else 0.0
        sure, is_near, closeness = _surety(candidate)
        first = (candidate.customer not in is_dark, lately)
        return (sure, is_near, *first, closeness, candidate.order, candidate.customer)

    return [(candidate, candidate.customer in contacts) for candidate in sorted(surest.values(), key=place)]


def _surety(candidate: Candidate) -> tuple[bool, bool, int]:
    return (candidate.why in (Why.NAME, Why.PLACE, Why.BOTH), candidate.is_near, candidate.closeness)


def _loaded(ranked: Sequence[tuple[Candidate, bool]], standing: Mapping[int, _Standing]) -> tuple[Hit, ...]:
    wanted = [candidate.customer for candidate, _is_recent in ranked]
    customers = {key: one for key in wanted if (one := standing[key].customer)}
    customers |= Customer.objects.in_bulk(set(wanted) - customers.keys())
    prefetch_related_objects(list(customers.values()), "phones", "service_points")
    return tuple(
        Hit(
            customer=(customer := customers[candidate.customer]),
            why=candidate.why,
            point=next((point for point in customer.service_points.all() if point.pk == candidate.point), None),
            matched=candidate.matched,
            is_recent=is_recent,
            is_near=candidate.is_near,
        )
        for candidate, is_recent in ranked
        if candidate.customer in customers
    )


def _used(hits: Iterable[Hit], meant: Iterable[str]) -> tuple[str, ...]:
    """Those of the words by which one of the hits was found."""
    texts = [
        f" {hit.customer.folded_name} {hit.point.folded_address if hit.point else ''}" for hit in hits if hit.is_near
    ]
    return tuple(word for word in dict.fromkeys(meant) if any(f" {word}" in text for text in texts))
