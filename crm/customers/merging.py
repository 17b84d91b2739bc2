"""Makes one customer of two, in a way that can be taken back (docs/adr/0012-merged-customers.md).

What belonged to the merged customer moves to the survivor, each row's key written down. Decisions about consent never
change, so they stay and are read through the merge.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Model, Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from crm import feed
from crm.customers.contacts import copy_main_email
from crm.customers.matching import fold
from crm.customers.operations import FIELDS
from crm.locks import lock_customers, lock_pairs, lock_rows
from crm.models import (
    BillingCard,
    Consent,
    Customer,
    CustomerEmail,
    CustomerMerge,
    CustomerPhone,
    DuplicatePair,
    ReportDraft,
)

# Decisions do not change, a draft is read through the merge; the others are about customers as such.
STAYS: frozenset[type[Model]] = frozenset({Consent, ReportDraft, CustomerMerge, DuplicatePair, Customer})
_BATCH = 1_000
_ONCE: dict[type[Model], str] = {CustomerPhone: "number", CustomerEmail: "folded_address"}


class UnableToMerge(ValueError):
    """The two cannot become one, or not be taken apart again; the message says what to do."""


@dataclass(frozen=True)
class _Belonging:
    """A kind of row that belongs to a customer, and the column that says to whom."""

    model: type[Model]
    column: str

    @property
    def label(self) -> str:
        return f"{self.model._meta.label_lower}.{self.column}"


@transaction.atomic
def merge(
    *, survivor: Customer, merged: Customer, take: Collection[str], by: AbstractBaseUser, at: datetime
) -> CustomerMerge:
    """Return the merge of `merged` into `survivor`, who takes over the fields named in `take`.

    Raises `UnableToMerge` when either was merged already, or they are the same.
    """
    if survivor.pk == merged.pk:
        raise UnableToMerge(_("This is one and the same customer: choose another one."))
    unknown = set(take) - FIELDS.keys()
    if unknown:
        raise UnableToMerge(_("Choose only fields that a customer has."))
    locked = lock_customers(survivor.pk, merged.pk)
    kept, gone = locked[survivor.pk], locked[merged.pk]
    for one in (kept, gone):
        if one.merged_into_id is not None:
            raise UnableToMerge(
                _("%(number)s was merged into another customer meanwhile: look at them again.") % {"number": one.number}
            )
    moved, demoted = _move_everything(gone, kept)
    done = CustomerMerge.objects.create(
        survivor=kept,
        merged=gone,
        moved=moved,
        demoted=demoted,
        changed=_take_over(kept, gone, take),
        merged_by_id=by.pk,
        merged_at=at,
    )
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    copy_main_email(kept)
    _settle_pairs(kept, gone, DuplicatePair.State.MERGED, by, at)
    _tell("customer.merged", done, by, at)
    return done


@transaction.atomic
def take_back(*, done: CustomerMerge, by: AbstractBaseUser, at: datetime) -> CustomerMerge:
    """Return the merge, taken back: what moved moves back, and the survivor's fields are what they were before.

    What was changed since stays as it was changed; what came to the survivor since stays there. The two are not
    offered as duplicates again. Raises `UnableToMerge` when it was taken back already, or when the survivor was merged
    on into another customer: that is to be taken back first.
    """
    locked = lock_customers(done.survivor_id, done.merged_id)
    kept, gone = locked[done.survivor_id], locked[done.merged_id]
    done = CustomerMerge.objects.get(pk=done.pk)
    if done.undone_at is not None:
        raise UnableToMerge(_("This merge was taken back already."))
    if kept.merged_into is not None:
        raise UnableToMerge(
            _("%(number)s was merged on into %(other)s: take that back first.")
            % {"number": kept.number, "other": kept.merged_into.number}
        )
    _move_back(done, kept, gone)
    _give_back(kept, done)
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    done.undone_by_id, done.undone_at = by.pk, at
    done.save(update_fields=["undone_by", "undone_at"])
    for one in (kept, gone):
        copy_main_email(one)
    _settle_pairs(kept, gone, DuplicatePair.State.DISMISSED, by, at)
    _tell("customer.unmerged", done, by, at)
    return done


def belongings() -> Iterator[_Belonging]:
    """Yield every kind of row that moves with a customer, of this floor and of those above, in a fixed order."""
    relations: list[Any] = [
        relation
        for relation in Customer._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete
    ]
    for relation in sorted(relations, key=lambda one: (one.related_model._meta.label, one.remote_field.name)):
        model, column = relation.related_model, relation.remote_field.name
        if model not in STAYS and (model, column) != (BillingCard, "billed_to") and not model._meta.auto_created:
            yield _Belonging(model, column)


def _move_everything(gone: Customer, kept: Customer) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    moved: dict[str, list[int]] = {}
    demoted: dict[str, list[int]] = {}
    for kind in belongings():
        mine = Q(**{kind.column: gone.pk})
        if unique := _ONCE.get(kind.model):
            # What the survivor has already stays where it is, out of sight, until the merge is taken back.
            there = kind.model._default_manager.filter(**{kind.column: kept.pk}).exclude(**{unique: ""})
            mine &= ~Q(**{f"{unique}__in": list(there.values_list(unique, flat=True))})
        keys = lock_rows(kind.model, mine)
        if not keys:
            continue
        moved[kind.label] = keys
        if kind.model in _ONCE and kind.model._default_manager.filter(customer=kept, is_primary=True).exists():
            main = kind.model._default_manager.filter(pk__in=keys, is_primary=True)
            demoted[kind.label] = list(main.values_list("pk", flat=True))
            main.update(is_primary=False)
        if kind.model is BillingCard:
            BillingCard.objects.filter(pk__in=keys, billed_to=None).update(billed_to=gone)
        _point(kind, keys, to=kept.pk)
    return moved, demoted


def _move_back(done: CustomerMerge, kept: Customer, gone: Customer) -> None:
    """Only what still belongs to the survivor: a row that was removed or given to somebody else since stays so."""
    kinds = {kind.label: kind for kind in belongings()}
    for label, keys in sorted(done.moved.items()):
        kind = kinds[label]
        for start in range(0, len(keys), _BATCH):
            still = Q(pk__in=keys[start : start + _BATCH], **{kind.column: kept.pk})
            if unique := _ONCE.get(kind.model):
                own = kind.model._default_manager.filter(customer=gone).exclude(**{unique: ""})
                still &= ~Q(**{f"{unique}__in": list(own.values_list(unique, flat=True))})
            _point(kind, lock_rows(kind.model, still), to=gone.pk)
        if main := done.demoted.get(label):
            kind.model._default_manager.filter(pk__in=main, customer=gone).update(is_primary=True)
    # Also one that billing first told of while the two were one.
    BillingCard.objects.filter(customer__in=[kept, gone], billed_to=gone).update(customer=gone, billed_to=None)


def _point(kind: _Belonging, keys: list[int], *, to: int) -> None:
    for start in range(0, len(keys), _BATCH):
        rows = kind.model._base_manager.filter(pk__in=keys[start : start + _BATCH])
        rows.update(**{kind.column: to})


def _take_over(kept: Customer, gone: Customer, take: Collection[str]) -> dict[str, list[Any]]:
    """Let the survivor have the other's fields; return what stood there before and what stands there now."""
    changed = {name: [getattr(kept, name), getattr(gone, name)] for name in sorted(take)}
    changed = {name: both for name, both in changed.items() if both[0] != both[1]}
    _set(kept, {name: after for name, (_before, after) in changed.items()})
    return {name: [_plain(value) for value in both] for name, both in changed.items()}


def _give_back(kept: Customer, done: CustomerMerge) -> None:
    untouched = {
        name: parse_date(before) if name == "since_date" and before else before
        for name, (before, after) in done.changed.items()
        if _plain(getattr(kept, name)) == after
    }
    _set(kept, untouched)


def _set(customer: Customer, values: dict[str, Any]) -> None:
    if not values:
        return
    for name, value in values.items():
        setattr(customer, name, value)
    customer.folded_name = fold(customer.name)
    customer.revision += 1
    customer.save(update_fields=[*values, "folded_name", "revision"])


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _settle_pairs(one: Customer, other: Customer, state: str, by: AbstractBaseUser, at: datetime) -> None:
    """Write down what became of the two, also when nobody had found them alike."""
    first, second = sorted((one.pk, other.pk))
    DuplicatePair.objects.get_or_create(
        first_id=first, second_id=second, defaults={"score": 0, "found_at": at, "state": state}
    )
    for pair in lock_pairs(Q(first=first, second=second)):
        pair.state, pair.decided_by_id, pair.decided_at = state, by.pk, at
        pair.save(update_fields=["state", "decided_by", "decided_at"])


def _tell(name: str, done: CustomerMerge, by: AbstractBaseUser, at: datetime) -> None:
    feed.append(
        name=name,
        subject=f"customer:{done.survivor_id}",
        topics=[f"customer:{done.merged_id}"],
        data={"customer": done.survivor_id, "merged": done.merged_id},
        by=by,
        at=at,
    )
