"""An agent types what the caller says, in any form, and the customer is found; nothing that can be typed breaks it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.customers.matching import fold, normalise
from crm.customers.search import find
from crm.models import Customer, CustomerPhone, Meter, ServicePoint, Ticket
from tests.conftest import NOW, Town


def live_at(point: ServicePoint, street: str, building: str, town: str) -> None:
    point.street, point.building, point.town = street, building, town
    point.folded_address = fold(point.address)
    point.save()


@pytest.fixture
def kowalska(town: Town) -> Customer:
    point = town.household("Żółkiewska-Łącka Grażyna", "ST1A")
    customer = point.customer
    customer.folded_name = fold(customer.name)
    customer.save()
    live_at(point, "Źródlana", "3", "Łódź")
    CustomerPhone.objects.create(customer=customer, number="+48601234567", is_primary=True)
    Meter.objects.create(service_point=point, serial_number="ME12345", installed_date=NOW.date())
    return customer


@pytest.fixture
def neighbour(town: Town) -> Customer:
    point = town.household("Nowak Jan", "ST1A")
    live_at(point, "Źródlana", "30", "Łódź")
    return point.customer


@pytest.mark.parametrize(
    "typed",
    [
        "Żółkiewska",
        "zolkiewska",
        "GRAŻYNA łącka",
        "lacka, graz",
        "źródlana 3",
        "lodz zrodlana 3",
        "grażyna źródlana",
        "łącka łódź 3",
        "601234567",
        "601 234 567",
        "+48 601-234-567",
        "0048 601 234 567",
        "234 567",
        "ME12345",
        "K1",
        "k1",
        "000000000000000001",
        "0000 0000 0000 0000 01",
    ],
)
def test_a_customer_is_found_by_whatever_is_typed(kowalska: Customer, neighbour: Customer, typed: str) -> None:
    assert find(typed) == [kowalska]


def test_a_ticket_number_finds_its_customer(kowalska: Customer, neighbour: Customer, ticket: Ticket) -> None:
    assert find(ticket.number) == [ticket.customer]
    assert find(f"z{ticket.pk}") == [ticket.customer]


def test_whose_main_number_it_is_comes_first(kowalska: Customer, neighbour: Customer) -> None:
    CustomerPhone.objects.create(customer=neighbour, number="+48601234567")

    assert find("601234567") == [kowalska, neighbour]


@pytest.mark.parametrize(
    "typed", ["", "   ", "%", "_", "%%%", "\0", "'", '"', "\\", "ł" * 10_000, "\ud800", "(", "Z0", "²"]
)
def test_odd_characters_find_nobody_and_break_nothing(kowalska: Customer, typed: str) -> None:
    assert find(typed) == []


def test_more_customers_cost_no_more_queries(town: Town) -> None:
    counts = []
    for names in (["Nowak Ala", "Nowak Ewa"], ["Nowak Ela", "Nowak Iza", "Nowak Ola", "Nowak Ula"]):
        for name in names:
            town.household(name, "ST1A")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            find("nowak")
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("  Łąkowa   3/5, 00-001 Łódź ", "lakowa 3/5 00 001 lodz"),
        ("Nowak-Müller", "nowak muller"),
        ("O’Brien", "obrien"),
        ("Đorđević", "dordevic"),
        ("STRAẞE", "strasse"),
        ("ﬁrma №5", "firma no5"),
        ("a\0b_c%", "a b c"),
    ],
)
def test_text_is_folded_for_searching(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("601 234 567", "+48601234567"),
        ("0-22 123 45 67", "+48221234567"),
        ("00 48 22 123 45 67", "+48221234567"),
        ("0048601234567", "+48601234567"),
        ("48601234567", "+48601234567"),
        ("+48 (0)22 123 45 67", "+48221234567"),
        ("+49 30 901820", "+4930901820"),
        ("sip:+48601234567@10.0.0.1", "+48601234567"),
        ("22 123 45 67 wew. 12", "+48221234567"),
        ("991", "991"),
        ("112", "112"),
        ("19 991", "19991"),
        ("anonymous", ""),
        ("Anonymous", ""),
        ("sip:anonymous@anonymous.invalid", ""),
        ("", ""),
        ("601\0234567", ""),
        ("ul. Łąkowa 312", ""),
        ("+991", ""),
        ("٦٠١٢٣٤٥٦٧", ""),
        ("²²²", ""),
        ("9" * 10_000, ""),
    ],
)
def test_numbers_are_normalised(raw: str, number: str) -> None:
    assert normalise(raw) == number
