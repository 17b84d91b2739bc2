"""A new administrator builds the form of a damage claim in the browser, by mouse and keyboard; an agent files one.

A dictionary with a second one under it, twelve fields, three rules; nobody writes code, a condition in JSON or a code.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect
from wagtail.users.models import UserProfile

from crm.models import Ticket
from tests.browser.conftest import NewPerson
from tests.conftest import NewUser, Town
from ticketforms.catalogue import published_form
from ticketforms.models import Category, DictionaryEntry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# What is asked: the kind as the menu of kinds calls it, the label, and what is set besides, by the end of its name.
FIELDS: list[tuple[str, str, dict[str, str]]] = [
    ("line of the conversation", "Tell the caller that a decision takes up to 30 days.", {}),
    ("section", "What was damaged", {}),
    ("one of a dictionary", "What is it?", {"-requirement": "save", "-dictionary": "group"}),
    (
        "one of a dictionary, narrowed by an earlier choice",
        "Which one?",
        {"-dictionary": "thing", "-narrowed_by-list": "what_is_it"},
    ),
    ("date", "When did it happen?", {"-requirement": "save"}),
    ("amount of money", "What is it worth?", {"-requirement": "save"}),
    ("yes or no", "Is it insured?", {"-requirement": "save"}),
    ("text, one line", "Who insures it?", {}),
    ("section", "The claim", {}),
    ("text, several lines", "What happened?", {"-requirement": "soft"}),
    ("e-mail address", "Where do we send the decision?", {}),
    ("photos", "Photos of the damage", {}),
]


@pytest.fixture
def administrator(new_user: NewUser) -> User:
    user = new_user("administrator")
    UserProfile.objects.create(user=user, preferred_language="en")
    Category.objects.create(code="claims", letter="S", label_pl="Szkody", label_en="Claims")
    return user


def _saved(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()


def _add_dictionaries(page: Page) -> None:
    """A short one, entry by entry, and one that lies under it, as a table with the keyboard."""
    page.goto("/admin/dictionaries/add/")
    page.get_by_label("Polish label").first.fill("Group")
    for number, label in enumerate(["Appliance", "Building"]):
        page.get_by_role("button", name="Add entry").click()
        page.locator(f"#id_entries-{number}-label_pl").fill(label)
    _saved(page)
    page.goto("/admin/dictionaries/add/")
    page.get_by_label("Polish label").first.fill("Thing")
    page.get_by_label("Lies under").select_option(label="Group")
    _saved(page)
    for parent, label in (("Appliance", "Fridge"), ("Appliance", "Television"), ("Building", "Roof")):
        page.locator("#id_new_parent").focus()
        page.keyboard.type(parent[:5])
        expect(page.get_by_role("option", name=parent)).to_be_visible()
        page.keyboard.press("Enter")
        page.locator("#id_label_pl").fill(label)
        page.keyboard.press("Enter")
        expect(page.get_by_role("row", name=label)).to_be_visible()


def _add_field(page: Page, kind: str, label: str, more: dict[str, str]) -> None:
    present = page.locator(".tcz-fields [data-streamfield-child]").count()
    page.locator(".tcz-fields .c-sf-add-button").last.click()
    page.locator(".w-combobox input").press_sequentially(kind)
    expect(page.locator(".w-combobox__option").first).to_have_text(kind)
    page.keyboard.press("Enter")
    field = page.locator(".tcz-fields [data-streamfield-child]").nth(present)
    field.locator("[name$=-label_pl]").fill(label)
    for end, value in more.items():
        field.locator(f"select[id$={end}]").select_option(value)


def _add_rule(page: Page, subject: str, operator: str, value: str, *effects: tuple[str, dict[str, str]]) -> None:
    present = page.locator(".tcz-rules [data-streamfield-child]").count()
    page.locator(".tcz-rules .c-sf-add-button").last.click()
    rule = page.locator(".tcz-rules [data-streamfield-child]").nth(present)
    condition = rule.locator("[data-controller=tcz-condition]")
    condition.locator("[data-part=add]").click()
    condition.locator("[data-part=subject]").select_option(label=subject)
    condition.locator("[data-part=operator]").select_option(label=operator)
    _give(condition.locator("[data-part=value]"), value)
    for number, (effect, parts) in enumerate(effects):
        rule.locator("[data-controller=tcz-effects] [data-part=add]").click()
        line = rule.locator(".tcz-effect").nth(number)
        line.locator("[data-part=kind]").select_option(effect)
        for part, given in parts.items():
            _give(line.locator(f"[data-part={part}]"), given)


def _give(control: Locator, value: str) -> None:
    if control.evaluate("control => control.tagName") == "SELECT":
        control.select_option(label=value)
    else:
        control.fill(value)


def _publish(page: Page) -> None:
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("button", name="Publish now").click()
    expect(page).to_have_url("/admin/ticket-types/")


def test_a_damage_claim_is_built_published_and_filed(
    administrator: User, agent: User, town: Town, new_person: NewPerson
) -> None:
    page = new_person("administrator")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    _add_dictionaries(page)
    page.goto("/admin/ticket-types/add/")
    page.locator("#id_label_pl").fill("Damage claim")
    page.locator("#id_shortcut").fill("DC")
    page.locator("#id_category").select_option(label="Claims")
    for kind, label, more in FIELDS:
        _add_field(page, kind, label, more)
    _add_rule(page, "Is it insured?", "is", "yes", ("show", {"fields": "Who insures it?"}))
    _add_rule(
        page,
        "What is it worth?",
        "is more than",
        "5000",
        ("set_priority", {"priority": "2"}),
        ("require", {"fields": "Where do we send the decision?"}),
    )
    _add_rule(page, "What is it?", "is", "Building", ("notice", {"text_pl": "An inspector will visit the place."}))
    _publish(page)

    version = published_form("damage_claim").version
    assert [field["label_pl"] for field in version.definition["fields"]] == [label for _kind, label, _m in FIELDS]
    assert len(version.definition["rules"]) == 3
    assert DictionaryEntry.objects.filter(dictionary__code="thing").count() == 3
    assert complaints == []

    town.household("Kowalska Anna", "ST1A")
    answers = _file(new_person("agent"))
    assert {code: answers[code]["text_pl"] for code in ("what_is_it", "which_one", "who_insures_it")} == {
        "what_is_it": "Building",
        "which_one": "Roof",
        "who_insures_it": "PZU",
    }
    assert Ticket.objects.get().priority == 2


def _file(desk: Page) -> dict[str, Any]:
    """An agent files a claim with the keyboard; the rules go along."""
    desk.goto("/admin/desk/")
    desk.keyboard.press("F2")
    desk.keyboard.type("Kowalska")
    expect(desk.locator("#desk-found [data-choose-customer]").first).to_be_visible()
    desk.keyboard.press("Enter")
    expect(desk.locator("#desk-found [data-choose-customer]:focus")).to_have_count(1)
    desk.keyboard.press("Enter")
    expect(desk.locator("#desk-who")).to_contain_text("Kowalska")
    desk.keyboard.press("F4")
    desk.keyboard.type("dc")
    desk.keyboard.press("Enter")

    def field(code: str) -> Locator:
        return desk.locator(f"[data-field={code}]")

    expect(field("what_is_it").locator("input:focus")).to_have_count(1)
    desk.keyboard.press("2")
    expect(desk.locator("[data-notices]")).to_contain_text("An inspector will visit the place.")
    expect(field("which_one").locator("input:focus")).to_have_count(1)
    desk.keyboard.type("roo")
    expect(field("which_one").get_by_role("option", name="Roof")).to_be_visible()
    desk.keyboard.press("Enter")
    field("when_did_it_happen").locator("input").first.fill("2026-11-20")
    field("what_is_it_worth").locator("input").first.fill("12 500,50")
    expect(field("where_do_we_send_the_decision").locator("[data-required]")).to_be_visible()
    expect(field("who_insures_it")).to_be_hidden()
    field("is_it_insured").locator("input").first.focus()
    desk.keyboard.press("1")
    expect(field("who_insures_it")).to_be_visible()
    field("who_insures_it").locator("input").first.fill("PZU")
    field("what_happened").locator("textarea").fill("A surge burned the roof.")
    desk.keyboard.press("Control+Enter")
    expect(field("where_do_we_send_the_decision").locator("[data-error]")).to_be_visible()
    field("where_do_we_send_the_decision").locator("input").first.fill("anna@example.com")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#desk-outcome .desk-saved")).to_be_visible()
    answers: dict[str, Any] = Ticket.objects.get().answers
    return answers
