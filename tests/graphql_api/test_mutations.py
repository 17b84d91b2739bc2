"""Systems register tickets and record billing cards by the same rules as people, each with its own scope."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from crm.models import BillingCard, FeedEvent, PersonalDataRead, ServicePoint, Ticket
from graphql_api.models import ApiToken
from outages.models import Outage
from tests.conftest import NOW, Town
from tests.graphql_api.conftest import System
from ticketforms.models import FormVersion

Systems = Callable[..., System]
REGISTER = """mutation ($input: RegisterTicketInput!) { registerTicket(input: $input) {
    ticket { number typeCode state reportedAt answers { code textEn } } outage { deviceCode } isRepeat
    errors { field message } } }"""
RECORD = """mutation ($input: RecordBillingCardInput!) { recordBillingCard(input: $input) {
    billingCard { balance arrears dunningStage source } errors { field message } } }"""
STATE = """mutation ($input: ReportDeviceStateInput!) { reportDeviceState(input: $input) {
    device { code energisation energisationAt } errors { field message } } }"""


@pytest.fixture
def point(town: Town, no_power_form: FormVersion) -> ServicePoint:
    return town.household("Ala", "ST1A")


def report(point: ServicePoint, **changes: Any) -> dict[str, Any]:
    return {
        "idempotencyKey": "report-1",
        "typeCode": "no-power",
        "answers": [{"code": "extent", "value": "flat"}],
        "ppe": point.ppe,
        "reporterName": "Ala",
        "reporterPhone": "600 100 200",
        "reportingKind": "APP",
        "reportedAt": NOW.isoformat(),
        **changes,
    }


def card(point: ServicePoint, **changes: Any) -> dict[str, Any]:
    return {
        "customerNumber": point.customer.number,
        "asOf": NOW.isoformat(),
        "balance": "-12.30",
        "overdue30": "12.30",
        "dunningStage": "REMINDER",
        **changes,
    }


def test_a_system_registers_a_ticket_signed_by_its_account(system: Systems, point: ServicePoint) -> None:
    told = system("tickets:write").read(REGISTER, input=report(point))["registerTicket"]

    ticket = Ticket.objects.get()
    assert told == {
        "ticket": {
            "number": ticket.number,
            "typeCode": "no-power",
            "state": "OPEN",
            "reportedAt": NOW.isoformat(),
            "answers": [{"code": "extent", "textEn": "flat"}],
        },
        "outage": None,
        "isRepeat": False,
        "errors": [],
    }
    assert (ticket.customer, ticket.service_point) == (point.customer, point)
    assert (ticket.reporting_kind, ticket.created_by) == ("app", ApiToken.objects.get().account)
    assert PersonalDataRead.objects.get().subject == f"customer:{point.customer_id}"


def test_the_second_neighbour_is_told_the_outage_both_follow(system: Systems, town: Town, point: ServicePoint) -> None:
    app = system("tickets:write")
    now = timezone.now() - timedelta(minutes=1)
    app.read(REGISTER, input=report(point, reportedAt=now.isoformat()))

    neighbour = report(town.household("Ela", "ST1A"), idempotencyKey="report-2", reportedAt=now.isoformat())
    told = app.read(REGISTER, input=neighbour)["registerTicket"]

    assert told["outage"] == {"deviceCode": "ST1A"}
    assert Outage.objects.get().report_links.count() == 2


def test_the_same_key_returns_the_same_ticket_and_two_systems_do_not_meet(
    system: Systems, point: ServicePoint, town: Town
) -> None:
    app, web = system("tickets:write"), system("tickets:write", "tickets:read")
    elsewhere = town.household("Ela", "ST2A")

    first, again = (app.read(REGISTER, input=report(point))["registerTicket"]["ticket"] for _ in range(2))
    of_web = web.read(REGISTER, input=report(elsewhere))["registerTicket"]["ticket"]

    assert first == again
    assert of_web["number"] != first["number"]
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"typeCode": "nothing"}, "typeCode"),
        ({"formVersion": 9}, "formVersion"),
        ({"ppe": "1" * 18}, "ppe"),
        ({"ppe": None, "customerNumber": "nobody"}, "customerNumber"),
        ({"ppe": None}, "input"),
        ({"ppe": None, "location": "x" * 300}, "input"),
        ({"reporterPhone": "1" * 50}, "input"),
        ({"answers": []}, "answers.extent"),
        ({"answers": [{"code": "extent", "value": "moon"}]}, "answers.extent"),
        ({"answers": [{"code": "extent", "value": "street"}, {"code": "flats", "value": "0"}]}, "answers.flats"),
        ({"answers": [{"code": "extent", "value": "flat"}, {"code": "colour", "value": "red"}]}, "answers.colour"),
        ({"answers": [{"code": "extent", "value": "flat"}] * 2}, "answers.extent"),
        ({"answers": [{"code": "extent", "value": "flat", "values": ["flat"]}]}, "answers.extent"),
        ({"answers": [{"code": "extent", "values": ["flat"]}]}, "answers.extent"),
        ({"reportedAt": "2126-11-24T12:00:00Z"}, "input"),
        ({"reportedAt": "2026-11-24T12:00:00"}, "reportedAt"),
        ({"reportedAt": "9999-12-31T23:59:59-12:00"}, "reportedAt"),
        ({"idempotencyKey": ""}, "idempotencyKey"),
        ({"idempotencyKey": "x" * 101}, "idempotencyKey"),
    ],
)
def test_a_refused_report_names_the_field_and_writes_nothing(
    system: Systems, point: ServicePoint, changes: dict[str, Any], field: str
) -> None:
    told = system("tickets:write").read(REGISTER, input=report(point, **changes))["registerTicket"]

    assert told["ticket"] is None
    assert [error["field"] for error in told["errors"]] == [field]
    assert told["errors"][0]["message"]
    assert not Ticket.objects.exists()
    assert not FeedEvent.objects.exists()


def test_a_repeated_report_is_counted_and_does_not_show_what_somebody_else_told(
    system: Systems, point: ServicePoint
) -> None:
    now = timezone.now() - timedelta(minutes=1)
    system("tickets:write").read(REGISTER, input=report(point, reportedAt=now.isoformat()))
    app = system("tickets:write", "outages:read")

    again = report(point, idempotencyKey="report-2", reportedAt=now.isoformat())
    answer = app.post(REGISTER, input=again).json()

    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert answer["data"]["registerTicket"]["isRepeat"] is True
    assert Ticket.objects.get().call_count == 2


def test_a_key_that_made_another_ticket_is_refused(system: Systems, point: ServicePoint) -> None:
    app = system("tickets:write")
    app.read(REGISTER, input=report(point))

    other = report(point, ppe=None, location="Behind the mill", reportedAt=(NOW - timedelta(minutes=1)).isoformat())
    told = app.read(REGISTER, input=other)["registerTicket"]

    assert [error["field"] for error in told["errors"]] == ["idempotencyKey"]
    assert Ticket.objects.count() == 1


def test_billing_records_a_card_and_an_older_one_changes_nothing(system: Systems, point: ServicePoint) -> None:
    billing = system("billing:write")

    told = billing.read(RECORD, input=card(point))["recordBillingCard"]
    older = billing.read(RECORD, input=card(point, balance="1", asOf=(NOW - timedelta(days=1)).isoformat()))
    newer = billing.read(RECORD, input=card(point, balance="2", asOf=(NOW + timedelta(hours=1)).isoformat()))

    assert told == {
        "billingCard": {
            "balance": "-12.30",
            "arrears": "12.30",
            "dunningStage": "REMINDER",
            "source": "system with billing:write",
        },
        "errors": [],
    }
    assert older["recordBillingCard"] == told
    assert Decimal(newer["recordBillingCard"]["billingCard"]["balance"]) == 2
    assert BillingCard.objects.get().balance == 2
    events = FeedEvent.objects.filter(name="billing.card_recorded")
    assert [event.topics[1] for event in events] == [f"customer:{point.customer_id}"] * 2
    assert "12.30" not in str(list(events.values()))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"customerNumber": "nobody"}, "customerNumber"),
        ({"balance": "1.234"}, "balance"),
        ({"balance": "1e30"}, "balance"),
        ({"balance": "NaN"}, "balance"),
        ({"balance": "1e999999"}, "balance"),
        ({"overdue30": "-1"}, "overdue30"),
        ({"accountNumber": "1" * 27}, "accountNumber"),
        ({"asOf": "2126-11-24T12:00:00Z"}, "asOf"),
        ({"asOf": "2026-11-24T12:00:00"}, "asOf"),
    ],
)
def test_a_refused_card_names_the_field_and_writes_nothing(
    system: Systems, point: ServicePoint, changes: dict[str, Any], field: str
) -> None:
    told = system("billing:write").read(RECORD, input=card(point, **changes))["recordBillingCard"]

    assert told["billingCard"] is None
    assert [error["field"] for error in told["errors"]] == [field]
    assert not BillingCard.objects.exists()
    assert not FeedEvent.objects.exists()


def test_writing_needs_its_own_scope(system: Systems, point: ServicePoint) -> None:
    reader = system("customers:read", "tickets:read", "billing:read", "outages:read")
    state = {"deviceCode": "ST1", "energisation": "ENERGISED", "since": NOW.isoformat()}

    answers = [
        reader.post(REGISTER, input=report(point)),
        reader.post(RECORD, input=card(point)),
        reader.post(STATE, input=state),
    ]

    assert [answer.json()["errors"][0]["extensions"]["code"] for answer in answers] == ["FORBIDDEN"] * 3
    assert not FeedEvent.objects.exists()
    assert not Ticket.objects.exists()
    assert not BillingCard.objects.exists()


def test_a_mutation_by_get_is_not_allowed(system: Systems, point: ServicePoint) -> None:
    billing = system("billing:write")
    asked = {"query": RECORD, "variables": json.dumps({"input": card(point)})}

    answer = billing.client.get("/graphql/", asked, headers={"Authorization": f"Bearer {billing.token}"})

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert not BillingCard.objects.exists()


def test_no_outage_is_predicted_above_a_device_that_network_operation_knows_to_have_power(
    system: Systems, town: Town, no_power_form: FormVersion
) -> None:
    now = timezone.now() - timedelta(minutes=1)
    scada, app = system("network:write"), system("tickets:write")
    told = scada.read(STATE, input={"deviceCode": "ST1", "energisation": "ENERGISED", "since": now.isoformat()})

    for number, (name, circuit) in enumerate([("Ala", "ST1A"), ("Ela", "ST1A"), ("Ula", "ST1B"), ("Iza", "ST1B")]):
        given = report(town.household(name, circuit), idempotencyKey=str(number), reportedAt=now.isoformat())
        app.read(REGISTER, input=given)

    assert told["reportDeviceState"]["device"] == {
        "code": "ST1",
        "energisation": "ENERGISED",
        "energisationAt": now.isoformat(),
    }
    assert sorted(outage.device.code for outage in Outage.objects.ongoing()) == ["ST1A", "ST1B"]


def test_an_older_state_changes_nothing_and_tells_nobody(system: Systems, town: Town) -> None:
    scada = system("network:write")
    known = {"deviceCode": "ST1", "energisation": "DEENERGISED", "since": NOW.isoformat()}
    scada.read(STATE, input=known)

    earlier = (NOW - timedelta(minutes=1)).isoformat()
    told = scada.read(STATE, input={**known, "energisation": "ENERGISED", "since": earlier})

    assert told["reportDeviceState"]["device"]["energisation"] == "DEENERGISED"
    assert FeedEvent.objects.filter(name="device.state_reported").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"deviceCode": "nothing"}, "deviceCode"),
        ({"since": "2126-11-24T12:00:00Z"}, "since"),
        ({"since": "2026-11-24T12:00:00"}, "since"),
    ],
)
def test_a_refused_state_names_the_field_and_writes_nothing(
    system: Systems, town: Town, changes: dict[str, str], field: str
) -> None:
    given = {"deviceCode": "ST1", "energisation": "ENERGISED", "since": NOW.isoformat(), **changes}

    told = system("network:write").read(STATE, input=given)["reportDeviceState"]

    assert told["device"] is None
    assert [error["field"] for error in told["errors"]] == [field]
    assert not FeedEvent.objects.exists()
