"""A press on a number reaches the exchange at the address an administrator set, and no other place."""

import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from crm.exchanges.operations import UnableToKeepExchange, add_exchange, change_exchange
from crm.models import AgentLine, Exchange
from tests.conftest import NOW, NewUser

pytestmark = pytest.mark.django_db
DOOR = "/admin/exchanges/dial/"
ENGLISH = {"accept-language": "en"}


@dataclass
class Pbx:
    """An exchange's web page that dials, and what it was asked."""

    port: int = 0
    status: int = 200
    lead: str = ""
    asked: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/dial?to={{number}}&from={{extension}}"


@pytest.fixture
def pbx() -> Iterator[Pbx]:
    told = Pbx()

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            self.send_response(told.status)
            if told.lead:
                self.send_header("Location", told.lead)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told.port = server.server_port
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def administrator(new_user: NewUser) -> User:
    return new_user("administrator")


@pytest.fixture
def exchange(administrator: User) -> Exchange:
    return add_exchange(name="Płock", by=administrator, at=NOW)[0]


@pytest.fixture
def at_desk(client: Client, agent: User, exchange: Exchange) -> Client:
    AgentLine.objects.create(user=agent, extension="201")
    client.force_login(agent)
    return client


def dials_at(exchange: Exchange, address: str, by: User) -> Exchange:
    return change_exchange(
        exchange=exchange,
        name=exchange.name,
        is_active=True,
        dials=Exchange.Dials.ADDRESS,
        dial_address=address,
        by=by,
        at=NOW,
    )


def press(client: Client, number: str = "601 234 567") -> Any:
    return client.post(DOOR, {"number": number}, headers=ENGLISH)


def test_the_exchange_is_asked_to_ring_the_agent_and_call_the_number(
    at_desk: Client, exchange: Exchange, administrator: User, pbx: Pbx
) -> None:
    dials_at(exchange, pbx.address, administrator)

    answer = press(at_desk)

    assert (answer.status_code, "telephone rings" in answer.json()["message"]) == (200, True)
    assert pbx.asked == ["/dial?to=%2B48601234567&from=201"]


def test_without_an_exchange_that_dials_the_computer_has_to(at_desk: Client) -> None:
    assert press(at_desk).json() == {"tel": "tel:+48601234567"}


@pytest.mark.parametrize("number", ["", "anonymous", "601\r\nX: 1", "x" * 70])
def test_what_is_no_number_is_refused_in_words(
    at_desk: Client, exchange: Exchange, administrator: User, pbx: Pbx, number: str
) -> None:
    dials_at(exchange, pbx.address, administrator)

    answer = press(at_desk, number)

    assert answer.status_code == 409
    assert "cannot be called" in answer.json()["message"]
    assert pbx.asked == []


def test_an_exchange_that_refuses_or_is_silent_is_told_in_words(
    at_desk: Client, exchange: Exchange, administrator: User, pbx: Pbx
) -> None:
    dials_at(exchange, pbx.address, administrator)
    pbx.status = 503
    refused = press(at_desk)
    dials_at(exchange, "http://127.0.0.1:9/dial?to={number}", administrator)
    silent = press(at_desk)

    assert (refused.status_code, "(503)" in refused.json()["message"]) == (409, True)
    assert (silent.status_code, "does not answer" in silent.json()["message"]) == (409, True)


def test_an_exchange_may_not_lead_us_elsewhere(
    at_desk: Client, exchange: Exchange, administrator: User, pbx: Pbx
) -> None:
    dials_at(exchange, pbx.address, administrator)
    pbx.status, pbx.lead = 302, f"http://127.0.0.1:{pbx.port}/secret"

    answer = press(at_desk)

    assert answer.status_code == 409
    assert len(pbx.asked) == 1


def test_an_address_of_a_clouds_own_services_is_never_asked(
    at_desk: Client, exchange: Exchange, administrator: User
) -> None:
    dials_at(exchange, "http://169.254.169.254/latest?to={number}", administrator)

    answer = press(at_desk)

    assert (answer.status_code, "no exchange is" in answer.json()["message"]) == (409, True)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "pbx.example/{number}",
        "file:///etc/passwd?{number}",
        "ftp://pbx/{number}",
        "http://{number}/dial",
        "http://user:word@pbx/{number}",
        "http://pbx/dial",
        "http://pbx/ {number}",
        "http://pbx:port/{number}",
        "http://pbx/" + "x" * 300 + "{number}",
    ],
)
def test_an_address_that_leads_nowhere_is_not_kept(exchange: Exchange, administrator: User, address: str) -> None:
    with pytest.raises(UnableToKeepExchange) as refusal:
        dials_at(exchange, address, administrator)

    assert refusal.value.field == "dial_address"
    assert Exchange.objects.get().dials == Exchange.Dials.NOT


def test_an_administrator_sets_how_an_exchange_dials_on_its_page(
    client: Client, exchange: Exchange, administrator: User
) -> None:
    client.force_login(administrator)
    told = {"name": "Płock", "is_active": "on", "dials": "address", "dial_address": "http://pbx.example/{number}"}

    wrong = client.post(f"/admin/exchanges/{exchange.pk}/", {**told, "dial_address": "http://pbx.example/"})
    right = client.post(f"/admin/exchanges/{exchange.pk}/", told)

    assert (wrong.status_code, right.status_code) == (422, 302)
    kept = Exchange.objects.get()
    assert (kept.dials, kept.dial_address) == ("address", "http://pbx.example/{number}")


def test_whoever_takes_no_calls_cannot_have_numbers_dialled(client: Client, new_user: NewUser) -> None:
    client.force_login(new_user("auditor"))

    assert press(client).status_code in (302, 403)
