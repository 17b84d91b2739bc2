"""Moves the links of reports, many at a time; the caller, who holds the locks, has decided that they may be."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Min

from crm.models import Ticket
from outages.models import Outage, OutageMerge, ReportLink


def follow(
    tickets: Iterable[Ticket],
    outage: Outage,
    reason: Mapping[str, object],
    *,
    came_with: OutageMerge | None,
    by: AbstractBaseUser | None,
    at: datetime,
) -> list[ReportLink]:
    """End what the tickets follow and let them follow an outage."""
    author = by.pk if by else None
    moved = list(tickets)
    ReportLink.objects.filter(ticket__in=moved, valid_to=None).update(valid_to=at, ended_by=author)
    return ReportLink.objects.bulk_create(
        ReportLink(ticket=ticket, outage=outage, valid_from=at, linked_by_id=author, came_with=came_with, **reason)
        for ticket in moved
    )


def follow_back(record: OutageMerge, lower: Outage, *, by: AbstractBaseUser, at: datetime) -> list[Ticket]:
    """Let what still follows because of a merge follow the lower outage again, by its earlier author and reason."""
    brought = record.links.filter(valid_to=None, outage=record.target_id).select_related("ticket")
    tickets = [link.ticket for link in brought.order_by("ticket_id")]
    earlier = {
        link.ticket_id: link
        for link in ReportLink.objects.filter(ticket__in=tickets, outage=lower, valid_to=record.merged_at).order_by(
            "pk"
        )
    }
    ReportLink.objects.filter(ticket__in=tickets, valid_to=None).update(valid_to=at, ended_by=by.pk)
    ReportLink.objects.bulk_create(
        ReportLink(
            ticket=ticket,
            outage=lower,
            valid_from=at,
            linked_by_id=earlier[ticket.pk].linked_by_id,
            came_with_id=earlier[ticket.pk].came_with_id,
            reason_text=earlier[ticket.pk].reason_text,
            reason_code=earlier[ticket.pk].reason_code,
            reason_data=earlier[ticket.pk].reason_data,
        )
        for ticket in tickets
    )
    return tickets


def begin_with(outage: Outage, moment: datetime | None) -> None:
    """Let an outage begin earlier when something it gained is known from earlier; planned work begins when it began."""
    if moment and moment < outage.started_at and not outage.is_planned:
        outage.started_at = moment
        outage.save(update_fields=["started_at"])


def begin_without(outage: Outage, moment: datetime | None) -> None:
    """Let an outage that began with something it lost begin with what is left, or when a person said it began."""
    if moment is None or outage.started_at < moment or outage.is_planned:
        return
    left = [
        Outage.objects.filter(pk__in=_merged_together(outage)).aggregate(first=Min("known_since"))["first"],
        outage.report_links.filter(valid_to=None).aggregate(first=Min("ticket__reported_at"))["first"],
    ]
    known = [moment for moment in left if moment]
    if known:
        outage.started_at = min(known)
        outage.save(update_fields=["started_at"])


def _merged_together(outage: Outage) -> set[int]:
    """The keys of an outage, of those merged into it, of those merged into them, and so on."""
    family = {outage.pk}
    newest = family
    while newest:
        newest = set(OutageMerge.objects.filter(target__in=newest, undone_at=None).values_list("source_id", flat=True))
        family |= newest
    return family
