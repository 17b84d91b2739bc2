"""Batch readers: rows of one model in, what belongs to each of them out by primary key, in a fixed number of queries.

They check no scope and log no read; `graphql_api.loaders` calls them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db.models import Model, Prefetch, prefetch_related_objects
from graphql import GraphQLError

from crm.customers.merged import everybody_in_each
from crm.models import (
    BillingCard,
    Call,
    CaseStage,
    Consent,
    Customer,
    CustomerAccount,
    CustomerAddress,
    CustomerAgreement,
    CustomerEmail,
    CustomerPhone,
    Meter,
    MeterReading,
    ServicePoint,
    Ticket,
    TicketAttachment,
    WorkflowCase,
)
from crm.tickets.history import HistoryPage, Wanted, histories
from crm.workflow.queries import cases_of_each, stages_of_each
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


def number_of_billing_card(cards: Sequence[BillingCard]) -> Mapping[int, str]:
    """The customer's number that billing knows the card by: after a merge not the survivor's."""
    owners = {card.pk: card.billed_to_id or card.customer_id for card in cards}
    numbers = dict(Customer.objects.filter(pk__in=set(owners.values())).values_list("pk", "number"))
    return {pk: numbers[owner] for pk, owner in owners.items()}


def merged_numbers_of_customer(customers: Sequence[Customer]) -> Mapping[int, list[str]]:
    """The numbers a customer is known by besides its own; plain text, so that nobody else counts as read."""
    survivors = everybody_in_each(_keys(customers))
    found: dict[int, list[str]] = defaultdict(list)
    others = Customer.objects.filter(pk__in=survivors.keys() - set(_keys(customers))).order_by("number")
    for pk, number in others.values_list("pk", "number"):
        found[survivors[pk]].append(number)
    return found


def emails_of_customer(customers: Sequence[Customer]) -> Mapping[int, list[CustomerEmail]]:
    return _many(CustomerEmail.objects.filter(customer__in=_keys(customers)), "customer_id")


def addresses_of_customer(customers: Sequence[Customer]) -> Mapping[int, list[CustomerAddress]]:
    return _many(CustomerAddress.objects.filter(customer__in=_keys(customers)), "customer_id")


def accounts_of_customer(customers: Sequence[Customer]) -> Mapping[int, list[CustomerAccount]]:
    return _many(CustomerAccount.objects.filter(customer__in=_keys(customers)), "customer_id")


def agreements_of_customer(customers: Sequence[Customer]) -> Mapping[int, list[CustomerAgreement]]:
    return _many(CustomerAgreement.objects.filter(customer__in=_keys(customers)), "customer_id")


def account_of_agreement(agreements: Sequence[CustomerAgreement]) -> Mapping[int, CustomerAccount]:
    return _one(agreements, "account_id", CustomerAccount)


def service_point_of_agreement(agreements: Sequence[CustomerAgreement]) -> Mapping[int, ServicePoint]:
    return _one(agreements, "service_point_id", ServicePoint)


def consents_of_customer(customers: Sequence[Customer]) -> Mapping[int, list[Consent]]:
    """All decisions, newest first; those from before a merge stay with whom they were recorded for."""
    survivors = everybody_in_each(_keys(customers))
    found: dict[int, list[Consent]] = defaultdict(list)
    for consent in Consent.objects.filter(customer__in=survivors):
        found[survivors[consent.customer_id]].append(consent)
    return found


def cases_of_customer(customers: Sequence[Customer]) -> Mapping[int, list[WorkflowCase]]:
    return cases_of_each(whose="ticket__customer_id", keys=_keys(customers))


def cases_of_ticket(tickets: Sequence[Ticket]) -> Mapping[int, list[WorkflowCase]]:
    return cases_of_each(whose="ticket_id", keys=_keys(tickets))


def ticket_of_case(cases: Sequence[WorkflowCase]) -> Mapping[int, Ticket]:
    return _one(cases, "ticket_id", Ticket)


def stages_of_case(cases: Sequence[WorkflowCase]) -> Mapping[int, list[CaseStage]]:
    return stages_of_each(_keys(cases))


def history_of(
    rows: Sequence[Customer | ServicePoint], *, wanted: Wanted, type_code: str | None, older_than: str, size: int
) -> Mapping[int, HistoryPage]:
    """A page of the history of customers, or of places; raises `GraphQLError` for a type that does not exist."""
    if type_code is not None:
        kind = TicketType.objects.filter(code=type_code).first()
        if kind is None:
            raise GraphQLError("typeCode is the code of a ticket type.")
        wanted = replace(wanted, ticket_type=kind)
    return histories(
        Ticket.objects.all(),
        Call.objects.all(),
        wanted,
        of="customer" if isinstance(rows[0], Customer) else "service_point",
        keys=_keys(rows),
        older_than=older_than,
        size=size,
    )


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
