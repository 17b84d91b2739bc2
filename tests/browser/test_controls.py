"""An agent at the desk answers with controls of more than one input, by keys alone where keys are enough."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from crm.models import Ticket
from tests.browser.conftest import NewPerson
from tests.conftest import NOW, Town
from ticketforms.drafting import draft_type
from ticketforms.models import Category, Upload
from ticketforms.publishing import publish

pytestmark = pytest.mark.django_db(transaction=True)

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf50"
    "0f0003860180b45a14970000000049454e44ae426082"
)
DEVICES: dict[str, Any] = {
    "fields": [
        {"code": "what", "kind": "text", "label_pl": "Co", "is_required": True},
        {"code": "worth", "kind": "money", "label_pl": "Wartość"},
    ]
}
FIELDS: list[dict[str, Any]] = [
    {"code": "wire", "kind": "yes_no", "label_pl": "Czy leży przewód"},
    {
        "code": "away",
        "kind": "emergency",
        "label_pl": "Proszę odsunąć się na 20 metrów.",
        "requirement": "save",
        "visible_when": {"subject": "wire", "operator": "is", "value": True},
    },
    {"code": "kwh", "kind": "integer", "label_pl": "Zużycie"},
    {"code": "price", "kind": "money", "label_pl": "Stawka"},
    {"code": "cost", "kind": "computed", "label_pl": "Koszt", "settings": {"expression": "kwh * price"}},
    {"code": "score", "kind": "rating", "label_pl": "Ocena", "settings": {"scale": "0-10"}},
    {"code": "who", "kind": "customer", "label_pl": "Klient"},
    {"code": "where", "kind": "address", "label_pl": "Adres"},
    {"code": "devices", "kind": "group", "label_pl": "Urządzenia", "settings": DEVICES},
    {"code": "photo", "kind": "photo", "label_pl": "Zdjęcie", "settings": {"largest_mb": 1}},
]


@pytest.fixture
def desk(agent: User, town: Town, new_person: NewPerson) -> Page:
    claims = Category.objects.create(code="claims", letter="S", label_pl="Szkody")
    drafted = draft_type(
        code="claim",
        shortcut="SZ",
        label_pl="Szkoda",
        label_en="Claim",
        category=claims,
        icon="note",
        reporting="other",
        fields=FIELDS,
        by=None,
        at=NOW,
    )
    publish(ticket_type=drafted, by=None, at=NOW)
    town.household("Kowalska Anna", "ST1A")
    page = new_person("agent")
    page.goto("/admin/desk/")
    page.keyboard.press("F4")
    page.keyboard.type("sz")
    page.keyboard.press("Enter")
    expect(_input(page, "wire")).to_be_focused()
    return page


def _field(page: Page, code: str) -> Locator:
    return page.locator(f"[data-field={code}]")


def _input(page: Page, code: str) -> Locator:
    return _field(page, code).locator("input:visible").first


def _choose_anna(page: Page) -> None:
    page.keyboard.press("F2")
    page.keyboard.type("Kowalska")
    page.locator("#desk-found [data-choose-customer]").first.click()
    expect(page.locator("#desk-who")).to_contain_text("Kowalska")


def test_an_emergency_holds_up_the_rest_until_it_is_confirmed(desk: Page) -> None:
    desk.keyboard.press("1")

    expect(_input(desk, "away")).to_be_focused()
    expect(_field(desk, "kwh")).to_have_js_property("inert", True)
    desk.keyboard.press("1")

    expect(_field(desk, "kwh")).to_have_js_property("inert", False)


def test_answers_of_many_parts_are_given_by_keys_and_kept(desk: Page, tmp_path: Path) -> None:
    _choose_anna(desk)
    _input(desk, "wire").focus()
    desk.keyboard.press("2")
    expect(_input(desk, "kwh")).to_be_focused()
    desk.keyboard.type("20000")
    desk.keyboard.press("Enter")
    desk.keyboard.type("0,62")
    expect(_field(desk, "cost").locator("output")).to_contain_text("12")
    desk.keyboard.press("Enter")
    desk.keyboard.press("1")
    desk.keyboard.press("0")
    desk.keyboard.press("Enter")
    desk.keyboard.type("kowal")
    expect(_field(desk, "who").get_by_role("option")).to_have_count(1)
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    _field(desk, "where").locator("[data-part=place]").fill("Łąkowa")
    _field(desk, "where").locator("[data-part=house]").fill("3")
    _field(desk, "devices").locator("[data-part=what]").fill("telewizor")
    desk.keyboard.press("Enter")
    desk.keyboard.type("1200")
    _field(desk, "devices").locator("[data-add]").press("Enter")
    desk.keyboard.type("pralka")
    (tmp_path / "licznik.png").write_bytes(PNG)
    (tmp_path / "program.png").write_bytes(b"MZ\x90")
    choose = _field(desk, "photo").locator("input[type=file]")
    choose.set_input_files([tmp_path / "licznik.png", tmp_path / "program.png"])
    expect(_field(desk, "photo").locator("img")).to_be_visible()
    expect(_field(desk, "photo").locator(".tcz-files__line--refused")).to_contain_text("⚠")
    desk.keyboard.press("Control+Enter")

    expect(desk.locator("#desk-outcome .desk-saved")).to_be_visible()
    ticket = Ticket.objects.get()
    kept = {code: answer["value"] for code, answer in ticket.answers.items()}
    upload = Upload.objects.get()
    assert kept["cost"] == "12400.00"
    assert kept["score"] == "10"
    assert kept["who"] == {"key": "K1", "label": "Kowalska Anna"}
    assert kept["where"] == {"place": "Łąkowa", "house": "3"}
    assert kept["devices"] == [{"what": "telewizor", "worth": "1200.00"}, {"what": "pralka"}]
    assert [one["key"] for one in kept["photo"]] == [str(upload.key)]
    assert upload.claimed_by == f"ticket:{ticket.pk}"
