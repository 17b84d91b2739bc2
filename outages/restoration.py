"""JOURNEY: power is back; the outage, its crews and its tickets end together, and come back if it was not."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from crm.locks import lock_tickets
from crm.models import Ticket
from crm.tickets.checking import missing_answers
from crm.tickets.moving import close_by_rule
from outages.locks import lock_outages
from outages.models import CrewAssignment, Outage, RepeatedReport, ReportLink
from outages.telling import about, followers, tell
from ticketforms.models import TicketType

_LANGUAGE_OF_RECORDS = "pl"


class UnableToRestore(ValueError):
    """A step of the restoration that this outage does not allow now; the message says why and what to do."""


@transaction.atomic
def restore(*, outage: Outage, restored_at: datetime, by: AbstractBaseUser | None, at: datetime) -> Outage:
    """End a confirmed outage: its crews are done, its open tickets about lost power are closed with its number.

    Reports from after `restored_at` are not of this outage: they stay open and count as evidence of a new one. Raises
    `UnableToRestore` for an outage that is not confirmed or a time before it began or after now.
    """
    locked = lock_outages(outage.pk)[outage.pk]
    _refuse_unless_restorable(locked, restored_at, at)
    locked.status = Outage.Status.RESTORED
    locked.restored_at = max(restored_at, locked.started_at)
    locked.save(update_fields=["status", "restored_at"])
    topics = followers(locked)
    _release_later_reports(locked, at)
    for job in locked.assignments.filter(status__in=CrewAssignment.AT_WORK).select_related("crew").order_by("pk"):
        _complete(job, locked, by=by, at=at)
    closed = [
        close_by_rule(ticket=ticket, resolution=_resolution(locked), by=by, at=at).pk
        for ticket in _tickets_to_close(locked, at)
    ]
    tell(
        locked,
        "outage.restored",
        data={"restored_at": locked.restored_at.isoformat(), "tickets_closed": len(closed)},
        by=by,
        at=at,
        topics=topics,
    )
    return locked


@transaction.atomic
def reopen(*, outage: Outage, reason: str, by: AbstractBaseUser, at: datetime) -> Outage:
    """Take a restoration back: the outage is confirmed again; tickets that were closed stay closed but follow it.

    Raises `UnableToRestore` unless it is restored and not yet closed, without a reason, and when the device has
    another outage by now.
    """
    locked = lock_outages(outage.pk)[outage.pk]
    if locked.status != Outage.Status.RESTORED:
        raise UnableToRestore(
            _("Only a restored outage can be reopened (state of outage %(number)s: %(status)s).")
            % {"number": locked, "status": locked.get_status_display()}
        )
    if not reason.strip():
        raise UnableToRestore(_("Say why it is reopened: write a few words."))
    locked.status = Outage.Status.CONFIRMED
    locked.restored_at = None
    try:
        with transaction.atomic():
            locked.save(update_fields=["status", "restored_at"])
    except IntegrityError as error:
        raise UnableToRestore(_("This device has a new outage by now: work on that one.")) from error
    tell(locked, "outage.reopened", data={"reason": reason.strip()[:200]}, by=by, at=at, topics=followers(locked))
    return locked


@transaction.atomic
def close(*, outage: Outage, cause: str, by: AbstractBaseUser, at: datetime) -> Outage:
    """Close a restored outage with its cause, for good; raises `UnableToRestore` for any other or without a cause."""
    locked = lock_outages(outage.pk)[outage.pk]
    if locked.status != Outage.Status.RESTORED:
        raise UnableToRestore(
            _("Only a restored outage can be closed (state of outage %(number)s: %(status)s).")
            % {"number": locked, "status": locked.get_status_display()}
        )
    if not 0 < len(cause.strip()) <= 200:
        raise UnableToRestore(_("Write the cause, in at most 200 characters."))
    locked.status = Outage.Status.CLOSED
    locked.closed_at = at
    locked.cause = cause.strip()
    locked.save(update_fields=["status", "closed_at", "cause"])
    tell(locked, "outage.closed", data={"cause": locked.cause}, by=by, at=at, topics=followers(locked))
    return locked


def _refuse_unless_restorable(outage: Outage, restored_at: datetime, at: datetime) -> None:
    if outage.status == Outage.Status.PREDICTED:
        raise UnableToRestore(
            _("Outage %(number)s is only predicted: confirm it first, or cancel it.") % {"number": outage}
        )
    if not outage.is_ongoing:
        raise UnableToRestore(
            _("Nothing is left to restore (state of outage %(number)s: %(status)s).")
            % {"number": outage, "status": outage.get_status_display()}
        )
    if restored_at > at:
        raise UnableToRestore(_("The time power came back lies in the future: correct it."))
    if restored_at < outage.started_at.replace(second=0, microsecond=0):
        raise UnableToRestore(_("Power cannot have come back before the outage began: correct the time."))


def _tickets_to_close(outage: Outage, at: datetime) -> list[Ticket]:
    """Open reports of lost power that follow the outage; not hazards, nor those whose form is still to be completed.

    These two are closed by a person, never by rule.
    """
    followed = ReportLink.objects.filter(outage=outage, valid_to=None).values_list("ticket_id", flat=True)
    reports = TicketType.Reporting.OUTAGE
    return [
        ticket
        for ticket in lock_tickets(*followed).values()
        if ticket.is_open and ticket.ticket_type.reporting == reports and not missing_answers(ticket, at=at)
    ]


def _release_later_reports(outage: Outage, at: datetime) -> None:
    """End the links of reports from after the restoration; a minute's grace, since people give times in minutes."""
    if outage.restored_at is None:
        return
    since = outage.restored_at + timedelta(minutes=1)
    again = RepeatedReport.objects.filter(reported_at__gte=since).values("ticket")
    links = ReportLink.objects.filter(outage=outage, valid_to=None).exclude(ticket__state__in=Ticket.FINAL_STATES)
    later = list(
        links.filter(Q(ticket__reported_at__gte=since) | Q(ticket__in=again)).select_related("ticket").order_by("pk")
    )
    ReportLink.objects.filter(pk__in=[link.pk for link in later]).update(valid_to=at)
    for link in later:
        tell(
            outage,
            "outage.report_unlinked",
            data={"ticket": link.ticket_id},
            by=None,
            at=at,
            topics=about([link.ticket]),
        )


def _resolution(outage: Outage) -> str:
    """What stands on each ticket for good, so in the language of the register whoever restores."""
    with override(_LANGUAGE_OF_RECORDS):
        return _("Power back at %(time)s: outage %(number)s is over.") % {
            "time": date_format(localtime(outage.restored_at), "SHORT_DATETIME_FORMAT"),
            "number": outage,
        }


def _complete(job: CrewAssignment, outage: Outage, *, by: AbstractBaseUser | None, at: datetime) -> None:
    """A crew on site has done the work; one that had not arrived is free again."""
    statuses = CrewAssignment.Status
    job.status = statuses.FIELD_COMPLETE if job.status == statuses.ARRIVED else statuses.RELEASED
    job.status_at = at
    job.save(update_fields=["status", "status_at"])
    tell(
        outage,
        "outage.crew_advanced",
        data={"crew": job.crew.name, "assignment": job.pk, "status": job.status},
        by=by,
        at=at,
    )
