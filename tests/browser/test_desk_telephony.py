"""Calls at two desks: who sees a ringing call, who keeps it, and that nothing typed is lost, whatever happens.

Two agents at two browsers, and an exchange that forgets, repeats and transfers.
"""

import json
import urllib.request
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from cms.demo import definitions
from crm.models import AgentLine, Call, CustomerPhone, Ticket
from tests.browser.conftest import NewPerson
from tests.conftest import NOW, NewUser, Town

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NUMBER = "+48601234567"


@dataclass
class Exchange:
    """The telephone exchange, event by event."""

    address: str

    def tell(self, event: str, call: str, number: str = NUMBER, **fields: Any) -> None:
        body = {"event": event, "callId": call, "from": number, "to": "991", "direction": "in", **fields}
        request = urllib.request.Request(
            f"{self.address}/api/telephony/{settings.TELEPHONY_SECRET}/",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request).close()


@dataclass
class Desks:
    """Two agents side by side."""

    mine: Page
    hers: Page


@pytest.fixture
def exchange(live_address: str) -> Exchange:
    return Exchange(live_address)


@pytest.fixture
def desks(agent: User, new_user: NewUser, town: Town, new_person: NewPerson) -> Desks:
    definitions.load(by=None, at=NOW)
    colleague = new_user("supervisor")
    for user, extension in ((agent, "201"), (colleague, "202")):
        AgentLine.objects.create(user=user, extension=extension)
    point = town.household("Kowalska Anna", "ST1A")
    CustomerPhone.objects.create(customer=point.customer, number=NUMBER, raw=NUMBER, is_primary=True)
    opened = []
    for user in (agent, colleague):
        page = new_person(user.username)
        page.goto("/admin/desk/")
        expect(page.locator("[data-tcz-live][data-state=live]").first).to_be_visible()
        opened.append(page)
    return Desks(*opened)


def state(page: Page, wanted: str) -> None:
    expect(page.locator(f"#desk-call [data-state={wanted}]")).to_be_visible()


def begin_report(page: Page) -> None:
    """Choose a type and give the first answer, by keyboard."""
    page.keyboard.press("F4")
    page.keyboard.type("bp")
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=danger] input:focus")).to_have_count(1)
    page.keyboard.press("2")
    expect(page.locator("[data-field=danger] input:checked")).to_have_count(1)


def finish_report(page: Page) -> None:
    """Give the other answers of a loss of power, by keyboard."""
    for code, digit in (("extent", "2"), ("light", "1")):
        expect(page.locator(f"[data-field={code}] input:focus")).to_have_count(1)
        page.keyboard.press(digit)
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=medical] input:focus")).to_have_count(1)
    page.keyboard.press("2")


def test_a_call_is_shown_where_it_rings_and_opens_only_for_the_one_who_answers(
    desks: Desks, exchange: Exchange
) -> None:
    exchange.tell("newCall", "c1", user=["201", "202"])
    for page in (desks.mine, desks.hers):
        state(page, "ringing")
        expect(page.locator("#desk-call")).to_contain_text("Kowalska Anna")
        expect(page.locator("#desk-who")).not_to_contain_text("Kowalska Anna")

    exchange.tell("answer", "c1", answeringNumber="202")

    state(desks.hers, "answered")
    state(desks.mine, "none")
    expect(desks.mine.locator("#desk-who")).not_to_contain_text("Kowalska Anna")
    expect(desks.hers.locator("#desk-who")).to_contain_text("Kowalska Anna")
    expect(desks.mine.locator("#desk-waiting")).to_be_hidden()


def test_of_several_callers_one_digit_chooses_once_the_call_is_answered(
    desks: Desks, exchange: Exchange, town: Town
) -> None:
    husband = town.household("Kowalski Jan", "ST1A")
    CustomerPhone.objects.create(customer=husband.customer, number=NUMBER, raw=NUMBER)

    exchange.tell("newCall", "c1", user=["201"])
    state(desks.mine, "ringing")
    expect(desks.mine.locator("#desk-call")).to_contain_text("Kowalski Jan")
    exchange.tell("answer", "c1", answeringNumber="201")
    state(desks.mine, "answered")
    expect(desks.mine.locator("#desk-call button").first).to_be_focused()
    desks.mine.keyboard.press("2")

    expect(desks.mine.locator("#desk-who")).to_contain_text("Kowalski Jan")
    expect(desks.mine.locator("#desk-type")).to_be_focused()


def test_what_is_being_typed_survives_that_a_colleague_answers_first(desks: Desks, exchange: Exchange) -> None:
    exchange.tell("newCall", "c1", user=["201", "202"])
    state(desks.mine, "ringing")
    begin_report(desks.mine)

    exchange.tell("answer", "c1", answeringNumber="202")

    state(desks.mine, "none")
    expect(desks.mine.locator("[data-field=danger] input:checked")).to_have_count(1)
    expect(desks.hers.locator("[data-field=danger]")).to_have_count(0)


def test_a_transferred_call_takes_its_draft_along_and_the_first_agent_can_take_it_back(
    desks: Desks, exchange: Exchange
) -> None:
    exchange.tell("answer", "c1", answeringNumber="201")
    state(desks.mine, "answered")
    begin_report(desks.mine)
    expect(desks.mine.locator("#desk-draft[data-state=kept]")).to_be_visible()

    exchange.tell("answer", "c1", answeringNumber="202")

    state(desks.hers, "answered")
    expect(desks.hers.locator("#desk-who")).to_contain_text("Kowalska Anna")
    expect(desks.hers.locator("[data-field=danger] input:checked")).to_have_count(1)
    state(desks.mine, "elsewhere")
    expect(desks.mine.locator("#desk-lost")).to_contain_text("supervisor")
    desks.mine.keyboard.press("Alt+z")
    expect(desks.hers.locator("#desk-lost")).to_contain_text("agent")
    expect(desks.mine.locator("[data-field=extent] input:focus")).to_have_count(1)
    finish_report(desks.mine)
    desks.mine.keyboard.press("Control+Enter")
    expect(desks.mine.locator(".desk-saved")).to_be_visible()
    assert Ticket.objects.get().call == Call.objects.get()


def test_after_a_forgotten_hangup_the_next_answered_call_has_the_screen(desks: Desks, exchange: Exchange) -> None:
    exchange.tell("answer", "c1", answeringNumber="201")
    state(desks.mine, "answered")

    exchange.tell("answer", "c2", "+48500000000", answeringNumber="201")

    expect(desks.mine.locator("#desk-call")).to_contain_text("500 000 000")
    expect(desks.mine.locator("#desk-location")).to_be_visible()


def test_a_call_waits_for_what_is_typed_and_f9_sets_it_aside(desks: Desks, exchange: Exchange) -> None:
    page = desks.mine
    begin_report(page)

    exchange.tell("answer", "c1", answeringNumber="201")

    expect(page.locator("#desk-waiting")).to_be_visible()
    expect(page.locator("[data-field=danger] input:checked")).to_have_count(1)
    page.keyboard.press("F9")
    state(page, "answered")
    expect(page.locator("#desk-waiting")).to_be_hidden()
    expect(page.locator("#desk-who")).to_contain_text("Kowalska Anna")
    expect(page.locator("[data-field=danger]")).to_have_count(0)
    page.keyboard.press("F6")
    page.keyboard.press("1")
    expect(page.locator("[data-field=danger] input:checked")).to_have_count(1)


def test_a_call_that_ends_unanswered_leaves_its_number_and_no_waiting_button(desks: Desks, exchange: Exchange) -> None:
    exchange.tell("newCall", "c1", user="201")
    state(desks.mine, "ringing")

    exchange.tell("hangup", "c1", cause="cancel")

    state(desks.mine, "ended")
    exchange.tell("newCall", "c2", "anonymous", user="201")
    state(desks.mine, "ringing")
    exchange.tell("answer", "c2", "anonymous", answeringNumber="201")
    expect(desks.mine.locator("#desk-location")).to_be_visible()
    expect(desks.mine.locator("#desk-find-text")).to_be_focused()


def test_several_calls_wait_beside_what_is_typed_the_answered_one_first(desks: Desks, exchange: Exchange) -> None:
    page = desks.mine
    begin_report(page)
    exchange.tell("newCall", "c1", "+48500000001", user=["201", "202"])
    exchange.tell("newCall", "c2", "anonymous", user="201")
    exchange.tell("answer", "c2", "anonymous", answeringNumber="201")

    expect(page.locator("#desk-waiting [data-take-call]")).to_have_count(1)
    expect(page.locator("#desk-waiting")).to_contain_text("500 000 001")
    expect(page.locator("[data-field=danger] input:checked")).to_have_count(1)
    exchange.tell("hangup", "c1", cause="cancel")
    expect(page.locator("#desk-waiting")).not_to_contain_text("500 000 001")


def test_a_reload_in_mid_call_keeps_the_call_and_the_customer(desks: Desks, exchange: Exchange) -> None:
    exchange.tell("answer", "c1", answeringNumber="201")
    expect(desks.mine.locator("#desk-who")).to_contain_text("Kowalska Anna")

    desks.mine.reload()

    state(desks.mine, "answered")
    expect(desks.mine.locator("#desk-who")).to_contain_text("Kowalska Anna")


def test_an_ended_session_loses_nothing_and_after_a_new_login_the_report_is_saved(
    desks: Desks, exchange: Exchange, agent: User
) -> None:
    page = desks.mine
    exchange.tell("answer", "c1", answeringNumber="201")
    expect(page.locator("#desk-who")).to_contain_text("Kowalska Anna")
    begin_report(page)
    finish_report(page)
    Session.objects.all().delete()

    page.keyboard.press("Control+Enter")

    expect(page.locator("#desk-problem")).not_to_be_empty()
    expect(page.locator("[data-field=medical] input:checked")).to_have_count(1)
    assert not Ticket.objects.exists()
    other_tab = page.context.new_page()
    other_tab.goto("/admin/login/")
    other_tab.locator("input[name=username]").fill("agent")
    other_tab.locator("input[name=password]").fill("correct horse battery staple")
    other_tab.locator("form button[type=submit]").click()
    expect(other_tab.locator("input[name=password]")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".desk-saved")).to_be_visible()
    assert Ticket.objects.get().created_by == agent


def test_impatient_saving_and_a_lost_answer_make_one_ticket(desks: Desks, exchange: Exchange) -> None:
    page = desks.mine
    exchange.tell("answer", "c1", answeringNumber="201")
    expect(page.locator("#desk-who")).to_contain_text("Kowalska Anna")
    begin_report(page)
    finish_report(page)
    # The server takes the report, but its answer never arrives, or breaks off in the middle.
    lost: list[int] = []

    def lose(route: Any) -> None:
        lost.append(route.fetch().status)
        if len(lost) == 1:
            route.abort()
        else:
            route.fulfill(status=201, content_type="application/json", body='{"html": "<p')

    page.route("**/register/", lose)
    for tries in (1, 2):
        page.locator("#desk-problem").evaluate("problem => { problem.textContent = ''; }")
        page.keyboard.press("Control+Enter")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#desk-problem")).not_to_be_empty()
        assert len(lost) == tries
    page.unroute("**/register/")

    page.keyboard.press("Control+Enter")

    expect(page.locator(".desk-saved")).to_be_visible()
    ticket = Ticket.objects.get()
    assert (lost, ticket.call_count) == ([201, 201], 1)


def test_that_the_report_is_saved_stays_said_though_the_server_is_gone_right_after(
    desks: Desks, exchange: Exchange
) -> None:
    page = desks.mine
    exchange.tell("answer", "c1", answeringNumber="201")
    expect(page.locator("#desk-who")).to_contain_text("Kowalska Anna")
    begin_report(page)
    finish_report(page)
    page.route("**/known/**", lambda route: route.abort())

    page.keyboard.press("Control+Enter")

    expect(page.locator("#desk-outcome .desk-problem")).not_to_be_empty()
    expect(page.locator(".desk-saved")).to_contain_text(Ticket.objects.get().number)
