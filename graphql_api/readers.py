"""Batch readers: rows of one model in, what belongs to each of them out by primary key, in a fixed number of queries.

They check no scope and log no read; `graphql_api.loaders` calls them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db.models import Model, Prefetch, prefetch_related_objects

from crm.models import (
    BillingCard,
    Call,
    Customer,
    CustomerPhone,
    Meter,
    MeterReading,
    ServicePoint,
    Ticket,
    TicketAttachment,
)
from graphql_api.paging import Cut, Page, newest_first_by_link, newest_first_by_parent
from outages.models import (
    Crew,
    CrewAssignment,
    Device,
    EstimatedRestoration,
    Outage,
    RepairProgress,
    ReportLink,
)
from outages.network.queries import supply_states
from ticketforms.models import Category, Dictionary, DictionaryEntry, FormVersion, TicketType

Found = TypeVar("Found", bound=Model)


def _one(rows: Sequence[Any], key: str, model: type[Found]) -> dict[int, Found]:
    """The row that a foreign key of each row leads to."""
    keys = {row.pk: getattr(row, key) for row in rows}
    found = model._default_manager.in_bulk({target for target in keys.values() if target})
    return {pk: found[target] for pk, target in keys.items() if target in found}


def _many(found: Iterable[Found], key: str) -> Mapping[int, list[Found]]:
    """The rows that point at each row by a foreign key, in the order given."""
    grouped: dict[int, list[Found]] = defaultdict(list)
    for row in found:
        grouped[getattr(row, key)].append(row)
    return grouped


def _keys(rows: Sequence[Model]) -> list[int]:
    return [row.pk for row in rows]


def phones_of_customer(customers: Sequence[Customer]) -> Mapping[int, list[CustomerPhone]]:
    return _many(CustomerPhone.objects.filter(customer__in=_keys(customers)), "customer_id")


def service_points_of_customer(customers: Sequence[Customer]) -> Mapping[int, list[ServicePoint]]:
    return _many(ServicePoint.objects.filter(customer__in=_keys(customers)), "customer_id")


def billing_card_of_customer(customers: Sequence[Customer]) -> Mapping[int, BillingCard]:
    """The customer's own card, or after a merge the one that is overdue most; all of them are `billing_cards`."""
    cards = BillingCard.objects.filter(customer__in=_keys(customers)).most_overdue_first()
    found = {card.customer_id: card for card in reversed(cards)}
    return found | {card.customer_id: card for card in cards if card.billed_to_id is None}


def billing_cards_of_customer(customers: Sequence[Customer]) -> Mapping[int, list[BillingCard]]:
    return _many(BillingCard.objects.filter(customer__in=_keys(customers)).order_by("pk"), "customer_id")


def tickets_of_customer(customers: Sequence[Customer], *, cut: Cut) -> Mapping[int, Page]:
    return newest_first_by_parent(
        Ticket.objects.all(), parent="customer_id", parents=_keys(customers), moment="reported_at", cut=cut
    )


def calls_of_customer(customers: Sequence[Customer], *, cut: Cut) -> Mapping[int, Page]:
    return newest_first_by_parent(
        Call.objects.all(), parent="customer_id", parents=_keys(customers), moment="offered_at", cut=cut
    )


def outages_of_customer(customers: Sequence[Customer], *, cut: Cut) -> Mapping[int, Page]:
    """The outages that tickets of the customer follow or followed."""
    return newest_first_by_link(
        ReportLink.objects.all(),
        parent="ticket__customer_id",
        parents=_keys(customers),
        target="outage",
        rows=Outage.objects.all(),
        moment="started_at",
        cut=cut,
    )


def tickets_of_service_point(points: Sequence[ServicePoint], *, cut: Cut) -> Mapping[int, Page]:
    return newest_first_by_parent(
        Ticket.objects.all(), parent="service_point_id", parents=_keys(points), moment="reported_at", cut=cut
    )


def tickets_of_outage(outages: Sequence[Outage], *, cut: Cut) -> Mapping[int, Page]:
    """The tickets that follow the outage now."""
    return newest_first_by_link(
        ReportLink.objects.filter(valid_to=None),
        parent="outage_id",
        parents=_keys(outages),
        target="ticket",
        rows=Ticket.objects.all(),
        moment="reported_at",
        cut=cut,
    )


def customer_of(rows: Sequence[Ticket | Call | ServicePoint]) -> Mapping[int, Customer]:
    return _one(rows, "customer_id", Customer)


def service_point_of_ticket(tickets: Sequence[Ticket]) -> Mapping[int, ServicePoint]:
    return _one(tickets, "service_point_id", ServicePoint)


def type_of_ticket(tickets: Sequence[Ticket]) -> Mapping[int, TicketType]:
    return _one(tickets, "ticket_type_id", TicketType)


def form_of_ticket(tickets: Sequence[Ticket]) -> Mapping[int, FormVersion]:
    return _one(tickets, "form_version_id", FormVersion)


def call_of_ticket(tickets: Sequence[Ticket]) -> Mapping[int, Call]:
    return _one(tickets, "call_id", Call)


def outage_of_ticket(tickets: Sequence[Ticket]) -> Mapping[int, Outage]:
    """The outage the ticket follows now."""
    links = ReportLink.objects.filter(ticket__in=_keys(tickets), valid_to=None).select_related("outage")
    return {link.ticket_id: link.outage for link in links}


def assignee_of_ticket(tickets: Sequence[Ticket]) -> Mapping[int, User]:
    return _one(tickets, "assignee_id", User)


def attachments_of_ticket(tickets: Sequence[Ticket]) -> Mapping[int, list[TicketAttachment]]:
    """The files that are put to the ticket beside its answers."""
    there = TicketAttachment.objects.filter(ticket__in=_keys(tickets), removed_at=None).select_related("upload")
    return _many(there, "ticket_id")


def meters_of_service_point(points: Sequence[ServicePoint]) -> Mapping[int, list[Meter]]:
    return _many(Meter.objects.filter(service_point__in=_keys(points)), "service_point_id")


def last_reading_of_meter(meters: Sequence[Meter]) -> Mapping[int, MeterReading]:
    newest = MeterReading.objects.order_by("-read_at", "-pk")[:1]
    with_last = Meter.objects.filter(pk__in=_keys(meters)).prefetch_related(
        Prefetch("readings", queryset=newest, to_attr="newest_readings")
    )
    return {meter.pk: meter.newest_readings[0] for meter in with_last if meter.newest_readings}


def outage_of_service_point(points: Sequence[ServicePoint], *, now: datetime) -> Mapping[int, Outage]:
    """The ongoing outage, a fault or planned work, of the nearest device above the point."""
    return {pk: state.outage for pk, state in supply_states(points, now).items() if state.outage}


def planned_outage_of_service_point(points: Sequence[ServicePoint], *, now: datetime) -> Mapping[int, Outage]:
    """The next planned outage, or the one that goes on."""
    return {pk: state.planned_outage for pk, state in supply_states(points, now).items() if state.planned_outage}


def device_of_outage(outages: Sequence[Outage]) -> Mapping[int, Device]:
    return _one(outages, "device_id", Device)


def estimates_of_outage(outages: Sequence[Outage]) -> Mapping[int, list[EstimatedRestoration]]:
    """The restoration log, newest first; it stays with the outages, for whoever judges a time by it."""
    prefetch_related_objects(outages, "estimates")
    return {outage.pk: list(outage.estimates.all()) for outage in outages}


def assignments_of_outage(outages: Sequence[Outage]) -> Mapping[int, list[CrewAssignment]]:
    return _many(CrewAssignment.objects.filter(outage__in=_keys(outages)), "outage_id")


def crew_of_assignment(assignments: Sequence[CrewAssignment]) -> Mapping[int, Crew]:
    return _one(assignments, "crew_id", Crew)


def progress_of_outage(outages: Sequence[Outage]) -> Mapping[int, list[RepairProgress]]:
    return _many(RepairProgress.objects.filter(outage__in=_keys(outages)), "outage_id")


def category_of_type(types: Sequence[TicketType]) -> Mapping[int, Category]:
    return _one(types, "category_id", Category)


def present_form_of_type(types: Sequence[TicketType]) -> Mapping[int, FormVersion]:
    newest_last = FormVersion.objects.filter(ticket_type__in=_keys(types)).order_by("number")
    return {version.ticket_type_id: version for version in newest_last}


def entries_of_dictionary(dictionaries: Sequence[Dictionary]) -> Mapping[int, list[DictionaryEntry]]:
    return _many(DictionaryEntry.objects.filter(dictionary__in=_keys(dictionaries)), "dictionary_id")
