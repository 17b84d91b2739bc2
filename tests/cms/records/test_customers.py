"""An agent finds a customer and reads the Main Card; what was typed stays out of addresses, money out of other eyes."""

import re
from datetime import timedelta
from decimal import Decimal
from time import monotonic

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.db.models import Func, TextField, Value
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.records.typed import recall
from crm.models import (
    BillingCard,
    BillingEntry,
    Call,
    Customer,
    CustomerPhone,
    Meter,
    MeterReading,
    ServicePoint,
    Ticket,
)
from crm.workflow.operations import StageTold, record_stage
from outages.models import Connection
from tests.conftest import NOW, NewUser, Town, report_no_power
from tests.crm.conftest import take
from ticketforms.models import FormVersion

LIST = "/admin/customers/"


def card_of(customer: Customer) -> str:
    return reverse("records:customer", args=[customer.pk])


@pytest.fixture
def debtor(point: ServicePoint) -> Customer:
    customer = point.customer
    customer.pesel = "90010112345"
    customer.save()
    CustomerPhone.objects.create(customer=customer, number="+48601234567", is_primary=True)
    meter = Meter.objects.create(service_point=point, serial_number="ME1", installed_date=NOW.date())
    for day in range(9):
        MeterReading.objects.create(meter=meter, read_at=NOW - timedelta(days=day), energy_kwh=1000 - day)
    BillingCard.objects.create(customer=customer, overdue_30=Decimal("1234.50"), source="test", as_of=NOW)
    BillingEntry.objects.create(
        customer=customer, kind="invoice", document_number="FV/1", entry_date=NOW.date(), amount=Decimal("1234.50")
    )
    return customer


def test_the_only_customer_who_fits_is_opened_at_once(at_agent: Client, debtor: Customer, town: Town) -> None:
    town.household("Nowak Jan", "ST1A")

    answer = at_agent.post(LIST, {"typed": "kowalska"})

    assert answer.status_code == 302
    assert answer["Location"] == card_of(debtor)


def test_several_are_listed_at_an_address_that_names_nobody(at_agent: Client, town: Town) -> None:
    for name in ("Nowak Ala", "Nowak Ela"):
        town.household(name, "ST1A")

    answer = at_agent.post(LIST, {"typed": "nowak"}, follow=True)

    address = answer.request["QUERY_STRING"]
    assert "nowak" not in address.lower()
    assert recall(at_agent.session, address.removeprefix("search=")) == "nowak"
    assert [row.customer.name for row in answer.context["rows"]] == ["Nowak Ala", "Nowak Ela"]


def test_results_while_typing_are_a_part_of_a_page(at_agent: Client, debtor: Customer) -> None:
    answer = at_agent.post(LIST, {"typed": "kowal"}, headers={"X-Requested-With": "XMLHttpRequest"})

    assert card_of(debtor) in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_without_a_search_the_last_callers_are_offered(at_agent: Client, agent: User, debtor: Customer) -> None:
    for exchange_id in ("c1", "c2"):
        Call.objects.create(exchange_id=exchange_id, agent=agent, customer=debtor, offered_at=NOW)

    answer = at_agent.get(LIST)

    assert [row.customer for row in answer.context["rows"]] == [debtor]


@pytest.mark.parametrize("typed", ["", "%", "_", "'\"", "\0", "ł" * 10_000, "<script>alert(1)</script>"])
def test_odd_searches_are_answered_with_a_page(at_agent: Client, debtor: Customer, typed: str) -> None:
    answer = at_agent.post(LIST, {"typed": typed}, follow=True)

    assert answer.status_code == 200
    assert answer.context["rows"] == []
    assert "<script>alert" not in answer.content.decode()


def test_an_agent_reads_the_whole_card(at_agent: Client, debtor: Customer, ticket: Ticket) -> None:
    page = at_agent.get(card_of(debtor)).content.decode()

    assert "•••••••2345" in page
    assert "90010112345" not in page
    for seen in ("601 234 567", "ME1", "FV/1", ticket.number, "ST1A"):
        assert seen in page


def test_a_dispatcher_sees_the_customer_but_not_the_money(at_dispatcher: Client, debtor: Customer) -> None:
    page = at_dispatcher.get(card_of(debtor)).content.decode()

    assert debtor.name in page
    assert "FV/1" not in page
    assert not re.search(r"1\s?234[.,]50", page)


def test_an_outage_is_told_on_the_card(
    at_agent: Client, town: Town, point: ServicePoint, no_power_form: FormVersion
) -> None:
    neighbour = town.household("Nowak Jan", "ST1A")
    for minute, place in enumerate((point, neighbour)):
        taken = report_no_power(no_power_form, place, None, at=NOW + timedelta(minutes=minute))

    page = at_agent.get(card_of(point.customer)).content.decode()

    assert taken.outage is not None
    assert str(taken.outage.number) in page


@pytest.mark.parametrize("pk", [424242, 10**18, 10**30])
def test_an_unknown_customer_is_answered_with_a_way_back(at_agent: Client, pk: int) -> None:
    answer = at_agent.get(f"{LIST}{pk}/")

    assert answer.status_code == 404
    assert LIST in answer.content.decode()


@pytest.mark.parametrize("path", [LIST, f"{LIST}1/"])
def test_who_may_not_see_customers_is_sent_away(client: Client, new_user: NewUser, debtor: Customer, path: str) -> None:
    client.force_login(new_user("display"))

    answer = client.get(path)

    assert answer.status_code == 302
    assert debtor.name not in answer.content.decode()


def test_a_long_list_and_a_full_card_cost_no_more_queries(
    at_agent: Client, agent: User, town: Town, debtor: Customer, point: ServicePoint, no_power_form: FormVersion
) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as made:
            assert at_agent.get(path).status_code == 200
        return len(made)

    Call.objects.create(exchange_id="first", agent=agent, customer=debtor, offered_at=NOW)
    take(no_power_form, point, agent)
    # What forms ask is read once in a process.
    queries(card_of(debtor))
    few = queries(LIST), queries(card_of(debtor))
    for index in range(20):
        caller = town.household(f"Nowak {index}", "ST1A").customer
        Call.objects.create(exchange_id=f"c{index}", agent=agent, customer=caller, offered_at=NOW)
        place = town.household(f"Lokal {index}", "ST1A")
        place.customer = debtor
        place.save()
        meter = Meter.objects.create(service_point=place, serial_number=f"M{index}", installed_date=NOW.date())
        MeterReading.objects.create(meter=meter, read_at=NOW, energy_kwh=1)
        take(no_power_form, place, agent)

    many = queries(LIST), queries(card_of(debtor))

    assert many == few


def test_a_part_that_cannot_be_read_says_so_and_leaves_the_others_whole(
    at_agent: Client, debtor: Customer, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*args: object, **kwargs: object) -> None:
        raise OperationalError("billing is gone")

    monkeypatch.setattr(BillingCard.objects, "filter", failing)

    page = at_agent.get(card_of(debtor), headers={"accept-language": "en"}).content.decode()

    assert "This part could not be read just now" in page
    assert "The billing system has told us nothing" not in page
    assert ticket.number in page
    assert "ME1" in page


def test_money_is_shown_by_its_age_with_its_source_and_how_old_that_is(at_agent: Client, debtor: Customer) -> None:
    BillingCard.objects.update(balance=Decimal("1334.50"), as_of=timezone.now() - timedelta(days=3), source="billing")

    page = at_agent.get(card_of(debtor), headers={"accept-language": "en"}).content.decode()

    assert "Billing system last told this 3 days ago" in page
    assert "not yet due" in page
    assert "100.00 zł" in page


def test_energy_used_between_readings_is_drawn_and_a_register_that_ran_back_left_out(
    at_agent: Client, debtor: Customer
) -> None:
    meter = Meter.objects.get()
    MeterReading.objects.create(meter=meter, read_at=NOW + timedelta(days=1), energy_kwh=5)

    page = at_agent.get(card_of(debtor), headers={"accept-language": "en"}).content.decode()

    assert page.count("rec-bars__bar") == 8


def test_the_card_and_the_ticket_tell_the_stage_of_a_case_and_who_holds_it(
    at_agent: Client, debtor: Customer, ticket: Ticket
) -> None:
    record_stage(
        ticket=ticket,
        source="workflow",
        case_id="R/1",
        case_type="Complaint",
        told=StageTold(
            sequence=1,
            stage_code="check",
            stage_label="Verification",
            occurred_at=NOW,
            responsible_name="Paweł Nowak",
            due_at=NOW,
        ),
        by=None,
        at=NOW,
    )

    for address in (card_of(debtor), reverse("records:ticket", args=[ticket.pk])):
        page = at_agent.get(address, headers={"accept-language": "en"}).content.decode()

        assert "Verification" in page
        assert "Paweł Nowak" in page
        assert "late, due" in page


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Only PostgreSQL can stop a question.")
def test_a_part_that_hangs_is_given_up_and_leaves_the_others_whole(
    at_agent: Client, debtor: Customer, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = BillingCard.objects.annotate(nap=Func(Value(5), function="pg_sleep", output_field=TextField()))
    monkeypatch.setattr(BillingCard.objects, "filter", lambda **kwargs: slow.filter(**kwargs))
    begun = monotonic()

    page = at_agent.get(card_of(debtor), headers={"accept-language": "en"}).content.decode()

    assert monotonic() - begun < 4
    assert "This part could not be read just now" in page
    for seen in ("FV/1", ticket.number, "ME1"):
        assert seen in page


def test_the_state_of_power_that_cannot_be_read_is_not_said_to_be_good(
    at_agent: Client, debtor: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*args: object, **kwargs: object) -> None:
        raise OperationalError("the network is gone")

    monkeypatch.setattr(Connection.objects, "filter", failing)

    page = at_agent.get(card_of(debtor), headers={"accept-language": "en"}).content.decode()

    assert "This part could not be read just now" in page
    assert "Say:" not in page
    assert "ME1" in page
