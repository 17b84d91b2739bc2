"""JOURNEY: what an agent did a moment ago at the desk is taken back: a report they registered, an outage they joined.

Nothing vanishes from the register (docs/adr/0014-taking-a-report-back.md): the ticket ends as taken back, links end.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from crm import feed
from crm.drafts.operations import begin_again
from crm.locks import lock_tickets
from crm.models import ReportDraft, Ticket
from crm.tickets.changing import UnableToChange
from crm.tickets.moving import cancel
from outages.merging.operations import UnableToMerge, unlink_report
from outages.models import Outage, ReportLink
from outages.repair import operations as repair

STAYS_UNDOABLE = timedelta(minutes=1)


class UnableToTakeBack(ValueError):
    """Something that is not taken back any more; the message says what to do instead."""


@transaction.atomic
def take_report_back(*, ticket: Ticket, by: AbstractBaseUser, at: datetime) -> ReportDraft | None:
    """End a ticket just registered as taken back, off its outage, and return what was typed as a new draft.

    A prediction that this report alone had raised is cancelled with it. Raises `UnableToTakeBack` when the ticket was
    another's, is older than a minute, or anything has happened to it since.
    """
    link = ReportLink.objects.filter(ticket=ticket, valid_to=None).select_related("outage").first()
    try:
        if link:
            unlink_report(ticket=ticket, by=by, at=at)
        lock_tickets(ticket.pk)
        _refuse_touched(ticket, by, at)
        cancel(ticket=ticket, reason=_("Taken back right after it was saved."), by=by, at=at)
    except (UnableToChange, UnableToMerge) as error:
        raise UnableToTakeBack(str(error)) from error
    if link:
        _cancel_if_unfounded(link.outage, by, at)
    return begin_again(key=ticket.idempotency_key or "", by=by, at=at)


@transaction.atomic
def leave_joined(*, ticket: Ticket, outage: Outage, by: AbstractBaseUser, at: datetime) -> ReportLink:
    """Take a ticket off the outage that this person let it join; raises `UnableToTakeBack` as above."""
    link = ReportLink.objects.filter(ticket=ticket, outage=outage, valid_to=None).first()
    if link is None or link.linked_by_id != by.pk or at > link.valid_from + STAYS_UNDOABLE:
        raise UnableToTakeBack(_("This can no longer be taken back here: split the ticket off on the board."))
    try:
        return unlink_report(ticket=ticket, by=by, at=at)
    except UnableToMerge as error:
        raise UnableToTakeBack(str(error)) from error


def _refuse_touched(ticket: Ticket, by: AbstractBaseUser, at: datetime) -> None:
    """Whoever else has begun to work on a ticket is not left without it."""
    past = feed.timeline(f"ticket:{ticket.pk}")
    first = past[0] if past else None
    if first is None or first.name != "ticket.registered" or first.by_id != by.pk:
        raise UnableToTakeBack(_("Only whoever registered a ticket takes it back: write a note, or cancel it."))
    if at > first.happened_at + STAYS_UNDOABLE:
        raise UnableToTakeBack(_("It was saved more than a minute ago: open the ticket and cancel it with a reason."))
    if len(past) > 1:
        raise UnableToTakeBack(_("Something has happened to the ticket since: open it and cancel it with a reason."))


def _cancel_if_unfounded(outage: Outage, by: AbstractBaseUser, at: datetime) -> None:
    outage.refresh_from_db()
    is_founded = outage.report_links.filter(valid_to=None).exists() or outage.assignments.exists()
    if outage.status == Outage.Status.PREDICTED and not is_founded and not outage.merges_in.exists():
        repair.cancel(outage=outage, reason=_("The only report was taken back."), by=by, at=at)
