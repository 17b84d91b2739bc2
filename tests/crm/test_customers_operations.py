"""Entering and changing a customer: what is kept, what is refused, and who was quicker."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model

from crm.customers.consents import ConsentTold, allows, record_consent, standing
from crm.customers.contacts import AddressTold, add_address, add_email, add_phone, remove_contact
from crm.customers.identity import Identity, UnableToKeep
from crm.customers.merged import consents_of
from crm.customers.operations import ChangedMeanwhile, change_customer, register_customer
from crm.models import (
    Consent,
    Customer,
    CustomerAddress,
    CustomerEmail,
    CustomerPhone,
    FeedEvent,
    ServicePoint,
)
from tests.conftest import NOW

NOWAK = Identity(kind="person", name="Nowak  Łucja", pesel="44051401359", nip="526-000-12-46")
LETTERS = AddressTold(kind="correspondence", street="Kwiatowa", building="5", flat="3", postcode="09-400", town="Płock")


def rows() -> list[int]:
    models: list[type[Model]] = [Customer, CustomerPhone, CustomerEmail, CustomerAddress, Consent, FeedEvent]
    return [model._default_manager.count() for model in models]


def enter(by: User, identity: Identity = NOWAK, number: str = "") -> Customer:
    return register_customer(identity=identity, number=number, by=by, at=NOW)


def test_a_new_customer_gets_the_next_number_and_is_told_without_personal_data(agent: User) -> None:
    customer = enter(agent)

    assert (customer.number, customer.name) == (f"N{customer.pk:07d}", "Nowak Łucja")
    assert (customer.folded_name, customer.nip) == ("nowak lucja", "5260001246")
    event = FeedEvent.objects.get()
    assert (event.name, event.data) == ("customer.registered", {"customer": customer.pk})


def test_a_number_given_by_billing_is_kept(agent: User) -> None:
    assert enter(agent, number=" 20000077 ").number == "20000077"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " \x00 "}, "name"),
        ({"name": "n" * 201}, "name"),
        ({"kind": "robot"}, "kind"),
        ({"pesel": "44051401358"}, "pesel"),
        ({"pesel": "4405140135'"}, "pesel"),
        ({"kind": "company"}, "pesel"),
        ({"nip": "5260001247"}, "nip"),
        ({"regon": "12"}, "regon"),
    ],
)
def test_what_cannot_be_kept_names_its_field_and_keeps_nothing(agent: User, wrong: dict[str, Any], field: str) -> None:
    before = rows()

    with pytest.raises(UnableToKeep) as refusal:
        enter(agent, replace(NOWAK, **wrong))

    assert refusal.value.field == field
    assert rows() == before


def test_another_customers_number_is_refused(agent: User, point: ServicePoint) -> None:
    before = rows()

    with pytest.raises(UnableToKeep) as refusal:
        enter(agent, number=point.customer.number)

    assert refusal.value.field == "number"
    assert rows() == before


def test_a_change_names_its_fields_and_leaves_a_pesel_that_was_not_told(agent: User) -> None:
    customer = enter(agent)

    changed = change_customer(
        customer=customer, identity=replace(NOWAK, name="Nowak Anna", pesel=None), revision=0, by=agent, at=NOW
    )

    assert (changed.name, changed.pesel, changed.revision) == ("Nowak Anna", "44051401359", 1)
    assert FeedEvent.objects.latest("pk").data == {"customer": customer.pk, "fields": ["name"]}


def test_the_same_fields_again_change_nothing(agent: User) -> None:
    customer = enter(agent)
    before = rows()

    change_customer(customer=customer, identity=NOWAK, revision=0, by=agent, at=NOW)

    assert rows() == before


def test_whoever_saves_second_sees_what_changed_meanwhile(agent: User) -> None:
    customer = enter(agent)
    change_customer(customer=customer, identity=replace(NOWAK, name="Nowak Anna"), revision=0, by=agent, at=NOW)
    before = rows()

    with pytest.raises(ChangedMeanwhile) as refusal:
        change_customer(customer=customer, identity=replace(NOWAK, nip=""), revision=0, by=agent, at=NOW)

    assert refusal.value.present.name == "Nowak Anna"
    assert refusal.value.differing == ["name", "nip"]
    assert rows() == before


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("601 234 567", "+48601234567"),
        ("0-22 621 00 00", "+48226210000"),
        ("+49 30 901820", "+4930901820"),
        ("991", "991"),
        ("after five, at work", ""),
    ],
)
def test_a_telephone_is_kept_as_given_beside_its_number(agent: User, raw: str, number: str) -> None:
    phone = add_phone(customer=enter(agent), raw=raw, by=agent, at=NOW)

    assert (phone.raw, phone.number, phone.is_primary) == (raw, number, True)


def test_a_number_that_is_there_already_is_not_added_again(agent: User) -> None:
    customer = enter(agent)
    add_phone(customer=customer, raw="601234567", by=agent, at=NOW)
    before = rows()

    add_phone(customer=customer, raw="+48 601-234-567", by=agent, at=NOW)

    assert rows() == before


def test_two_unreadable_numbers_are_two(agent: User) -> None:
    customer = enter(agent)

    for raw in ("neighbour", "wife's", "wife's"):
        add_phone(customer=customer, raw=raw, by=agent, at=NOW)

    assert [phone.raw for phone in customer.phones.all()] == ["neighbour", "wife's"]


def test_the_next_number_becomes_the_main_one(agent: User) -> None:
    customer = enter(agent)
    first = add_phone(customer=customer, raw="601234567", by=agent, at=NOW)
    add_phone(customer=customer, raw="700100200", by=agent, at=NOW)

    remove_contact(contact=first, by=agent, at=NOW)

    assert [(phone.number, phone.is_primary) for phone in customer.phones.all()] == [("+48700100200", True)]


def test_removing_twice_tells_the_second_person(agent: User) -> None:
    customer = enter(agent)
    phone = add_phone(customer=customer, raw="601234567", by=agent, at=NOW)
    again = CustomerPhone.objects.get(pk=phone.pk)
    remove_contact(contact=phone, by=agent, at=NOW)
    before = rows()

    with pytest.raises(UnableToKeep):
        remove_contact(contact=again, by=agent, at=NOW)

    assert rows() == before


def test_the_main_email_stands_on_the_customer(agent: User) -> None:
    customer = enter(agent)
    first = add_email(customer=customer, address="Lucja@poczta.example", by=agent, at=NOW)
    add_email(customer=customer, address="praca@firma.example", is_primary=True, by=agent, at=NOW)
    add_email(customer=customer, address="LUCJA@poczta.example", by=agent, at=NOW)
    customer.refresh_from_db()
    assert (customer.email, customer.emails.count()) == ("praca@firma.example", 2)

    remove_contact(contact=customer.emails.get(is_primary=True), by=agent, at=NOW)

    customer.refresh_from_db()
    assert (customer.email, customer.emails.get()) == ("Lucja@poczta.example", first)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"postcode": "9400"}, "postcode"), ({"town": " "}, "town"), ({"building": "b" * 21}, "building")],
)
def test_an_address_names_what_is_missing_in_it(agent: User, wrong: dict[str, str], field: str) -> None:
    customer = enter(agent)
    before = rows()

    with pytest.raises(UnableToKeep) as refusal:
        add_address(customer=customer, told=replace(LETTERS, **wrong), by=agent, at=NOW)

    assert refusal.value.field == field
    assert rows() == before


def test_the_same_address_again_is_the_same(agent: User) -> None:
    customer = enter(agent)

    first = add_address(customer=customer, told=LETTERS, by=agent, at=NOW)

    assert add_address(customer=customer, told=replace(LETTERS, town="PŁOCK"), by=agent, at=NOW) == first
    assert str(first) == "Kwiatowa 5/3, 09-400 Płock"


@pytest.fixture
def decide(agent: User) -> Callable[..., Customer]:
    customer = enter(agent)

    def make(channel: str, decision: str, minute: int) -> Customer:
        told = ConsentTold(purpose="marketing", channel=channel, decision=decision, source="call", wording="2026-1")
        record_consent(customer=customer, told=told, decided_at=NOW.replace(hour=11, minute=minute), by=agent, at=NOW)
        return customer

    return make


def test_the_newest_decision_holds(decide: Callable[..., Customer]) -> None:
    decide("phone", "given", 1)
    assert allows(consents_of(decide("email", "given", 2)), purpose="marketing", channel="phone")

    decisions = consents_of(decide("phone", "withdrawn", 3))

    assert not allows(decisions, purpose="marketing", channel="phone")
    assert allows(decisions, purpose="marketing", channel="email")
    assert [(one.channel, one.decision) for one in standing(decisions)] == [("phone", "withdrawn"), ("email", "given")]


def test_an_objection_to_every_channel_ends_what_was_agreed_before(decide: Callable[..., Customer]) -> None:
    decide("phone", "given", 1)

    decisions = consents_of(decide("any", "objected", 2))

    assert not allows(decisions, purpose="marketing", channel="phone")
    assert [(one.channel, one.decision) for one in standing(decisions)] == [("any", "objected")]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"wording": ""}, "wording"),
        ({"wording": "w" * 41}, "wording"),
        ({"purpose": "x"}, "purpose"),
        ({"decision": "maybe"}, "decision"),
    ],
)
def test_a_consent_that_is_not_whole_is_refused(agent: User, wrong: dict[str, str], field: str) -> None:
    customer = enter(agent)
    told = ConsentTold(purpose="survey", channel="any", decision="given", source="call", wording="2026-1")
    before = rows()

    with pytest.raises(UnableToKeep) as refusal:
        record_consent(customer=customer, told=replace(told, **wrong), decided_at=NOW, by=agent, at=NOW)

    assert refusal.value.field == field
    assert rows() == before
