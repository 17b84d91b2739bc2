"""An answer names a record by the key people know; searching shows only what the person may see."""

import pytest
from django.contrib.auth.models import AnonymousUser, User

from crm.models import Meter, ServicePoint, Ticket
from tests.conftest import NOW, NewUser, Town
from ticketforms.port import Found, port

EVERYTHING = ["customer", "meter", "outage", "service_point", "station", "ticket"]


def search(name: str, text: str, user: User | AnonymousUser | None, **narrowed_by: str) -> list[str]:
    return [found.key for found in port.lookups[name].search(text, narrowed_by=narrowed_by, user=user, limit=5)]


@pytest.fixture
def meter(point: ServicePoint) -> Meter:
    return Meter.objects.create(service_point=point, serial_number="PL-778", installed_date=NOW.date())


def test_forms_are_lent_every_record_an_answer_may_name() -> None:
    assert sorted(port.lookups) == EVERYTHING


def test_a_customer_is_found_as_at_the_desk(point: ServicePoint, agent: User) -> None:
    assert search("customer", "kowal", agent) == ["K1"]
    assert port.lookups["customer"].find("K1") == Found("K1", "Kowalska Anna", "K1")
    assert port.lookups["customer"].find("K99") is None


def test_a_place_is_found_by_number_address_or_customer(point: ServicePoint, town: Town, agent: User) -> None:
    neighbour = town.household("Nowak Jan", "ST1B")
    for each in (point, neighbour):
        each.folded_address = f"lakowa {each.building}"
        each.save(update_fields=["folded_address"])

    assert search("service_point", point.ppe[:17], agent) == [point.ppe, neighbour.ppe]
    assert search("service_point", "lakowa 2", agent) == [neighbour.ppe]
    assert search("service_point", "Nowak", agent) == [neighbour.ppe]
    assert search("service_point", "lakowa", agent, customer="K1") == [point.ppe]
    assert search("service_point", "", agent, customer="K2") == [neighbour.ppe]
    assert search("service_point", "", agent) == []


def test_a_meter_is_found_by_its_number_or_at_its_place(meter: Meter, point: ServicePoint, agent: User) -> None:
    assert search("meter", "78", agent) == []
    assert search("meter", "PL-7", agent) == search("meter", "", agent, service_point=point.ppe) == ["PL-778"]
    assert search("meter", "Kowalska", agent) == ["PL-778"]
    assert search("meter", "PL-7", agent, customer="K2") == []


def test_a_ticket_is_found_as_in_the_register(ticket: Ticket, agent: User) -> None:
    assert search("ticket", ticket.number, agent) == search("ticket", "kowalska", agent) == [ticket.number]
    assert search("ticket", "", agent, customer="K1") == [ticket.number]
    assert search("ticket", "", agent) == search("ticket", "", agent, customer="K9") == []
    found = port.lookups["ticket"].find(ticket.number)
    assert found is not None
    assert found.label == f"{ticket.number} No power"


def test_who_may_not_look_finds_nothing(meter: Meter, ticket: Ticket, new_user: NewUser) -> None:
    for stranger in (new_user("display"), AnonymousUser(), None):
        for name, text in (("customer", "kowal"), ("service_point", "000000"), ("meter", "PL"), ("ticket", "kowal")):
            assert search(name, text, stranger) == []


@pytest.mark.parametrize("name", EVERYTHING)
@pytest.mark.parametrize("key", ["", "\0", "x" * 300, "Z99999999999999999999", "-1"])
def test_a_key_of_nothing_finds_nothing(name: str, key: str, db: None) -> None:
    assert port.lookups[name].find(key) is None
