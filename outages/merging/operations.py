"""Makes predicted outages, lets reports follow them, and merges a lower outage into a higher one."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from crm.models import Ticket
from outages.locks import lock_outages
from outages.models import Device, Outage, OutageMerge, Reason, ReportLink, kept
from outages.network.queries import service_points_off
from outages.telling import tell


class UnableToMerge(ValueError):
    """Outages that cannot become one; the message says why."""


@transaction.atomic
def predict_outage(*, device: Device, started_at: datetime, reason: Reason | str, at: datetime) -> Outage:
    """Return a new predicted outage of a device; the caller holds the network's lock."""
    customers_off, critical = service_points_off(device)
    outage = Outage.objects.create(
        number=(Outage.objects.aggregate(last=Max("number"))["last"] or 1000) + 1,
        device=device,
        started_at=started_at,
        **kept(reason),
        customers_off=customers_off,
        critical_customers_off=critical,
    )
    tell(outage, "outage.predicted", data={"device": device.code, "customers_off": customers_off}, by=None, at=at)
    return outage


@transaction.atomic
def link_report(
    *, ticket: Ticket, outage: Outage, reason: Reason | str, by: AbstractBaseUser | None, at: datetime
) -> ReportLink:
    """Let a ticket follow an outage from now on; what it followed until now is ended, not forgotten."""
    present = ReportLink.objects.select_for_update().filter(ticket=ticket, valid_to=None).first()
    if present and present.outage_id == outage.pk:
        return present
    if present:
        present.valid_to = at
        present.ended_by_id = by.pk if by else None
        present.save(update_fields=["valid_to", "ended_by"])
    link = ReportLink.objects.create(
        ticket=ticket, outage=outage, valid_from=at, linked_by_id=by.pk if by else None, **kept(reason)
    )
    topics = [f"ticket:{ticket.pk}"] + ([f"customer:{ticket.customer_id}"] if ticket.customer_id else [])
    tell(outage, "outage.report_linked", data={"ticket": ticket.pk}, by=by, at=at, topics=topics)
    return link


@transaction.atomic
def merge(
    *, source: Outage, target: Outage, reason: Reason | str, by: AbstractBaseUser | None, at: datetime
) -> OutageMerge:
    """Let every report of one outage follow another; the record of it is what undoes it.

    Raises `UnableToMerge` for an outage into itself, one that is over, or one below which the other does not lie.
    """
    locked = lock_outages(source.pk, target.pk)
    lower, higher = locked[source.pk], locked[target.pk]
    if lower.pk == higher.pk:
        raise UnableToMerge(_("An outage cannot be merged into itself: choose another one."))
    if not (lower.is_ongoing and higher.is_ongoing):
        raise UnableToMerge(_("One of the outages is over: only outages that go on can be merged."))
    if not lower.device.path.startswith(higher.device.path):
        raise UnableToMerge(_("The device of outage %(number)s does not lie below the other.") % {"number": lower})
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
    higher.started_at = min(higher.started_at, lower.started_at)
    higher.save(update_fields=["started_at"])
    for link in lower.report_links.filter(valid_to=None).select_related("ticket").order_by("ticket_id"):
        link_report(ticket=link.ticket, outage=higher, reason=reason, by=by, at=at)
    tell(lower, "outage.merged", data={"into": higher.pk}, by=by, at=at, topics=[f"outage:{higher.pk}"])
    return record
