"""The whole main job, first to last: a known caller, a stranger's hazard, three neighbours and one restoration time.

Two people at two browsers, a telephone exchange and a neighbour system, all through the doors they have.
"""

import json
import urllib.request
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from cms.demo import definitions
from cms.templatetags.records import in_groups
from crm.models import AgentLine, BillingCard, CustomerPhone, HazardAcknowledgement, ServicePoint, Ticket
from graphql_api.tokens import issue
from outages.models import Crew, EstimateTold, Outage, ReportLink
from outages.repair.operations import confirm, set_estimate
from tests.browser.conftest import NewPerson
from tests.conftest import Town

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "+48601234567"
HISTORY = """
    query ($phone: String!) {
      customer(phone: $phone) {
        name
        tickets { edges { node { number answers { code textEn } outage { deviceCode isOverdue } } } }
        calls { edges { node { direction } } }
      }
    }
"""


@dataclass
class Exchange:
    """The distributor's telephone exchange, as it speaks to the webhook."""

    address: str
    calls: int = 0
    told: list[int] = field(default_factory=list)

    def ring(self, number: str, *, answered_at: str = "101") -> str:
        """Let a number call the fault line and the extension answer; return the exchange's call id."""
        self.calls += 1
        call = f"call-{self.calls}"
        self._tell(event="newCall", callId=call, **{"from": number}, to="991", direction="in", queue="991")
        self._tell(
            event="answer", callId=call, **{"from": number}, to="991", direction="in", answeringNumber=answered_at
        )
        return call

    def hang_up(self, call: str) -> None:
        self._tell(event="hangup", callId=call, direction="in", cause="normalClearing")

    def _tell(self, **event: str) -> None:
        request = urllib.request.Request(
            f"{self.address}/api/telephony/{settings.TELEPHONY_SECRET}/",
            data=json.dumps(event).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            self.told.append(answer.status)


@pytest.fixture
def forms(transactional_db: None) -> None:
    definitions.load(by=None, at=timezone.now())


@pytest.fixture
def exchange(live_address: str) -> Exchange:
    return Exchange(live_address)


@pytest.fixture
def at_desk(forms: None, agent: User, new_person: NewPerson) -> Page:
    AgentLine.objects.create(user=agent, extension="101")
    page = new_person("agent")
    page.goto("/admin/desk/")
    expect(page.locator("[data-tcz-live][data-state=live]").first).to_be_visible()
    return page


@pytest.fixture
def at_board(forms: None, dispatcher: User, new_person: NewPerson) -> Page:
    page = new_person("dispatcher")
    page.goto("/admin/board/")
    expect(page.locator("[data-tcz-live][data-state=live]").first).to_be_visible()
    return page


def neighbour(town: Town, name: str, circuit: str, number: str) -> ServicePoint:
    point = town.household(name, circuit)
    CustomerPhone.objects.create(customer=point.customer, number=number, raw=number, is_primary=True)
    return point


def ask(address: str, query: str, token: str = "", **variables: object) -> tuple[int, Any]:
    """Return the status and body of a GraphQL request, as a neighbour system sends it."""
    request = urllib.request.Request(
        f"{address}/graphql/",
        data=json.dumps({"query": query, "variables": variables}).encode(),
        headers={"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {}),
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refused:
        return refused.code, json.load(refused)


def test_a_known_caller_hears_the_restoration_time_and_one_key_notes_it(
    town: Town, at_desk: Page, exchange: Exchange, dispatcher: User
) -> None:
    caller = neighbour(town, "Kowalska Anna", "ST1A", NUMBER)
    now = timezone.now()
    BillingCard.objects.create(customer=caller.customer, overdue_30="120.50", source="billing", as_of=now)
    outage = Outage.objects.create(number=1423, device=town.devices["ST1"], started_at=now)
    confirm(outage=outage, by=dispatcher, at=now)
    back_at = (now + timedelta(hours=2)).replace(second=0, microsecond=0)
    estimate = set_estimate(outage=outage, restores_at=back_at, source="dispatcher", by=dispatcher, at=now)

    exchange.ring("601 234 567")

    expect(at_desk.locator("#desk-who")).to_contain_text("Kowalska Anna")
    expect(at_desk.locator("#desk-who [data-choose-point][aria-checked=true]")).to_contain_text(in_groups(caller.ppe))
    expect(at_desk.locator(".desk-person__money--owed")).to_contain_text("120")
    expect(at_desk.locator(f"[data-tell-outage='{outage.pk}']")).to_be_visible()
    expect(at_desk.locator("#desk-say")).to_contain_text(timezone.localtime(back_at).strftime("%H:%M"))
    at_desk.keyboard.press("F8")
    expect(at_desk.locator("#desk-told")).not_to_be_empty()
    told = EstimateTold.objects.get()
    assert (told.estimate, told.customer, told.call and told.call.exchange_id) == (estimate, caller.customer, "call-1")


def test_a_strangers_hazard_rings_at_the_dispatcher_until_it_is_acknowledged(
    town: Town, at_desk: Page, at_board: Page, exchange: Exchange
) -> None:
    exchange.ring("anonymous")
    expect(at_desk.locator("#desk-location")).to_be_visible()

    at_desk.locator("#desk-location").focus()
    at_desk.keyboard.type("Łąkowa, Polna 7, przy kapliczce")
    at_desk.keyboard.press("F4")
    at_desk.keyboard.type("zg")
    at_desk.keyboard.press("Enter")
    expect(at_desk.locator("[data-field=kind]")).to_be_visible()
    answer(at_desk, "kind", "1")
    answer(at_desk, "wire", "1")
    answer(at_desk, "injured", "2")
    answer(at_desk, "services_called", "2")
    at_desk.keyboard.type("obok przystanku")
    at_desk.keyboard.press("Enter")
    answer(at_desk, "access", "1")
    at_desk.keyboard.press("Control+Enter")

    expect(at_desk.locator(".desk-saved")).to_be_visible()
    ticket = Ticket.objects.get()
    assert (ticket.priority, ticket.location) == (1, "Łąkowa, Polna 7, przy kapliczce")
    alarm = at_board.locator(f"[data-hazard='{ticket.number}']")
    expect(alarm).to_be_visible(timeout=1_000)
    expect(alarm).to_contain_text("Polna 7")
    at_board.keyboard.press("h")
    at_board.keyboard.press("Enter")
    expect(alarm).to_have_count(0)
    assert HazardAcknowledgement.objects.get().ticket == ticket


def answer(page: Page, code: str, digit: str) -> None:
    """Answer the question that has the focus by the digit of an option, as a person without a mouse does."""
    expect(page.locator(f"[data-field={code}] input:focus")).to_have_count(1)
    page.keyboard.press(digit)


def take_no_power_report(page: Page, name: str) -> None:
    """Take a report of lost power from the caller on the screen, by keyboard alone."""
    expect(page.locator("#desk-who")).to_contain_text(name)
    expect(page.locator("#desk-type")).to_be_focused()
    page.keyboard.type("bp")
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=danger]")).to_be_visible()
    answer(page, "danger", "2")
    answer(page, "extent", "2")
    answer(page, "light", "1")
    page.keyboard.press("Enter")
    answer(page, "medical", "2")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".desk-saved")).to_be_visible()
    expect(page.locator("#desk-types")).to_be_hidden()


def test_three_neighbours_make_one_outage_and_all_hear_its_restoration_time(
    town: Town,
    at_desk: Page,
    at_board: Page,
    exchange: Exchange,
    live_address: str,
) -> None:
    Crew.objects.create(name="PE-1", phone="+48500100200")
    neighbours = [
        neighbour(town, "Adamska Ala", "ST1A", "+48600000001"),
        neighbour(town, "Bielska Ela", "ST1A", "+48600000002"),
        neighbour(town, "Celska Ula", "ST1B", "+48600000003"),
    ]

    for number, point in enumerate(neighbours, start=1):
        call = exchange.ring(f"+4860000000{number}")
        take_no_power_report(at_desk, point.customer.name)
        exchange.hang_up(call)
        expect(at_desk.locator("[data-call][data-state=ended]")).to_be_visible()

    outage = Outage.objects.ongoing().get()
    assert outage.device.code == "ST1"
    assert ReportLink.objects.filter(outage=outage, valid_to=None).count() == 3

    confirm_and_send_a_crew(at_board, outage)
    outage.refresh_from_db()
    assert outage.status == Outage.Status.CONFIRMED
    assert outage.assignments.get().crew.name == "PE-1"

    give_restoration_time(at_board, "23:59")
    expect(at_desk.locator("#desk-say")).to_contain_text("23:59", timeout=1_000)

    at_desk.context.set_offline(True)
    expect(at_desk.locator("[data-tcz-live][data-state=lost]")).to_be_visible()
    give_restoration_time(at_board, "23:58")
    expect(at_desk.locator("#desk-say")).to_contain_text("23:59")
    at_desk.context.set_offline(False)
    expect(at_desk.locator("#desk-say")).to_contain_text("23:58")

    status, refused = ask(live_address, HISTORY, phone="+48600000003")
    assert (status, "data" in refused) == (401, False)
    token = issue(name="workflow", scopes=["customers:read"], at=timezone.now())
    status, answered = ask(live_address, HISTORY, token, phone="+48600000003")
    customer = answered["data"]["customer"]
    (ticket,) = (edge["node"] for edge in customer["tickets"]["edges"])
    assert (status, customer["name"], len(customer["calls"]["edges"])) == (200, "Celska Ula", 1)
    assert {"code": "extent", "textEn": "neighbours too"} in ticket["answers"]
    assert (ticket["outage"]["deviceCode"], ticket["outage"]["isOverdue"]) == ("ST1", False)


def confirm_and_send_a_crew(page: Page, outage: Outage) -> None:
    """Open the new outage on the board and take it in hand, by keyboard alone."""
    page.keyboard.press("i")
    page.keyboard.press("l")
    expect(page.locator(f"tr[data-outage='{outage.pk}']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-board-drawer] h2")).to_contain_text(str(outage.number))
    press(page, "c", "confirm")
    send(page, "confirm")
    expect(page.locator(f"tr[data-outage='{outage.pk}'][data-state=confirmed]")).to_be_visible()
    press(page, "a", "crew")
    send(page, "crew")
    expect(page.locator("[data-part=repair]")).to_contain_text("PE-1")


def press(page: Page, key: str, action: str) -> None:
    page.keyboard.press(key)
    expect(page.locator(f"form[data-action={action}]")).to_be_visible()


def send(page: Page, action: str) -> None:
    page.keyboard.press("Enter")
    expect(page.locator(f"form[data-action={action}]:not([hidden])")).to_have_count(0)


def give_restoration_time(page: Page, time_of_day: str) -> None:
    """Type a restoration time into the open outage, by keyboard alone."""
    press(page, "t", "time")
    page.keyboard.type(time_of_day)
    send(page, "time")
    expect(page.locator("[data-part=repair]")).to_contain_text(time_of_day)
