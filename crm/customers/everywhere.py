"""Compares everybody with everybody by what they share, a batch at a time; one that was stopped goes on where it was.

Each kind of number or address is gone through in the order of its index, so that no more than a batch is in memory.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from crm.customers.duplicates import MOST_SHARING, Pair, keep_pairs
from crm.customers.likeness import names_alike
from crm.locks import lock_duplicate_search
from crm.models import Customer, CustomerAddress, CustomerPhone, DuplicatePair, DuplicateSearch, ServicePoint

_BATCH = 2_000
# One that was stopped longer ago has too much that it did not see: it begins again.
_GOES_ON_WITHIN = timedelta(days=1)


@dataclass(frozen=True)
class Found:
    """What a search through everybody has found so far.

    `is_cut` tells that some number or address was shared by too many to say anything.
    """

    pairs: int
    is_cut: bool
    is_finished: bool = True


@dataclass(frozen=True)
class _Step:
    """One kind of thing that people share: the rows it stands in, its column, and the column that says whose it is."""

    reason: str
    rows: QuerySet[Any]
    column: str
    owner: str


def find_everywhere(*, at: datetime, most_batches: int | None = None) -> Found:
    """Compare everybody, or go on with a comparison that was stopped; open pairs that are no longer alike go.

    Each batch is kept by itself, so that it may be stopped at any moment, or be done by several at once. With
    `most_batches` it stops by itself, to go on at the next call.
    """
    search = _do_batch(at, may_begin=True)
    done = 1
    while search.finished_at is None and done != most_batches:
        search = _do_batch(at, may_begin=False)
        done += 1
    pairs = DuplicatePair.objects.filter(state=DuplicatePair.State.OPEN).count()
    return Found(pairs, search.is_cut, search.finished_at is not None)


@transaction.atomic
def _do_batch(at: datetime, *, may_begin: bool) -> DuplicateSearch:
    search = lock_duplicate_search(at)
    is_over = search.finished_at is not None
    if may_begin and (is_over or search.started_at < at - _GOES_ON_WITHIN):
        search.started_at, search.finished_at = at, None
        search.step, search.place, search.is_cut = 0, "", False
    elif is_over:
        # Somebody else did the last batch.
        return search
    steps = _steps()
    if search.step < len(steps):
        step = steps[search.step]
        groups = _shared_values(step, after=search.place)
        values = [value for value, owners in groups if owners <= MOST_SHARING]
        keep_pairs(_pairs_sharing(step, values), at=search.started_at)
        search.is_cut = search.is_cut or len(values) < len(groups)
        search.place = groups[-1][0] if len(groups) == _BATCH else ""
        search.step += not search.place
    else:
        DuplicatePair.objects.filter(state=DuplicatePair.State.OPEN, found_at__lt=search.started_at).delete()
        search.finished_at = at
    search.save()
    return search


def _steps() -> Sequence[_Step]:
    people, theirs = Customer.objects.present(), {"customer__merged_into": None}
    return (
        _Step("pesel", people, "pesel", "pk"),
        _Step("nip", people, "nip", "pk"),
        _Step("phone_name", CustomerPhone.objects.filter(**theirs), "number", "customer"),
        _Step("address_name", ServicePoint.objects.filter(**theirs), "folded_address", "customer"),
        _Step("address_name", CustomerAddress.objects.filter(**theirs), "folded_address", "customer"),
    )


def _shared_values(step: _Step, *, after: str) -> list[tuple[str, int]]:
    """The next values that several customers have, each with how many; what only one has the database passes over."""
    behind = step.rows.filter(**{f"{step.column}__gt": after}).order_by(step.column).values_list(step.column)
    return list(behind.annotate(owners=Count(step.owner, distinct=True)).filter(owners__gt=1)[:_BATCH])


def _pairs_sharing(step: _Step, values: Sequence[str]) -> dict[Pair, set[str]]:
    name = "folded_name" if step.owner == "pk" else "customer__folded_name"
    sharing: dict[str, dict[int, str]] = defaultdict(dict)
    rows = step.rows.filter(**{f"{step.column}__in": values}).order_by()
    for value, pk, folded in rows.values_list(step.column, step.owner, name):
        sharing[value][pk] = folded
    found: dict[Pair, set[str]] = {}
    for people in sharing.values():
        for one, other in combinations(sorted(people), 2):
            if not step.reason.endswith("_name") or names_alike(people[one], people[other]):
                found.setdefault((one, other), set()).add(step.reason)
    return found
