"""Two customers become one and two again: what moves, what stays, what refuses."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.billing.operations import CardTold, record_card
from crm.customers.consents import ConsentTold, record_consent
from crm.customers.contacts import add_email, add_phone, remove_contact
from crm.customers.matching import by_phone
from crm.customers.merged import consents_of, merged_numbers, survivor_of
from crm.customers.merging import STAYS, UnableToMerge, belongings, merge, take_back
from crm.models import (
    BillingCard,
    Call,
    Customer,
    CustomerMerge,
    DuplicatePair,
    FeedEvent,
    ServicePoint,
    Ticket,
)
from tests.conftest import NOW, Town
from tests.crm.conftest import take
from ticketforms.models import FormVersion

Join = Callable[..., CustomerMerge]


@pytest.fixture
def twin(town: Town, point: ServicePoint, no_power_form: FormVersion, agent: User) -> Customer:
    """The same Anna Kowalska entered again with a slip, a place, a ticket, a call, money and a consent of her own."""
    place = town.household("Kowalska Ana", "ST1B")
    take(no_power_form, place, agent)
    Call.objects.create(exchange_id="c1", customer=place.customer, offered_at=NOW)
    add_phone(customer=place.customer, raw="601 234 567", by=agent, at=NOW)
    add_phone(customer=place.customer, raw="24 262 00 00", by=agent, at=NOW)
    add_email(customer=place.customer, address="Anna@poczta.example", by=agent, at=NOW)
    BillingCard.objects.create(customer=place.customer, overdue_30=Decimal("12.30"), source="SAP", as_of=NOW)
    told = ConsentTold(purpose="survey", channel="any", decision="given", source="call", wording="2026-1")
    record_consent(customer=place.customer, told=told, decided_at=NOW, by=agent, at=NOW)
    return place.customer


@pytest.fixture
def customer(point: ServicePoint, agent: User) -> Customer:
    add_phone(customer=point.customer, raw="601234567", by=agent, at=NOW)
    BillingCard.objects.create(customer=point.customer, overdue_30=Decimal("7"), source="SAP", as_of=NOW)
    return point.customer


@pytest.fixture
def join(agent: User) -> Join:
    def make(survivor: Customer, merged: Customer, *fields: str) -> CustomerMerge:
        return merge(survivor=survivor, merged=merged, take=fields, by=agent, at=NOW)

    return make


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the register that belongs to a customer, and the customers themselves."""
    models = {kind.model for kind in belongings()} | {Customer}
    return {
        model._meta.label: sorted(model._default_manager.order_by().values_list(), key=str)  # type: ignore[type-var]
        for model in models
    }


def test_what_belonged_to_the_merged_customer_belongs_to_the_survivor(
    customer: Customer, twin: Customer, join: Join
) -> None:
    join(customer, twin)

    assert customer.service_points.count() == 2
    assert Ticket.objects.get().customer == customer
    assert Call.objects.get().customer == customer
    assert [phone.number for phone in customer.phones.all()] == ["+48601234567", "+48242620000"]
    customer.refresh_from_db()
    assert customer.email == "Anna@poczta.example"
    assert [one.decision for one in consents_of(customer)] == ["given"]


def test_the_merged_number_still_finds_the_survivor(customer: Customer, twin: Customer, join: Join) -> None:
    join(customer, twin)

    assert survivor_of(Customer.objects.get(number=twin.number)) == customer
    assert merged_numbers(customer) == [twin.number]
    assert by_phone("601234567") == [customer]
    assert list(Customer.objects.present()) == [customer]


def test_two_billing_cards_stay_two_and_billing_goes_on_telling_of_each(
    customer: Customer, twin: Customer, join: Join
) -> None:
    join(customer, twin)
    told = CardTold("", Decimal(0), Decimal(1), Decimal(0), Decimal(0), None, None, "none")
    later = NOW.replace(hour=13)

    record_card(customer=twin, told=told, source="SAP", as_of=later, by=None, at=later)

    cards = customer.billing_cards.order_by("pk")
    assert sorted(card.overdue_30 for card in cards) == [1, 7]
    assert [card.overdue_30 for card in cards.most_overdue_first()] == [7, 1]


def test_taking_it_back_restores_exactly_what_was(customer: Customer, twin: Customer, join: Join, agent: User) -> None:
    before = everything()

    take_back(done=join(customer, twin), by=agent, at=NOW)

    assert everything() == before
    assert [event.name for event in FeedEvent.objects.filter(subject=f"customer:{customer.pk}").order_by("pk")][
        -2:
    ] == [
        "customer.merged",
        "customer.unmerged",
    ]


def test_taking_it_back_leaves_what_was_changed_since(
    customer: Customer, twin: Customer, join: Join, agent: User
) -> None:
    done = join(customer, twin, "name")
    phone = customer.phones.get(number="+48242620000")
    remove_contact(contact=phone, by=agent, at=NOW)
    added = add_phone(customer=customer, raw="700 100 200", by=agent, at=NOW)
    Customer.objects.filter(pk=customer.pk).update(name="Nowak Anna")

    take_back(done=done, by=agent, at=NOW)

    customer.refresh_from_db()
    assert customer.name == "Nowak Anna"
    assert set(customer.phones.values_list("number", flat=True)) == {"+48601234567", added.number}
    assert list(twin.phones.values_list("number", flat=True)) == ["+48601234567"]
    assert twin.service_points.count() == 1


def test_the_fields_that_were_chosen_are_taken_over_and_given_back(
    customer: Customer, twin: Customer, join: Join, agent: User
) -> None:
    done = join(customer, twin, "name", "nip")
    customer.refresh_from_db()
    assert (customer.name, customer.folded_name) == ("Kowalska Ana", "kowalska ana")

    take_back(done=done, by=agent, at=NOW)

    customer.refresh_from_db()
    assert (customer.name, customer.folded_name) == ("Kowalska Anna", "kowalska anna")


def test_a_survivor_that_was_merged_on_is_to_be_taken_apart_first(
    town: Town, customer: Customer, twin: Customer, join: Join, agent: User
) -> None:
    other = town.household("Kowalska Anna", "ST2A").customer
    first = join(customer, twin)
    second = join(other, customer)
    before = everything()

    with pytest.raises(UnableToMerge, match=other.number):
        take_back(done=first, by=agent, at=NOW)

    assert everything() == before
    take_back(done=second, by=agent, at=NOW)
    take_back(done=first, by=agent, at=NOW)
    assert not Customer.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize("case", ["itself", "again", "into a merged one"])
def test_what_cannot_be_merged_moves_nothing(customer: Customer, twin: Customer, join: Join, case: str) -> None:
    if case != "itself":
        join(customer, twin)
    before = everything()
    survivor, merged = {"itself": (twin, twin), "again": (customer, twin), "into a merged one": (twin, customer)}[case]

    with pytest.raises(UnableToMerge):
        join(survivor, merged)

    assert everything() == before
    assert CustomerMerge.objects.count() == (case != "itself")


def test_two_that_were_taken_apart_are_not_offered_again(
    customer: Customer, twin: Customer, join: Join, agent: User
) -> None:
    pair = DuplicatePair.objects.get()
    assert (pair.state, pair.reasons) == ("open", ["phone_name"])

    done = join(customer, twin)
    pair.refresh_from_db()
    assert pair.state == "merged"

    take_back(done=done, by=agent, at=NOW)
    pair.refresh_from_db()
    assert pair.state == "dismissed"


def test_every_row_that_points_at_a_customer_moves_or_is_known_to_stay() -> None:
    labels = {kind.label for kind in belongings()}

    assert {"crm.ticket.customer", "crm.servicepoint.customer", "outages.estimatetold.customer"} <= labels
    assert not {model._meta.label_lower for model in STAYS} & {label.rpartition(".")[0] for label in labels}


def test_merging_asks_as_often_for_twenty_tickets_as_for_two(
    customer: Customer, twin: Customer, join: Join, no_power_form: FormVersion, agent: User
) -> None:
    take(no_power_form, twin.service_points.get(), agent)
    with CaptureQueriesContext(connection) as with_two:
        done = join(customer, twin)
    take_back(done=done, by=agent, at=NOW)
    for _number in range(18):
        take(no_power_form, twin.service_points.get(), agent)

    with CaptureQueriesContext(connection) as with_twenty:
        join(customer, twin)

    assert customer.tickets.count() == 20
    assert len(with_twenty) == len(with_two)
