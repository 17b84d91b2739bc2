"""Makes predicted outages, lets reports follow them, merges a lower outage into a higher one and undoes it."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.locks import lock_tickets
from crm.models import Ticket
from outages.locks import lock_link, lock_merge, lock_network, lock_outages
from outages.merging.following import begin_with, begin_without, follow, follow_back
from outages.models import CrewAssignment, Device, Outage, OutageMerge, Reason, ReportLink, kept
from outages.network.numbering import create_numbered
from outages.network.queries import service_points_off
from outages.telling import about, tell


class UnableToMerge(ValueError):
    """A link or merge that cannot be made or undone; the message says why and what to do."""


@transaction.atomic
def predict_outage(*, device: Device, started_at: datetime, reason: Reason | str, at: datetime) -> Outage:
    """Return a new predicted outage of a device; the caller holds the network's lock."""
    customers_off, critical = service_points_off(device)
    outage = create_numbered(
        device=device,
        started_at=started_at,
        customers_off=customers_off,
        critical_customers_off=critical,
        **kept(reason),
    )
    tell(outage, "outage.predicted", data={"device": device.code, "customers_off": customers_off}, by=None, at=at)
    return outage


@transaction.atomic
def link_report(
    *, ticket: Ticket, outage: Outage, reason: Reason | str, by: AbstractBaseUser | None, at: datetime
) -> ReportLink:
    """Let a ticket follow an outage from now on; what it followed until now is ended, not forgotten.

    Raises `UnableToMerge` when the ticket or the outage is over.
    """
    lock_network(outage.device)
    present = ReportLink.objects.filter(ticket=ticket, valid_to=None).first()
    locked = lock_outages(outage.pk, *([present.outage_id] if present else []))
    target = locked[outage.pk]
    if not target.is_ongoing:
        raise UnableToMerge(_("Outage %(number)s is over: choose one that goes on.") % {"number": target})
    if not lock_tickets(ticket.pk)[ticket.pk].is_open:
        raise UnableToMerge(_("Ticket %(ticket)s is over: it follows no outage any more.") % {"ticket": ticket})
    if present and present.outage_id == target.pk:
        return present
    (link,) = follow([ticket], target, kept(reason), came_with=None, by=by, at=at)
    begin_with(target, ticket.reported_at)
    if present:
        begin_without(locked[present.outage_id], ticket.reported_at)
    data = {"ticket": ticket.pk, "from": present.outage_id if present else None}
    tell(target, "outage.report_linked", data=data, by=by, at=at, topics=about([ticket]))
    return link


@transaction.atomic
def link_reports(*, tickets: Iterable[Ticket], outage: Outage, reason: Reason | str, at: datetime) -> list[ReportLink]:
    """Let tickets that follow nothing follow an outage the reports point at; the caller holds its lock."""
    links = follow(tickets, outage, kept(reason), came_with=None, by=None, at=at)
    begin_with(outage, min((link.ticket.reported_at for link in links), default=None))
    for link in links:
        data = {"ticket": link.ticket_id, "from": None}
        tell(outage, "outage.report_linked", data=data, by=None, at=at, topics=about([link.ticket]))
    return links


@transaction.atomic
def unlink_report(*, ticket: Ticket, by: AbstractBaseUser, at: datetime) -> ReportLink:
    """Take a ticket off the outage it follows; the prediction will neither count nor move it again.

    Raises `UnableToMerge` when it follows none.
    """
    present = ReportLink.objects.filter(ticket=ticket, valid_to=None).select_related("outage__device").first()
    if present is None:
        raise UnableToMerge(_("Ticket %(ticket)s follows no outage.") % {"ticket": ticket})
    lock_network(present.outage.device)
    outage = lock_outages(present.outage_id)[present.outage_id]
    link = lock_link(present)
    if link.valid_to is not None:
        raise UnableToMerge(_("Somebody has just moved ticket %(ticket)s: look again.") % {"ticket": ticket})
    link.valid_to = at
    link.ended_by_id = by.pk
    link.save(update_fields=["valid_to", "ended_by"])
    begin_without(outage, ticket.reported_at)
    tell(outage, "outage.report_unlinked", data={"ticket": ticket.pk}, by=by, at=at, topics=about([ticket]))
    return link


@transaction.atomic
def merge(
    *, source: Outage, target: Outage, reason: Reason | str, by: AbstractBaseUser | None, at: datetime
) -> OutageMerge:
    """Let every report and crew of one outage follow another; the record of it is what undoes it.

    Raises `UnableToMerge` for an outage into itself, one that is over, or one below which the other does not lie.
    """
    lock_network(target.device)
    locked = lock_outages(source.pk, target.pk)
    lower, higher = locked[source.pk], locked[target.pk]
    if lower.pk == higher.pk:
        raise UnableToMerge(_("An outage cannot be merged into itself: choose another one."))
    if not (lower.is_ongoing and higher.is_ongoing):
        raise UnableToMerge(_("One of the outages is over: only outages that go on can be merged."))
    if lower.is_planned != higher.is_planned:
        raise UnableToMerge(_("Planned work and a fault cannot be merged: they are counted apart."))
    if not higher.covers(lower.device):
        raise UnableToMerge(
            _("%(device)s does not lie below %(other)s: merge the lower outage into the higher one.")
            % {"device": lower.device.code, "other": higher.device.code}
        )
    record = OutageMerge.objects.create(
        source=lower,
        target=higher,
        source_status=lower.status,
        merged_at=at,
        merged_by_id=by.pk if by else None,
        **kept(reason),
    )
    lower.status = Outage.Status.MERGED
    lower.save(update_fields=["status"])
    followed = lower.report_links.filter(valid_to=None).select_related("ticket").order_by("ticket_id")
    tickets = [link.ticket for link in followed]
    follow(tickets, higher, kept(reason), came_with=record, by=by, at=at)
    lower.assignments.filter(status__in=CrewAssignment.AT_WORK).update(outage=higher, came_with=record)
    begin_with(higher, lower.started_at)
    data = {"into": higher.pk, "into_number": higher.number, "tickets": [ticket.pk for ticket in tickets]}
    tell(lower, "outage.merged", data=data, by=by, at=at, topics=[f"outage:{higher.pk}", *about(tickets)])
    return record


@transaction.atomic
def unmerge(*, merge: OutageMerge, by: AbstractBaseUser, at: datetime) -> Outage:
    """Return the lower outage as it was: its state, its start, and what came with the merge and nobody moved since.

    Raises `UnableToMerge` when the merge was undone already, the higher outage does not go on, or the device has
    another outage by now.
    """
    lock_network(merge.target.device)
    locked = lock_outages(merge.source_id, merge.target_id)
    lower, higher = locked[merge.source_id], locked[merge.target_id]
    record = lock_merge(merge)
    _refuse_unless_undoable(record, higher)
    record.undone_at = at
    record.undone_by_id = by.pk
    record.save(update_fields=["undone_at", "undone_by"])
    lower.status = record.source_status
    try:
        with transaction.atomic():
            lower.save(update_fields=["status"])
    except IntegrityError as error:
        raise UnableToMerge(
            _("%(device)s has a new outage by now: merge the two instead.") % {"device": lower.device.code}
        ) from error
    tickets = follow_back(record, lower, by=by, at=at)
    record.crews.filter(outage=higher, status__in=CrewAssignment.AT_WORK).update(outage=lower, came_with=None)
    begin_without(higher, lower.started_at)
    data = {"from": higher.pk, "from_number": higher.number, "tickets": [ticket.pk for ticket in tickets]}
    tell(lower, "outage.unmerged", data=data, by=by, at=at, topics=[f"outage:{higher.pk}", *about(tickets)])
    return lower


def _refuse_unless_undoable(record: OutageMerge, higher: Outage) -> None:
    if record.undone_at is not None:
        raise UnableToMerge(_("This merge was undone already."))
    if higher.status == Outage.Status.MERGED:
        raise UnableToMerge(
            _("Outage %(number)s was itself merged further: undo that merge first.") % {"number": higher}
        )
    if not higher.is_ongoing and higher.status != Outage.Status.CANCELLED:
        raise UnableToMerge(_("Outage %(number)s is over: reopen it before undoing a merge.") % {"number": higher})
