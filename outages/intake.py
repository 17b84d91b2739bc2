"""JOURNEY: any report is taken; one about lost power also finds its outage or helps to predict it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from crm.models import Call, Customer, ServicePoint, Ticket
from crm.tickets import operations as tickets
from outages.locks import lock_network
from outages.merging import operations as merging
from outages.models import Connection, Device, Outage, ReportLink
from outages.network import queries as network
from outages.prediction.rules import Report, predict
from ticketforms.models import FormVersion, TicketType

WINDOW = timedelta(minutes=60)


@dataclass(frozen=True)
class TakenReport:
    """The ticket, and the outage it follows if there is one."""

    ticket: Ticket
    outage: Outage | None


@transaction.atomic
def register_report(
    *,
    form_version: FormVersion,
    raw_answers: Mapping[str, object],
    customer: Customer | None,
    service_point: ServicePoint | None,
    call: Call | None = None,
    reporter_name: str = "",
    reporter_phone: str = "",
    location: str = "",
    reporting_kind: str = Ticket.ReportingKind.CALL,
    idempotency_key: str | None = None,
    reported_at: datetime,
    by: AbstractBaseUser | None,
    at: datetime,
) -> TakenReport:
    """Register a ticket and, for a groupable loss of power, join or predict its outage, all or nothing.

    Raises what `crm.tickets.operations.register` raises.
    """
    device = network.device_feeding(service_point) if service_point else None
    if device:
        lock_network(device)
    ticket = tickets.register(
        form_version=form_version,
        raw_answers=raw_answers,
        customer=customer,
        service_point=service_point,
        call=call,
        reporter_name=reporter_name,
        reporter_phone=reporter_phone,
        location=location,
        reporting_kind=reporting_kind,
        idempotency_key=idempotency_key,
        reported_at=reported_at,
        by=by,
        at=at,
    )
    ticket_type = ticket.ticket_type
    if device is None or ticket_type.reporting != TicketType.Reporting.OUTAGE or not ticket_type.is_groupable:
        return TakenReport(ticket, None)
    linked = ReportLink.objects.filter(ticket=ticket, valid_to=None).select_related("outage").first()
    return TakenReport(ticket, linked.outage if linked else _find_outage(ticket, device, at))


def _find_outage(ticket: Ticket, device: Device, at: datetime) -> Outage | None:
    evidence = _evidence(device, at)
    tree = network.tree_around(device)
    found = predict(tree, [Report(t.service_point_id, place) for t, place in evidence if t.service_point_id], device.pk)
    failed = Device.objects.get(pk=found) if found else None
    known = network.supply_outage(ticket.service_point) if ticket.service_point else None
    if failed and (known is None or _is_outgrown(known, failed)):
        return _raise_to(failed, evidence, at)
    if known:
        merging.link_report(ticket=ticket, outage=known, reason=_("The service point lies below it."), by=None, at=at)
    return known


def _is_outgrown(known: Outage, failed: Device) -> bool:
    """True when reports prove a device above a prediction that no person has touched."""
    is_above = known.device.path.startswith(failed.path) and known.device_id != failed.pk
    return is_above and known.status == Outage.Status.PREDICTED and not known.is_placed_by_hand


def _raise_to(failed: Device, evidence: list[tuple[Ticket, int]], at: datetime) -> Outage:
    """Make the outage of a device; reports and predictions below it follow it, what people placed does not move."""
    inside = set(Device.objects.filter(path__startswith=failed.path).values_list("pk", flat=True))
    below = [ticket for ticket, place in evidence if place in inside]
    points = len({ticket.service_point_id for ticket in below})
    reason = _("%(points)d service points below %(device)s reported within an hour.") % {
        "points": points,
        "device": failed.code,
    }
    lower = list(
        Outage.objects.ongoing()
        .filter(device__path__startswith=failed.path, status=Outage.Status.PREDICTED, is_placed_by_hand=False)
        .order_by("pk")
    )
    outage = merging.predict_outage(
        device=failed, started_at=min(ticket.reported_at for ticket in below), reason=reason, at=at
    )
    for prediction in lower:
        merging.merge(source=prediction, target=outage, reason=reason, by=None, at=at)
    followed = set(ReportLink.objects.filter(ticket__in=below, valid_to=None).values_list("ticket_id", flat=True))
    for ticket in below:
        if ticket.pk not in followed:
            merging.link_report(ticket=ticket, outage=outage, reason=reason, by=None, at=at)
    return outage


def _evidence(device: Device, at: datetime) -> list[tuple[Ticket, int]]:
    """Open groupable reports of the last hour in this tree, each with the device that feeds its place.

    A report whose outage is over says nothing about a new one.
    """
    root = f"/{device.ancestor_ids[0]}/"
    places = dict(
        Connection.objects.filter(
            valid_to=None,
            device__path__startswith=root,
            service_point__tickets__reported_at__gt=at - WINDOW,
        ).values_list("service_point_id", "device_id")
    )
    over = ReportLink.objects.filter(valid_to=None).exclude(outage__status__in=Outage.ONGOING).values("ticket")
    reports = (
        Ticket.objects.open()
        .filter(
            service_point__in=places,
            reported_at__gt=at - WINDOW,
            ticket_type__reporting=TicketType.Reporting.OUTAGE,
            ticket_type__is_groupable=True,
        )
        .exclude(pk__in=over)
        .order_by("reported_at", "pk")
    )
    return [(ticket, places[ticket.service_point_id]) for ticket in reports if ticket.service_point_id]
