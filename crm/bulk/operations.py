"""Asks for one deed on many tickets, stops it and asks for it to be taken back; `working` carries it out."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from crm.bulk.actions import ACTIONS, BulkAction, Parameters
from crm.criteria import catalogue
from crm.criteria.errors import CriteriaError
from crm.criteria.reading import checked
from crm.criteria.subjects import viewer_of
from crm.locks import lock_bulk_change
from crm.models import BulkChange, BulkLine, Ticket

MOST_CHOSEN = 1_000


class UnableToStart(ValueError):
    """A deed on many tickets that cannot be asked for, stopped or taken back; the message says why."""


@transaction.atomic
def ask(
    *,
    action: str,
    parameters: Mapping[str, str],
    tickets: Collection[int] | None,
    criteria: Mapping[str, Any] | None,
    by: User,
    at: datetime,
) -> BulkChange:
    """Keep what is to be done, to tickets chosen one by one or to all that fit criteria, and return it, not yet begun.

    Raises `UnableToStart` for an unknown action or one that the person may not do, for parameters or criteria that
    are wrong, and when nothing was chosen.
    """
    deed = ACTIONS.get(action)
    if deed is None or not by.has_perm(deed.permission):
        raise UnableToStart(_("Choose what to do with the tickets."))
    try:
        kept = deed.check(parameters)
        if criteria is not None:
            checked(criteria, catalogue.subjects("ticket", viewer_of(by)), "ticket")
    except deed.refusals as error:
        raise UnableToStart(str(error)) from error
    except CriteriaError as error:
        raise UnableToStart(str(error)) from error
    if (tickets is None) == (criteria is None) or (tickets is not None and not tickets):
        raise UnableToStart(_("Choose the tickets first."))
    if tickets is not None and len(tickets) > MOST_CHOSEN:
        raise UnableToStart(_("Choose at most %(most)d tickets, or all that fit.") % {"most": MOST_CHOSEN})
    tickets = _chosen(deed, kept, tickets)
    found: list[int] = []
    if tickets is not None:
        seen = Ticket.objects.visible_to(by).filter(pk__in=tickets)
        found = list(seen.order_by("pk").values_list("pk", flat=True))
        if not found:
            raise UnableToStart(_("None of these tickets is there, or they are not for you: search again."))
    change = BulkChange.objects.create(
        action=action,
        parameters=dict(kept),
        criteria=criteria,
        gathered_to=0 if criteria is not None else None,
        asked_by=by,
        asked_at=at,
    )
    BulkLine.objects.bulk_create([BulkLine(change=change, ticket_id=pk) for pk in found])
    return change


def _chosen(deed: BulkAction, kept: Parameters, tickets: Collection[int] | None) -> Collection[int] | None:
    if deed.choose is None:
        return tickets
    if tickets is None:
        raise UnableToStart(_("Choose the tickets one by one: this is not done to all that fit."))
    try:
        return deed.choose(kept, tickets)
    except deed.refusals as error:
        raise UnableToStart(str(error)) from error


@transaction.atomic
def stop(*, change: BulkChange, at: datetime) -> BulkChange:
    """Let a deed go no further; what was done stays. Raises `UnableToStart` when it is over."""
    locked = lock_bulk_change(change.pk)
    if locked.state not in (BulkChange.State.WAITING, BulkChange.State.RUNNING):
        raise UnableToStart(_("It is already over: there is nothing to stop."))
    locked.state, locked.finished_at = BulkChange.State.CANCELLED, at
    locked.save(update_fields=["state", "finished_at"])
    return locked


@transaction.atomic
def resume(*, change: BulkChange, by: User) -> BulkChange:
    """Let a deed that was stopped go on; raises `UnableToStart` when nothing is left to do or it was another's."""
    locked = lock_bulk_change(change.pk)
    if not locked.is_resumable:
        raise UnableToStart(_("Nothing of it is left to do."))
    _refuse_others(locked, by)
    locked.state, locked.finished_at = BulkChange.State.WAITING, None
    locked.save(update_fields=["state", "finished_at"])
    return locked


@transaction.atomic
def ask_to_undo(*, change: BulkChange, by: User, at: datetime) -> BulkChange:
    """Have the deed taken back ticket by ticket; raises `UnableToStart` when it is not over, too old or another's."""
    locked = lock_bulk_change(change.pk)
    if locked.state not in BulkChange.UNDOABLE:
        raise UnableToStart(_("This cannot be taken back now: it is under way, or was taken back already."))
    _refuse_others(locked, by)
    if not locked.is_undoable(at):
        raise UnableToStart(_("It ended more than a day ago: change the tickets by hand."))
    locked.state, locked.finished_at = BulkChange.State.UNDOING, None
    locked.save(update_fields=["state", "finished_at"])
    return locked


def _refuse_others(change: BulkChange, by: User) -> None:
    if change.asked_by_id != by.pk:
        person = change.asked_by.get_full_name() or change.asked_by.get_username()
        raise UnableToStart(
            _("%(person)s began this: only they can take it back or let it go on.") % {"person": person}
        )
