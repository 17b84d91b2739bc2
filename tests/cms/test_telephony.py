"""The exchange tells of a call by webhook: the agent's feed hears of it once, and bad input leaves nothing."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client, override_settings

from crm.models import AgentLine, Call, Customer, CustomerPhone, FeedEvent
from tests.conftest import Town

ADDRESS = "/api/telephony/open-sesame/"
RINGING = {"event": "newCall", "callId": "c1", "from": "601 234 567", "to": "991", "direction": "in", "user": "201"}


@pytest.fixture(autouse=True)
def _secret() -> Iterator[None]:
    with override_settings(TELEPHONY_SECRET="open-sesame"):
        yield


@pytest.fixture
def caller(town: Town) -> Customer:
    customer = town.household("Kowalska Anna", "ST1A").customer
    CustomerPhone.objects.create(customer=customer, number="+48601234567", is_primary=True)
    return customer


@pytest.mark.parametrize("as_json", [True, False])
def test_a_known_caller_rings_on_the_agents_topic(client: Client, agent: User, caller: Customer, as_json: bool) -> None:
    AgentLine.objects.create(user=agent, extension="201")

    for _ in range(2):
        answer = (
            client.post(ADDRESS, RINGING, content_type="application/json") if as_json else client.post(ADDRESS, RINGING)
        )

    assert answer.status_code == 200
    assert Call.objects.get().customer == caller
    told = FeedEvent.objects.get()
    assert (told.name, f"calls:{agent.pk}" in told.topics) == ("call.offered", True)


def test_a_number_of_two_customers_names_neither(client: Client, town: Town, caller: Customer) -> None:
    other = town.household("Kowalski Jan", "ST1A").customer
    CustomerPhone.objects.create(customer=other, number="+48601234567")

    client.post(ADDRESS, RINGING)

    assert Call.objects.get().customer is None


@pytest.mark.parametrize(
    "change",
    [
        {"event": "boom"},
        {"event": ["newCall"]},
        {"callId": ""},
        {"callId": "x" * 200},
        {"callId": {"a": 1}},
        {"direction": "up"},
        {"from": "\ud800"},
        {"from": "601\x00"},
        {"from": True},
        {"queue": "q" * 65},
        {"user": ["201"] * 51},
        {"user": [{"name": "201"}]},
    ],
)
def test_bad_events_are_refused_with_a_reason_and_no_call_is_made(
    client: Client, db: None, change: dict[str, object]
) -> None:
    answer = client.post(ADDRESS, RINGING | change, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["error"]
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ("[" * 20_000, "application/json", 400),
        ('{"callId": ' + "9" * 5_000 + "}", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        ("event=newCall", "application/x-www-form-urlencoded; charset=latin-1", 400),
        ("&".join(f"f{number}=1" for number in range(1_100)), "application/x-www-form-urlencoded", 400),
        ("broken", "multipart/form-data", 400),
        (json.dumps(RINGING | {"note": "x" * 70_000}), "application/json", 413),
        ("event=" + "x" * 3_000_000, "application/x-www-form-urlencoded", 413),
    ],
)
def test_bodies_nobody_can_read_are_refused_with_a_reason(
    client: Client, db: None, body: str | bytes, content_type: str, status: int
) -> None:
    answer = client.post(ADDRESS, body, content_type=content_type)

    assert answer.status_code == status
    assert answer.json()["error"]
    assert not Call.objects.exists()


@pytest.mark.parametrize("line", ["SIP/201", "sip:201@exchange.example", "201@exchange.example"])
def test_an_agents_line_is_known_under_the_names_exchanges_use(client: Client, agent: User, line: str) -> None:
    AgentLine.objects.create(user=agent, extension="201")

    client.post(ADDRESS, RINGING | {"user": line})

    assert Call.objects.get().agent == agent


def test_a_withheld_number_is_told_as_such_and_no_number_goes_into_the_feed(client: Client, caller: Customer) -> None:
    client.post(ADDRESS, RINGING | {"callId": "c2", "from": "anonymous"})
    client.post(ADDRESS, RINGING)

    withheld, known = FeedEvent.objects.order_by("pk")
    assert (withheld.data["withheld"], withheld.data["customers"]) == (True, [])
    assert (known.data["withheld"], known.data["customers"]) == (False, [caller.pk])
    assert "601" not in json.dumps(known.data)


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("POST", "/api/telephony/open-sesame/", {"event": "boom"}),
        ("GET", "/api/telephony/open-sesame/", {}),
        ("POST", "/api/telephony/open-sesame", {"event": "boom"}),
        ("POST", "/api/telephony/open-sesame/more", {}),
        ("POST", "/api/telephony/open-sesamee/?a=1", {}),
    ],
)
def test_the_secret_is_in_no_line_of_the_log(
    client: Client, db: None, method: str, address: str, body: dict[str, str]
) -> None:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    formatters: Any = settings.LOGGING["formatters"]
    configurator = logging.config.DictConfigurator(settings.LOGGING)
    handler.setFormatter(configurator.configure_formatter(dict(formatters["plain"])))
    logging.getLogger("django").addHandler(handler)
    try:
        client.generic(method, address, json.dumps(body), content_type="application/json")
    finally:
        logging.getLogger("django").removeHandler(handler)

    assert "/api/telephony/***" in log.getvalue()
    assert "sesame" not in log.getvalue()


def test_a_plus_that_was_not_escaped_in_form_data_is_still_one(client: Client, caller: Customer) -> None:
    body = "event=newCall&callId=c1&from=+48601234567&to=991&user=201"
    client.post(ADDRESS, body, content_type="application/x-www-form-urlencoded")

    assert Call.objects.get().from_number == "+48601234567"


def test_a_wrong_secret_is_an_unknown_address(client: Client, db: None) -> None:
    answer = client.post("/api/telephony/guess/", RINGING)

    assert answer.status_code == 404
    assert not Call.objects.exists()
