"""An agent chooses a town and a street by typing; the street is narrowed by the town at once, by keyboard alone."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile

from cms.roles import ensure_roles, role_group
from tests.browser.conftest import NewPerson
from tests.conftest import NOW
from ticketforms.drafting import draft_type
from ticketforms.kinds.choice import MOST_FROZEN
from ticketforms.models import Category, Dictionary, DictionaryEntry
from ticketforms.publishing import publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def agent(transactional_db: None) -> User:
    ensure_roles()
    user = User.objects.create_user("agent")
    user.groups.add(role_group("agent"))
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


@pytest.fixture
def form(agent: User) -> None:
    """A form that asks for a town, for a street of so many that none is in the page, and for a cause in a tree."""
    town = Dictionary.objects.create(code="town", label_pl="Miejscowość", label_en="Town")
    lodz = DictionaryEntry.objects.create(dictionary=town, code="lodz", label_pl="Łódź", sort_order=1)
    zabki = DictionaryEntry.objects.create(dictionary=town, code="zabki", label_pl="Ząbki", sort_order=2)
    street = Dictionary.objects.create(code="street", label_pl="Ulica", label_en="Street", parent=town)
    DictionaryEntry.objects.create(dictionary=street, code="lakowa", label_pl="Łąkowa", parent=lodz)
    DictionaryEntry.objects.create(dictionary=street, code="lakowa-z", label_pl="Łąkowa", parent=zabki)
    DictionaryEntry.objects.bulk_create(
        DictionaryEntry(dictionary=street, code=f"n{number}", label_pl=f"Nowa {number}", parent=zabki)
        for number in range(MOST_FROZEN)
    )
    part = Dictionary.objects.create(code="part", label_pl="Część", label_en="Part", parent=town)
    for number, label in enumerate(["Bałuty", "Widzew"]):
        DictionaryEntry.objects.create(
            dictionary=part, code=label.lower()[:3], label_pl=label, parent=lodz, sort_order=number
        )
    cause = Dictionary.objects.create(code="cause", label_pl="Przyczyna", label_en="Cause")
    weather = DictionaryEntry.objects.create(dictionary=cause, code="weather", label_pl="pogoda", label_en="weather")
    DictionaryEntry.objects.create(
        dictionary=cause, code="ice", label_pl="lód", label_en="ice", parent=weather, synonyms="szadź", sort_order=1
    )
    fields = [
        ("town", "choice", {"dictionary": "town"}),
        ("street", "cascade", {"dictionary": "street", "narrowed_by": "town"}),
        ("cause", "tree", {"dictionary": "cause"}),
        ("part", "cascade", {"dictionary": "part", "narrowed_by": "town"}),
    ]
    drafted = draft_type(
        code="street-light",
        shortcut="OS",
        label_pl="Oświetlenie",
        label_en="Street light",
        category=Category.objects.create(code="fault", letter="A", label_pl="Awarie"),
        icon="lamp",
        reporting="other",
        fields=[
            {"code": code, "kind": kind, "label_pl": code, "label_en": code, "settings": settings}
            for code, kind, settings in fields
        ],
        by=None,
        at=NOW,
    )
    publish(ticket_type=drafted, by=None, at=NOW)


def _answers(page: Page) -> object:
    return page.evaluate("() => window.tcz.forms.answers(document.querySelector('[data-tcz-form]').parentElement)")


def test_a_street_is_found_by_typing_in_the_town_that_was_chosen(form: None, new_person: NewPerson) -> None:
    page = new_person("agent")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/admin/desk/")
    page.locator("#desk-type").fill("OS")
    page.keyboard.press("Enter")
    street = page.locator("[data-field=street] [role=combobox]")
    options = page.locator("[data-field=street] [role=option]")

    street.press("ArrowDown")
    expect(page.locator("[data-field=street] [role=status]")).to_contain_text("Answer first")
    page.locator("[data-field=town] input[type=radio]").first.focus()
    page.keyboard.press("1")
    expect(street).to_be_focused()
    page.keyboard.type("lako")
    expect(options).to_have_text(["Łąkowa"])
    expect(street).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(street).to_have_value("Łąkowa")
    assert _answers(page) == {"town": "lodz", "street": "lakowa", "cause": "", "part": ""}

    page.locator("[data-field=town] input[type=radio]").first.focus()
    page.keyboard.press("2")
    expect(street).to_have_value("")
    page.keyboard.type("now")
    expect(options).to_have_count(20)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(street).to_have_attribute("aria-expanded", "false")

    cause = page.locator("[data-field=cause] [role=combobox]")
    cause.click()
    expect(page.locator("[data-field=cause] [role=option]")).to_have_count(2)
    page.keyboard.type("szadz")
    page.keyboard.press("Tab")
    expect(cause).to_have_value("ice")
    expect(page.locator("#path-cause")).to_have_text("weather")
    assert _answers(page) == {"town": "zabki", "street": "now", "cause": "ice", "part": ""}
    assert complaints == []


def test_a_digit_chooses_among_the_few_that_an_earlier_answer_leaves(form: None, new_person: NewPerson) -> None:
    page = new_person("agent")
    page.goto("/admin/desk/")
    page.locator("#desk-type").fill("OS")
    page.keyboard.press("Enter")
    page.locator("[data-field=town] input[type=radio]").first.focus()
    page.keyboard.press("1")
    part = page.locator("[data-field=part] [role=combobox]")
    part.focus()

    page.keyboard.press("2")

    expect(part).to_have_value("Widzew")
    street = page.locator("[data-field=street] [role=combobox]")
    street.focus()
    page.keyboard.press("2")
    expect(street).to_have_value("2")
