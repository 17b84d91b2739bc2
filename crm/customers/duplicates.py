"""Finds who may be one and the same as a customer who is entered, and keeps pairs of such with what people decided.

Pairs that a person dismissed stay dismissed. Nothing is merged here; everybody is compared by `everywhere`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers.identity import UnableToKeep
from crm.customers.likeness import names_alike
from crm.locks import lock_pairs
from crm.models import Customer, CustomerAddress, CustomerPhone, DuplicatePair, ServicePoint

REASONS: dict[str, str | Promise] = {
    "pesel": gettext_lazy("the same PESEL"),
    "nip": gettext_lazy("the same NIP"),
    "phone_name": gettext_lazy("the same telephone and a like name"),
    "address_name": gettext_lazy("the same address and a like name"),
    "phone": gettext_lazy("the same telephone"),
}
_SCORES = {"pesel": 98, "nip": 90, "phone_name": 80, "address_name": 75, "phone": 40}
_WORTH_A_PAIR = 70
# A number or address of more people than this is a manager's or a hostel's: it says nothing about who they are.
MOST_SHARING = 20
_BATCH = 2_000
Pair = tuple[int, int]


@dataclass(frozen=True)
class Likeness:
    """A customer who may be the one in question, how surely out of 100, and why."""

    customer: Customer
    score: int
    reasons: tuple[str, ...]

    @property
    def told(self) -> list[str]:
        return [str(REASONS[reason]) for reason in self.reasons]


@dataclass(frozen=True)
class Traits:
    """What is compared of a customer; names and addresses are folded, numbers in E.164."""

    name: str = ""
    pesel: str = ""
    nip: str = ""
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


def traits_of(customer: Customer) -> Traits:
    """Return what is compared of a customer that is kept, in three queries."""
    places = customer.service_points.order_by("pk").values_list("folded_address", flat=True)[:MOST_SHARING]
    letters = customer.addresses.order_by("pk").values_list("folded_address", flat=True)
    phones = customer.phones.exclude(number="").values_list("number", flat=True)
    return Traits(
        name=customer.folded_name,
        pesel=customer.pesel,
        nip=customer.nip,
        phones=tuple(phones),
        addresses=tuple(address for address in dict.fromkeys([*places, *letters]) if address),
    )


def alike(traits: Traits, *, apart_from: int = 0, limit: int = 9) -> list[Likeness]:
    """Return who may be the customer with these traits, the likeliest first, in at most five queries."""
    reasons: dict[int, list[str]] = defaultdict(list)
    names: dict[int, str] = {}
    people = Customer.objects.present().exclude(pk=apart_from)
    for reason, ways in _shared(traits).items():
        for way in ways:
            for pk, name in people.filter(way).values_list("pk", "folded_name")[: MOST_SHARING * 2]:
                names[pk] = name
                if reason not in reasons[pk]:
                    reasons[pk].append(reason)
    for pk, found in reasons.items():
        like = bool(traits.name) and names_alike(traits.name, names[pk])
        reasons[pk] = [kept for reason in found if (kept := _with_name(reason, like))]
    sure = sorted(((pk, found) for pk, found in reasons.items() if found), key=lambda one: (-_score(one[1]), one[0]))
    customers = Customer.objects.in_bulk([pk for pk, _found in sure[:limit]])
    return [Likeness(customers[pk], _score(found), tuple(found)) for pk, found in sure[:limit]]


def note_likeness(customer: Customer, *, at: datetime) -> None:
    """Write down whom a customer who was entered or changed may be, beside what is known of others already."""
    found = alike(traits_of(customer), apart_from=customer.pk)
    keep_pairs(
        {
            _pair(customer.pk, one.customer.pk): set(one.reasons) - {"phone"}
            for one in found
            if one.score >= _WORTH_A_PAIR
        },
        at=at,
    )


def keep_pairs(found: Mapping[Pair, set[str]], *, at: datetime) -> None:
    """Add the pairs, and what is new about those that are known; decided ones stay as they were decided.

    What is found at one moment belongs together: reasons that were only found earlier are over.
    """
    keys = sorted(found)
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        known = _known(batch)
        DuplicatePair.objects.bulk_create(
            (
                DuplicatePair(
                    first_id=one,
                    second_id=other,
                    score=_score(found[one, other]),
                    reasons=_in_order(found[one, other]),
                    found_at=at,
                )
                for one, other in batch
                if (one, other) not in known
            ),
            ignore_conflicts=True,
        )
        alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for key in batch:
            pair = known.get(key)
            if pair and pair.state == DuplicatePair.State.OPEN:
                earlier = set(pair.reasons) if pair.found_at == at else set()
                alike[tuple(_in_order(earlier | found[key]))].append(pair.pk)
        # Reasons are few: a statement for each set of them, not a value for each row.
        for reasons, pairs in alike.items():
            DuplicatePair.objects.filter(pk__in=pairs).update(reasons=list(reasons), score=_score(reasons), found_at=at)


def _known(batch: Sequence[Pair]) -> dict[Pair, DuplicatePair]:
    pairs = DuplicatePair.objects.filter(first__in={one for one, _other in batch})
    return {(pair.first_id, pair.second_id): pair for pair in pairs.order_by()}


@transaction.atomic
def dismiss(*, pair: DuplicatePair, by: AbstractBaseUser, at: datetime) -> DuplicatePair:
    """Say that the two are different customers; the pair is not offered again. Dismissed already, it stays as it is.

    Raises `UnableToKeep` when they were merged meanwhile.
    """
    return _decide(pair, DuplicatePair.State.DISMISSED, by, at)


@transaction.atomic
def reopen(*, pair: DuplicatePair, by: AbstractBaseUser, at: datetime) -> DuplicatePair:
    """Take a dismissal back. Raises `UnableToKeep` when they were merged meanwhile."""
    return _decide(pair, DuplicatePair.State.OPEN, by, at)


def _decide(pair: DuplicatePair, state: str, by: AbstractBaseUser, at: datetime) -> DuplicatePair:
    locked = lock_pairs(Q(pk=pair.pk))[0]
    if locked.state == DuplicatePair.State.MERGED:
        raise UnableToKeep("", _("These two were merged meanwhile."))
    if locked.state != state:
        locked.state, locked.decided_by_id, locked.decided_at = state, by.pk, at
        locked.save(update_fields=["state", "decided_by", "decided_at"])
    return locked


def _shared(traits: Traits) -> Mapping[str, list[Q]]:
    """The ways to find who shares something, each over an index of its own."""
    ways: dict[str, list[Q]] = {}
    if traits.pesel:
        ways["pesel"] = [Q(pesel=traits.pesel)]
    if traits.nip:
        ways["nip"] = [Q(nip=traits.nip)]
    if traits.phones:
        ways["phone"] = [Q(pk__in=CustomerPhone.objects.filter(number__in=traits.phones).values("customer"))]
    if traits.addresses and traits.name:
        places = ServicePoint.objects.filter(folded_address__in=traits.addresses).values("customer")
        letters = CustomerAddress.objects.filter(folded_address__in=traits.addresses).values("customer")
        ways["address_name"] = [Q(pk__in=places), Q(pk__in=letters)]
    return ways


def _with_name(reason: str, is_like: bool) -> str:
    """A shared number with a like name says more, a shared address without one says nothing."""
    if reason == "phone" and is_like:
        return "phone_name"
    return "" if reason == "address_name" and not is_like else reason


def _score(reasons: Iterable[str]) -> int:
    """The surest reason; each further one halves the doubt that is left."""
    surest, *further = sorted((_SCORES[reason] for reason in reasons), reverse=True)
    return min(99, round(100 - (100 - surest) / 2 ** len(further)))


def _in_order(reasons: Iterable[str]) -> list[str]:
    return [reason for reason in REASONS if reason in reasons]


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)
