"""An administrator makes a form without code: a dictionary, a type with a rule, a preview, and publishes it."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect
from wagtail.users.models import UserProfile

from cms.roles import ensure_roles, role_group
from tests.browser.conftest import NewPerson
from tests.conftest import NOW
from tests.ticketforms.test_conditions import VECTORS
from ticketforms.catalogue import published_form
from ticketforms.drafting import draft_type
from ticketforms.models import Category, Dictionary, DictionaryEntry, TicketType


@pytest.fixture
def administrator(transactional_db: None) -> User:
    ensure_roles()
    user = User.objects.create_user("administrator")
    user.groups.add(role_group("administrator"))
    UserProfile.objects.create(user=user, preferred_language="en")
    Category.objects.create(code="fault", letter="A", label_pl="Awarie", label_en="Faults")
    return user


def _add_dictionary(page: Page) -> None:
    page.goto("/admin/dictionaries/add/")
    page.locator("#id_label_pl").fill("Zasięg")
    for number, label in enumerate(["Lokal", "Ulica"]):
        page.locator("#id_entries-ADD").click()
        page.locator(f"#id_entries-{number}-label_pl").fill(label)
    expect(page.locator("#id_entries-1-code")).to_have_value("ulica")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url("/admin/dictionaries/")


def _add_field(page: Page, kind: str) -> Locator:
    """Add a field of a kind at the end, with the keyboard: the menu of kinds is searched by typing."""
    present = page.locator(".tcz-fields [data-streamfield-child]").count()
    page.locator(".tcz-fields .c-sf-add-button").last.click()
    page.locator(".w-combobox input").press_sequentially(kind)
    expect(page.locator(".w-combobox__option").first).to_have_text(kind)
    page.keyboard.press("Enter")
    return page.locator(".tcz-fields [data-streamfield-child]").nth(present)


@pytest.mark.slow
def test_an_administrator_makes_previews_and_publishes_a_form(administrator: User, new_person: NewPerson) -> None:
    page = new_person("administrator")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    _add_dictionary(page)
    page.goto("/admin/ticket-types/add/")
    page.locator("#id_label_pl").fill("Brak prądu")
    page.locator("#id_shortcut").fill("BP")
    page.locator("#id_category").select_option(label="Faults")
    expect(page.get_by_role("button", name="Add a question")).to_be_visible()
    expect(page.get_by_role("button", name="Add a rule")).to_be_visible()

    extent = _add_field(page, "one of a dictionary")
    extent.locator("[name$=label_pl]").fill("Kto jeszcze nie ma prądu?")
    extent.locator("[name$=dictionary]").select_option("zasieg")
    flats = _add_field(page, "whole number")
    flats.locator("[name$=label_pl]").fill("Ile lokali?")
    condition = flats.locator("[data-controller=tcz-condition]")
    condition.locator("[data-part=add]").click()
    condition.locator("[data-part=subject]").select_option("kto_jeszcze_nie_ma_pradu")
    condition.locator("[data-part=value]").select_option("ulica")
    extent.locator("[name$=label_pl]").fill("Kto jest bez prądu?")
    note = _add_field(page, "text, one line")
    note.locator("[name$=label_pl]").fill("Uwagi")

    page.locator('[data-side-panel-toggle="preview"]').click()
    preview = page.frame_locator("iframe").last
    expect(preview.locator('[data-field="uwagi"]')).to_be_visible()
    expect(preview.locator('[data-field="ile_lokali"]')).to_be_hidden()
    preview.locator("input[type=radio]").first.focus()
    page.keyboard.press("2")
    expect(preview.locator('[data-field="ile_lokali"]')).to_be_visible()

    page.get_by_role("button", name="More actions").or_(
        page.locator("footer [data-w-dropdown-target=toggle]")
    ).first.click()
    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("button", name="Publish now").click()
    expect(page).to_have_url("/admin/ticket-types/")
    version = published_form("brak_pradu").version
    assert [field["code"] for field in version.definition["fields"]] == [
        "kto_jest_bez_pradu",
        "ile_lokali",
        "uwagi",
    ]
    assert version.definition["fields"][1]["visible_when"] == {
        "subject": "kto_jest_bez_pradu",
        "operator": "is",
        "value": "ulica",
    }
    assert Dictionary.objects.get().entries.count() == 2
    assert complaints == []


def test_the_browser_gives_the_verdicts_of_the_server(administrator: User, new_person: NewPerson) -> None:
    page = new_person("administrator")
    page.goto("/admin/ticket-types/add/")
    page.add_script_tag(url="/static/ticketforms/conditions.js")

    verdicts = page.evaluate(
        "vectors => vectors.map(([, answers, condition]) => window.tcz.conditions.evaluate(condition, answers))",
        VECTORS,
    )

    assert verdicts == [vector[3] for vector in VECTORS]


def _tab_to(page: Page, part: str) -> None:
    """Go on with the Tab key to the next control of this name."""
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.part") == part:
            return
    raise AssertionError(f"no “{part}” can be reached by Tab")


def _choose(page: Page, words: str) -> None:
    """Choose in the list that has the focus by typing how the option begins."""
    page.keyboard.type(words)
    chosen = page.evaluate("document.activeElement.selectedOptions[0].textContent")
    assert chosen.lower().startswith(words.lower()), (words, chosen)


@pytest.mark.slow
def test_a_nested_condition_and_two_effects_are_made_by_keyboard_alone(
    administrator: User, new_person: NewPerson
) -> None:
    light = Dictionary.objects.create(code="light", label_pl="Światło")
    for order, code in enumerate(["out", "dim", "flickering"]):
        DictionaryEntry.objects.create(dictionary=light, code=code, label_pl=code.capitalize(), sort_order=order)
    draft_type(
        code="no-power",
        shortcut="BP",
        label_pl="Brak prądu",
        label_en="No power",
        category=Category.objects.get(),
        icon="bolt",
        reporting=TicketType.Reporting.OUTAGE,
        fields=[
            {"code": "light", "kind": "choice", "label_pl": "Light", "settings": {"dictionary": "light"}},
            {"code": "voltage", "kind": "integer", "label_pl": "Voltage"},
            {"code": "phone", "kind": "phone", "label_pl": "Phone"},
        ],
        by=None,
        at=NOW,
    )
    page = new_person("administrator")
    page.goto(f"/admin/ticket-types/edit/{TicketType.objects.get().pk}/")
    page.locator(".tcz-rules .c-sf-add-button").focus()
    page.keyboard.press("Enter")
    rule = page.locator(".tcz-rules [data-streamfield-child]")
    expect(rule.locator("[data-controller=tcz-effects] [data-part=add]")).to_be_visible()

    _tab_to(page, "add")
    page.keyboard.press("Enter")
    _choose(page, "Light")
    _tab_to(page, "operator")
    _choose(page, "is one of")
    _tab_to(page, "value-1")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    _tab_to(page, "add-group")
    page.keyboard.press("Enter")
    _choose(page, "the customer is in arrears")
    _tab_to(page, "value")
    _choose(page, "no")
    _tab_to(page, "add")
    page.keyboard.press("Enter")
    _choose(page, "time of day")
    _tab_to(page, "operator")
    _choose(page, "is after")
    _tab_to(page, "value")
    page.keyboard.type("22:00")
    _tab_to(page, "add-group")
    _tab_to(page, "add-group")
    # The effects come after the condition.
    _tab_to(page, "add")
    page.keyboard.press("Enter")
    _tab_to(page, "fields")
    _choose(page, "Voltage")
    _tab_to(page, "add")
    page.keyboard.press("Enter")
    _choose(page, "require")
    _tab_to(page, "fields")
    _choose(page, "Phone")
    page.keyboard.press("Enter")

    line = rule.locator(".tcz-line")
    expect(line).to_have_text(
        "Show Voltage and require Phone when Light is Dim or Flickering"
        " and (the customer is in arrears is no or time of day is after 22:00)"
    )
    # A line is moved with Alt and an arrow: the group's last condition goes out of it and back.
    rule.locator("[data-part=value]").last.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(line).to_contain_text("Flickering, the customer is in arrears is no and time of day is after 22:00")
    page.keyboard.press("Alt+ArrowUp")
    expect(line).to_contain_text("or time of day is after 22:00)")

    page.locator("footer [data-w-dropdown-target=toggle]").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Publish…").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Publish now").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url("/admin/ticket-types/")
    (published,) = published_form("no-power").version.definition["rules"]
    assert published["when"] == {
        "all": [
            {"subject": "light", "operator": "is_any_of", "value": ["dim", "flickering"]},
            {
                "any": [
                    {"subject": "customer.in_arrears", "operator": "is", "value": False},
                    {"subject": "time.now", "operator": "more_than", "value": "22:00"},
                ]
            },
        ]
    }
    assert published["effects"] == [
        {"effect": "show", "fields": ["voltage"]},
        {"effect": "require", "fields": ["phone"], "level": "save"},
    ]
