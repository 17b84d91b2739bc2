"""Carries out a deed on many tickets, each by itself; killed and begun again it does none twice.

What a ticket's line says and what was done to the ticket are one transaction.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from crm.bulk.actions import ACTIONS, BulkAction
from crm.criteria import catalogue
from crm.criteria.comparing import Moment
from crm.criteria.compiling import compiled
from crm.criteria.errors import CriteriaError
from crm.criteria.reading import checked
from crm.criteria.subjects import viewer_of
from crm.locks import lock_bulk_change, lock_bulk_line
from crm.models import BulkChange, BulkLine, Ticket

BATCH = 500
# One task's share: others wait in the same queue.
SHARE = 2_000
_LOOKS_EVERY = 20
Clock = Callable[[], datetime]


def work(pk: int, clock: Clock, *, share: int = SHARE) -> bool:
    """Carry out a share of a deed and return whether more is left; of one that is over or stopped nothing is."""
    change = _begun(pk)
    if change is None:
        return False
    if change.gathered_to is not None:
        try:
            return _gather(change, share) or work(pk, clock, share=share)
        except CriteriaError as error:
            _finish(change, BulkChange.State.FAILED, clock(), str(error))
            return False
    is_undoing = change.state == BulkChange.State.UNDOING
    wanted = BulkLine.State.DONE if is_undoing else BulkLine.State.WAITING
    step = _undo_one if is_undoing else _do_one
    lines = change.lines.filter(state=wanted).order_by("-pk" if is_undoing else "pk").values_list("pk", flat=True)
    keys = list(lines[: share + 1])
    deed = ACTIONS[change.action]
    for place, key in enumerate(keys[:share]):
        if place % _LOOKS_EVERY == 0 and not _goes_on(change):
            return False
        step(key, deed, change, clock())
    if len(keys) > share:
        return True
    _finish(change, BulkChange.State.UNDONE if is_undoing else BulkChange.State.DONE, clock())
    return False


@transaction.atomic
def _begun(pk: int) -> BulkChange | None:
    change = lock_bulk_change(pk)
    if change.state == BulkChange.State.WAITING:
        change.state = BulkChange.State.RUNNING
        change.save(update_fields=["state"])
    return change if change.is_at_work else None


def _gather(change: BulkChange, share: int) -> bool:
    """Write a line for each ticket that fits, as far as the share goes; return whether more are to be found."""
    known = catalogue.subjects("ticket", viewer_of(change.asked_by))
    condition = checked(change.criteria, known, "ticket")
    fits = compiled(condition, "ticket", known, Moment(change.asked_at, change.asked_by_id))
    gate = Ticket.objects.visible_to(change.asked_by).filter(fits).order_by("pk").values_list("pk", flat=True)
    for _batch in range(max(1, share // BATCH)):
        if not _goes_on(change):
            return False
        with transaction.atomic():
            keys = list(gate.filter(pk__gt=change.gathered_to or 0)[:BATCH])
            BulkLine.objects.bulk_create(
                [BulkLine(change=change, ticket_id=key) for key in keys], ignore_conflicts=True
            )
            change.gathered_to = keys[-1] if len(keys) == BATCH else None
            change.save(update_fields=["gathered_to"])
        if change.gathered_to is None:
            return False
    return True


@transaction.atomic
def _do_one(key: int, deed: BulkAction, change: BulkChange, at: datetime) -> None:
    line = lock_bulk_line(key)
    if line.state != BulkLine.State.WAITING:
        return
    try:
        # A refusal takes back what the operation began, and leaves the line to be written.
        with transaction.atomic():
            line.done = deed.apply(line.ticket, change.parameters, change.asked_by, at)
        line.state = BulkLine.State.DONE
    except deed.refusals as refusal:
        line.state, line.why = BulkLine.State.REFUSED, str(refusal)[:300]
    line.save(update_fields=["state", "why", "done"])


@transaction.atomic
def _undo_one(key: int, deed: BulkAction, change: BulkChange, at: datetime) -> None:
    line = lock_bulk_line(key)
    if line.state != BulkLine.State.DONE:
        return
    try:
        with transaction.atomic():
            deed.undo(line.ticket, line.done, change.asked_by, at)
        line.state = BulkLine.State.UNDONE
    except deed.refusals as refusal:
        line.state, line.why = BulkLine.State.KEPT, str(refusal)[:300]
    line.save(update_fields=["state", "why"])


def _goes_on(change: BulkChange) -> bool:
    return BulkChange.objects.filter(pk=change.pk, state__in=BulkChange.AT_WORK).exists()


@transaction.atomic
def _finish(change: BulkChange, state: BulkChange.State, at: datetime, why: str = "") -> None:
    locked = lock_bulk_change(change.pk)
    if locked.is_at_work:
        locked.state, locked.finished_at, locked.why_failed = state, at, why[:300]
        locked.save(update_fields=["state", "finished_at", "why_failed"])
