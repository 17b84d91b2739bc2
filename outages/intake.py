"""JOURNEY: any report is taken; one about lost power finds its outage, helps to predict it, or is a repeated one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from crm.calls.wrapping import end_by_saving
from crm.drafts.operations import end_registered
from crm.locks import hold_customer
from crm.models import Call, Customer, ServicePoint, Ticket
from crm.tickets import operations as tickets
from outages.joining import join_outage
from outages.locks import lock_network, lock_service_point
from outages.models import Outage
from outages.network import queries as network
from outages.proposing import outage_proposed
from outages.repeating import count_repeat
from outages.retrying import Told, taken_again
from outages.surroundings import given_for
from ticketforms.models import FormVersion, TicketType


@dataclass(frozen=True)
class TakenReport:
    """The ticket, the outage it follows if there is one, and whether the ticket was there before this report.

    Of one that was sent again: whether its answers were corrected now, and whether something told since is not in it.
    `proposed` is an outage at the place that a rule of the form proposes to join, when the ticket follows none.
    """

    ticket: Ticket
    outage: Outage | None
    is_repeat: bool = False
    is_corrected: bool = False
    is_left: bool = False
    proposed: Outage | None = None


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
    corrects: bool = False,
    is_drafted: bool = False,
    reported_at: datetime,
    by: AbstractBaseUser | None,
    at: datetime,
) -> TakenReport:
    """Register a ticket and, for a groupable loss of power, join or predict its outage, all or nothing.

    A further report of the same event from the same service point raises its ticket's call count instead, and what was
    said in it is kept with that ticket. Whoever was merged meanwhile is taken for the customer they turned out to be.
    The same key registers once; where a second try `corrects`, its answers are what stands. What `is_drafted` ends the
    draft of that key with it.
    Raises what `crm.tickets.operations.register` raises, `TakenBefore` for such a try about something else, and
    `DraftMoved` when a colleague writes the draft now.
    """
    if is_drafted and idempotency_key and by:
        end_registered(key=idempotency_key, by=by, at=at)
    customer, service_point = _as_they_stand(customer, service_point)
    if call:
        end_by_saving(call=call, by=by, at=at)
    device = network.device_feeding(service_point) if service_point else None
    is_groupable = _is_groupable(form_version.ticket_type)
    if device and is_groupable:
        lock_network(device)
    if service_point and is_groupable:
        lock_service_point(service_point)
    if not corrects and (earlier := _taken_before(idempotency_key)):
        return TakenReport(earlier, network.outage_followed(earlier))
    given = given_for(
        form_version,
        customer=customer,
        service_point=service_point,
        call=call,
        reporter_name=reporter_name,
        reporter_phone=reporter_phone,
        location=location,
        reporting_kind=reporting_kind,
        by=by,
        at=at,
    )
    if idempotency_key and corrects and by:
        told = Told(form_version, customer, service_point, reporter_name, reporter_phone, location)
        again = taken_again(
            idempotency_key=idempotency_key,
            raw_answers=raw_answers,
            told=told,
            given=given,
            reported_at=reported_at,
            by=by,
            at=at,
        )
        if again:
            followed = network.outage_followed(again.ticket)
            return TakenReport(again.ticket, followed, again.is_repeat, again.is_corrected, again.is_left)
    if service_point and is_groupable:
        repeated = count_repeat(
            form_version=form_version,
            raw_answers=raw_answers,
            service_point=service_point,
            customer=customer,
            call=call,
            reporter_name=reporter_name,
            reporter_phone=reporter_phone,
            location=location,
            idempotency_key=idempotency_key,
            reported_at=reported_at,
            given=given,
            by=by,
            at=at,
        )
        if repeated:
            return TakenReport(repeated, network.outage_followed(repeated), is_repeat=True)
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
        given=given,
        by=by,
        at=at,
    )
    followed = network.outage_followed(ticket)
    if followed or device is None or service_point is None or not is_groupable or not service_point.is_connected:
        proposed = None if followed else outage_proposed(ticket, at=at)
        return TakenReport(ticket, followed, proposed=proposed)
    return TakenReport(ticket, join_outage(ticket=ticket, service_point=service_point, device=device, at=at))


def _as_they_stand(
    customer: Customer | None, service_point: ServicePoint | None
) -> tuple[Customer | None, ServicePoint | None]:
    """Hold the customer, and read the place again when it moved with a merge."""
    if customer is None:
        return None, service_point
    present = hold_customer(customer)
    if service_point and service_point.customer_id != present.pk:
        service_point = ServicePoint.objects.get(pk=service_point.pk)
    return present, service_point


def _taken_before(idempotency_key: str | None) -> Ticket | None:
    """The ticket that an earlier try with the same key made; whatever people did with it since stays as it is."""
    return Ticket.objects.filter(idempotency_key=idempotency_key).first() if idempotency_key else None


def _is_groupable(ticket_type: TicketType) -> bool:
    return ticket_type.reporting == TicketType.Reporting.OUTAGE and ticket_type.is_groupable
