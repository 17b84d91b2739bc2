"""Step of the intake: a report joins the outage known above its place, or the reports raise a new one."""

from datetime import datetime

from django.db import transaction

from crm.models import ServicePoint, Ticket
from outages.locks import lock_outages
from outages.merging import operations as merging
from outages.merging.candidates import Finding, failed_above, movable_below
from outages.models import Device, Outage, Reason
from outages.network import queries as network
from outages.network.evidence import WINDOW
from outages.repair import planning


@transaction.atomic
def join_outage(*, ticket: Ticket, service_point: ServicePoint, device: Device, at: datetime) -> Outage | None:
    """Return the outage a new report follows from now on, or `None`; the caller holds the network's lock.

    A letter about yesterday does not join what began today.
    """
    known = _known_above(device, at)
    if known is None or not known.is_planned:
        finding = failed_above(device, service_point, at)
        if finding and (known is None or _lies_below(known, finding.device)):
            _raise_to(finding, at)
            known = _known_above(device, at)
    if known is None or ticket.reported_at < known.started_at - WINDOW:
        return None
    followed = network.outage_followed(ticket)
    if followed is None:
        code = "planned_work" if known.is_planned else "lies_below"
        reason = Reason(code, {"device": known.device.code})
        merging.link_reports(tickets=[ticket], outage=known, reason=reason, at=at)
    return followed or known


def _known_above(device: Device, at: datetime) -> Outage | None:
    """Return the nearest outage above a device, locked; planned work that is due begins with its first report."""
    due = network.planned_due(device, at)
    if due:
        planning.begin(outage=due, by=None, at=at)
    found = network.outage_above(device)
    locked = lock_outages(found.pk)[found.pk] if found else None
    # Restored while we waited for its lock: what is reported now is not that outage any more.
    return network.outage_above(device) if locked and not locked.is_ongoing else locked


def _lies_below(known: Outage, failed: Device) -> bool:
    return known.device_id != failed.pk and known.device.path.startswith(failed.path)


def _raise_to(finding: Finding, at: datetime) -> None:
    """Make the outage of a device unless it has one; untouched predictions and free reports below it follow it."""
    lower = movable_below(finding)
    present = Outage.objects.ongoing().faults().filter(device=finding.device).first()
    locked = lock_outages(*(outage.pk for outage in [*lower, *([present] if present else [])]))
    outage = locked.get(present.pk) if present else None
    if outage is None or not outage.is_ongoing:
        started_at = min(witness.reported_at for witness in finding.witnesses)
        outage = merging.predict_outage(device=finding.device, started_at=started_at, reason=finding.reason, at=at)
    for prediction in lower:
        if locked[prediction.pk].status == Outage.Status.PREDICTED:
            merging.merge(source=prediction, target=outage, reason=finding.reason, by=None, at=at)
    apart = list(Outage.objects.ongoing().filter(device__path__startswith=finding.device.path).exclude(pk=outage.pk))
    free = [
        witness.ticket
        for witness in finding.witnesses
        if not witness.is_following and not any(witness.path.startswith(other.device.path) for other in apart)
    ]
    joined = Ticket.objects.filter(pk__in=free).order_by("reported_at", "pk")
    outage.refresh_from_db()
    merging.link_reports(tickets=joined, outage=outage, reason=finding.reason, at=at)
