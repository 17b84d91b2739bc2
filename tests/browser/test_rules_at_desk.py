"""An agent at the desk works with a form whose rules look at answers, at the customer and at the place."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from crm.models import Ticket
from outages.merging.placing import place_outage
from outages.network.queries import outage_followed
from tests.browser.conftest import NewPerson
from tests.conftest import NOW, Town
from ticketforms.drafting import draft_type
from ticketforms.models import Category, Dictionary, DictionaryEntry
from ticketforms.publishing import publish

pytestmark = pytest.mark.django_db(transaction=True)

KNOWN = {"subject": "customer.is_known", "operator": "is", "value": True}
FIELDS: list[dict[str, Any]] = [
    {"code": "kind", "kind": "choice", "label_pl": "Co uszkodzono", "settings": {"dictionary": "damage"}},
    {"code": "meter", "kind": "text", "label_pl": "Licznik", "requirement": "soft"},
    {"code": "amount", "kind": "number", "label_pl": "Kwota"},
    {"code": "note", "kind": "text", "label_pl": "Uwagi", "default": {"value": "brak"}},
    {"code": "name", "kind": "text", "label_pl": "Nazwa"},
    {"code": "greeting", "kind": "text", "label_pl": "Umowa", "visible_when": KNOWN},
]
RULES: list[dict[str, Any]] = [
    {
        "when": {"subject": "kind", "operator": "is", "value": "fridge"},
        "effects": [
            {"effect": "show", "fields": ["amount"]},
            {"effect": "require", "fields": ["amount"], "level": "save"},
            {"effect": "set_if_empty", "field": "note", "value": "lodówka"},
        ],
    },
    {
        "when": KNOWN,
        "effects": [{"effect": "notice", "tone": "say", "text_pl": "Numer umowy jest na fakturze."}],
    },
    {
        "when": {"subject": "outage.is_open", "operator": "is", "value": True},
        "effects": [{"effect": "propose_joining"}],
    },
    {
        "when": {"subject": "kind", "operator": "is", "value": "house"},
        "effects": [{"effect": "block", "text_pl": "Pożar domu zgłoś do 112."}],
    },
]


@pytest.fixture
def desk(agent: User, town: Town, new_person: NewPerson) -> Page:
    damage = Dictionary.objects.create(code="damage", label_pl="Szkoda")
    for code, label in (("fridge", "lodówka"), ("tv", "telewizor"), ("house", "dom")):
        DictionaryEntry.objects.create(dictionary=damage, code=code, label_pl=label)
    claims = Category.objects.create(code="claims", letter="S", label_pl="Szkody")
    claim = draft_type(
        code="claim",
        shortcut="SZ",
        label_pl="Szkoda",
        label_en="Claim",
        category=claims,
        icon="note",
        reporting="other",
        fields=FIELDS,
        rules=RULES,
        by=None,
        at=NOW,
    )
    publish(ticket_type=claim, by=None, at=NOW)
    town.household("Kowalska Anna", "ST1A")
    page = new_person("agent")
    page.goto("/admin/desk/")
    page.keyboard.press("F4")
    page.keyboard.type("sz")
    page.keyboard.press("Enter")
    expect(_field(page, "kind").locator("input").first).to_be_focused()
    return page


def _field(page: Page, code: str) -> Any:
    return page.locator(f"[data-field={code}]")


def _choose_anna(page: Page) -> None:
    page.keyboard.press("F2")
    page.keyboard.type("Kowalska")
    page.locator("#desk-found [data-choose-customer]").first.click()
    expect(page.locator("#desk-who")).to_contain_text("Kowalska")


def test_rules_show_demand_and_fill_at_once(desk: Page) -> None:
    expect(_field(desk, "amount")).to_be_hidden()
    expect(_field(desk, "note").locator("input").first).to_have_value("brak")
    _field(desk, "note").locator("input").first.fill("")
    _field(desk, "kind").locator("input").first.focus()

    desk.keyboard.press("1")

    expect(_field(desk, "amount")).to_be_visible()
    expect(_field(desk, "amount").locator("[data-required]")).to_be_visible()
    expect(_field(desk, "note").locator("input").first).to_have_value("lodówka")


def test_choosing_a_customer_tells_the_rules_and_keeps_what_was_answered(desk: Page) -> None:
    _field(desk, "meter").locator("input").first.fill("123")
    expect(desk.locator("[data-notices]")).to_be_empty()

    _choose_anna(desk)

    expect(desk.locator("[data-notices]")).to_contain_text("Numer umowy jest na fakturze.")
    expect(_field(desk, "meter").locator("input").first).to_have_value("123")


def test_a_blocked_report_is_not_saved_and_says_why(desk: Page) -> None:
    _choose_anna(desk)
    _field(desk, "kind").locator("input").nth(2).check(force=True)
    expect(desk.locator("[data-blocks]")).to_have_text("Pożar domu zgłoś do 112.")

    desk.keyboard.press("Control+Enter")

    expect(desk.locator("#desk-problem")).not_to_be_empty()
    expect(desk.locator("[data-blocks]")).to_have_text("Pożar domu zgłoś do 112.")
    assert not Ticket.objects.exists()


def test_a_missed_answer_may_be_explained_instead(desk: Page) -> None:
    _choose_anna(desk)
    _field(desk, "kind").locator("input").nth(1).check(force=True)
    desk.keyboard.press("Control+Enter")
    reason = _field(desk, "meter").locator("[data-skip] input")
    expect(reason).to_be_visible()
    reason.fill("licznik w piwnicy")

    desk.keyboard.press("Control+Enter")

    expect(desk.locator("#desk-outcome .desk-saved")).to_be_visible()
    answers = Ticket.objects.get().answers
    assert (answers["meter"]["value"], answers["meter"]["skipped"]) == (None, "licznik w piwnicy")
    assert answers["note"]["value"] == "brak"


def test_an_outage_that_a_rule_proposes_is_joined_by_a_key(desk: Page, town: Town, dispatcher: User) -> None:
    outage = place_outage(device=town.devices["ST1"], known_since=NOW, reason="seen on the line", by=dispatcher, at=NOW)
    _choose_anna(desk)
    _field(desk, "kind").locator("input").nth(1).check(force=True)
    _field(desk, "meter").locator("input").first.fill("123")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#desk-outcome [data-rec-join]")).to_contain_text(str(outage.number))
    assert outage_followed(Ticket.objects.get()) is None

    desk.keyboard.press("Alt+1")

    expect(desk.locator("#desk-outcome")).to_contain_text("The ticket follows outage")
    assert outage_followed(Ticket.objects.get()) == outage


def test_f1_at_the_desk_tells_why_and_what_is_known_of_the_customer_chosen_last(desk: Page) -> None:
    amount = _field(desk, "amount")
    _field(desk, "kind").locator("input").first.check(force=True)
    desk.locator("#field-name").focus()
    desk.keyboard.press("F1")
    expect(desk.locator("#desk-help")).to_be_visible()
    desk.keyboard.press("Escape")

    amount.locator("input").first.focus()
    desk.keyboard.press("F1")

    expect(amount.locator("[data-why-place]")).to_contain_text("lodówka")
    expect(desk.locator("#desk-help")).to_be_hidden()
    _choose_anna(desk)
    greeting = desk.locator("#field-greeting")
    expect(greeting).to_be_visible()
    greeting.focus()
    desk.keyboard.press("F1")
    expect(_field(desk, "greeting").locator("[data-why-place]")).to_contain_text(
        re.compile(r"the customer is known: yes")
    )


def test_the_page_does_not_scroll_behind_a_long_form(desk: Page) -> None:
    desk.set_viewport_size({"width": 1366, "height": 480})

    desk.keyboard.press("Control+Enter")
    desk.locator("#field-meter").focus()

    scrolled = "() => { const main = document.querySelector('main'); return main.scrollHeight - main.clientHeight; }"
    assert desk.evaluate(scrolled) == 0
