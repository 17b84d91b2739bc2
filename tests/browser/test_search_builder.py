"""Criteria are built by keyboard alone: three levels with an answer, groups about one and the same thing; what they
find is looked at beside the list, and what was saved is shared and opened by somebody else.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from crm.models import SavedSearch
from outages.intake import register_report
from tests.browser.conftest import NewPerson
from tests.conftest import NO_POWER_FIELDS, NOW, NewUser, Town, draft_no_power, report_no_power
from ticketforms.models import FormVersion, TicketType
from ticketforms.publishing import publish


@pytest.fixture
def marked_form(no_power_type: TicketType) -> Any:
    marked = [field | {"is_column": True} for field in NO_POWER_FIELDS]
    return publish(ticket_type=draft_no_power(marked), by=None, at=NOW)


def choose(page: Page, words: str) -> None:
    """Type what to look at into the line that has the cursor, and take the first that fits."""
    page.keyboard.type(words)
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=operator]:focus")).to_have_count(1)


def test_three_levels_with_an_answer_are_built_by_keyboard_saved_shared_and_opened_by_another(
    marked_form: Any, town: Town, agent: User, dispatcher: User, new_user: NewUser, new_person: NewPerson
) -> None:
    for name, extent in (("Ala", "flat"), ("Ela", "street")):
        point = town.household(name, "ST1A")
        register_report(
            form_version=marked_form,
            raw_answers={"extent": extent, **({"flats": 3} if extent == "street" else {})},
            customer=point.customer,
            service_point=point,
            reported_at=NOW,
            by=agent,
            at=NOW,
        )
    page = new_person("agent")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/admin/tickets/")
    expect(page.locator("[data-srch-row]")).to_have_count(2)
    page.locator("[data-place] [data-part=add]").wait_for(state="attached")

    page.locator("[data-srch-open]").focus()
    page.keyboard.press("Enter")
    page.locator("[data-part=add]:focus").press("Enter")
    choose(page, "ppe")
    page.keyboard.press("Tab")
    page.keyboard.type("0")
    page.locator("[data-part=operator]").first.select_option("begins_with")
    page.locator("[data-part=add-group]").focus()
    page.keyboard.press("Enter")
    choose(page, "nazwa" if page.locator("html").get_attribute("lang") == "pl" else "customer name")
    page.keyboard.press("Tab")
    page.keyboard.type("Nobody")
    page.locator(".tcz-group .tcz-group [data-part=add-group]").focus()
    page.keyboard.press("Enter")
    choose(page, "zasieg" if page.locator("html").get_attribute("lang") == "pl" else "extent")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")

    expect(page.locator("[data-srch-row]")).to_have_count(1)
    expect(page.locator("[data-srch-sentence] strong").first).to_be_visible()
    assert "Nobody" not in page.url

    page.locator("[data-srch-columns] summary").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("[data-srch-columns] summary:focus")).to_have_count(1)
    expect(page.locator(".srch-menu[open]")).to_have_count(0)
    page.locator("[data-srch-keeping] summary").focus()
    page.keyboard.press("Enter")
    page.locator("#srch-name").fill("Lokale")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?saved=*")
    search = SavedSearch.objects.get()
    assert [*search.criteria] == ["all"]
    page.locator("[data-srch-keeping] summary").press("Enter")
    page.locator("[name=is_shared]").press("Space")
    page.locator("[data-srch-save] [value=change]").press("Enter")
    expect(page.locator("[data-srch-problem]")).to_be_hidden()
    page.wait_for_load_state("networkidle")
    assert SavedSearch.objects.get().is_shared

    other = new_person("dispatcher")
    other.goto("/admin/tickets/")
    other.get_by_role("link", name="Lokale").click()
    expect(other.locator("[data-srch-row]")).to_have_count(1)
    other.locator("[data-srch-row] a").first.focus()
    other.keyboard.press("p")
    expect(other.locator("[data-srch-preview] dl").first).to_be_visible()
    assert complaints == []


def test_what_to_look_at_is_chosen_with_the_keys_of_a_list(agent: User, new_person: NewPerson) -> None:
    page = new_person("agent")
    page.goto("/admin/search/customer/")
    page.locator("[data-place] [data-part=add]").wait_for(state="attached")
    page.locator("[data-srch-open]").press("Enter")
    page.locator("[data-part=add]:focus").press("Enter")
    box, options = page.locator("[data-part=subject]"), page.locator(".srch-builder [role=option]")
    chosen = page.locator(".srch-builder [role=option][aria-selected=true]")

    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(chosen).to_have_count(0)
    box.press("End")
    expect(options.last).to_have_attribute("aria-selected", "true")
    expect(options.last).to_be_in_viewport()
    box.press("ArrowDown")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("Home")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(options.first).to_have_attribute("data-name", "customer.number")
    box.press("ArrowDown")
    second = options.nth(1)
    expect(box).to_have_attribute("aria-activedescendant", second.get_attribute("id") or "")
    box.press("ArrowUp")
    expect(options.first).to_have_attribute("aria-selected", "true")

    page.keyboard.type("xyz")
    expect(options).to_have_count(0)
    box.press("Enter")
    expect(box).to_be_focused()
    box.press("Escape")
    expect(box).to_have_value("")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".srch-builder")).to_be_visible()

    box.press("ArrowDown")
    box.press("Home")
    box.press("Enter")
    expect(page.locator("[data-part=operator]:focus")).to_have_count(1)
    page.locator("[data-part=subject]").focus()
    kept = page.locator("[data-part=subject]").input_value()
    page.keyboard.type("num")
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    expect(page.locator("[data-part=subject]")).to_have_value(kept)
    assert kept in ("Customer: number", "Odbiorca: numer")


def test_a_group_about_one_and_the_same_ticket_is_built_by_keyboard_and_kept_while_its_match_is_walked_through(
    no_power_form: FormVersion, town: Town, agent: User, dispatcher: User, new_person: NewPerson
) -> None:
    page = new_person("agent")
    page.goto("/admin/search/customer/")
    page.locator("[data-place] [data-part=add]").wait_for(state="attached")
    is_polish = page.locator("html").get_attribute("lang") == "pl"
    page.locator("[data-srch-open]").press("Enter")
    page.locator("[data-part=add]:focus").press("Enter")
    choose(page, "odbiorca rodzaj" if is_polish else "customer kind")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.locator("[data-part=add-group]").press("Enter")
    match, of = page.locator(".tcz-group .tcz-group [data-part=match]"), page.locator("[data-part=of]")
    choose(page, "zgloszenie priorytet" if is_polish else "ticket priority")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.locator(".tcz-group .tcz-group [data-part=add]").press("Enter")
    choose(page, "zgloszenie stan" if is_polish else "ticket state")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")

    expect(match).to_have_value("any")
    expect(of).to_have_count(0)
    match.focus()
    page.keyboard.press("ArrowUp")
    expect(match).to_be_focused()
    expect(match).to_have_value("all")
    of.focus()
    page.keyboard.press("ArrowDown")
    expect(of).to_have_value("ticket")
    match.focus()
    page.keyboard.press("ArrowDown")
    expect(of).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(match).to_have_value("not all")
    expect(of).to_have_value("ticket")
    page.locator("[data-srch-keeping] summary").press("Enter")
    page.locator("#srch-name").fill("Bez pilnych")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?saved=*")

    search = SavedSearch.objects.get()
    assert search.criteria["all"][1]["not"]["of"] == "ticket"
    assert len(search.criteria["all"][1]["not"]["all"]) == 2
    page.locator("[data-srch-keeping] summary").press("Enter")
    page.locator("[name=is_shared]").press("Space")
    page.locator("[data-srch-save] [value=change]").press("Enter")
    page.wait_for_load_state("networkidle")
    other = new_person("dispatcher")
    other.goto(f"/admin/search/customer/?saved={search.pk}")
    sentence = "nie istnieje zgłoszenie" if is_polish else "there is no ticket"
    expect(other.locator("[data-srch-sentence]")).to_contain_text(sentence)
    other.locator("[data-place] [data-part=add]").first.wait_for(state="attached")
    other.locator("[data-srch-open]").press("Enter")
    expect(other.locator("[data-part=of]")).to_have_value("ticket")


def test_a_preview_is_closed_and_an_open_menu_left_by_mouse(
    no_power_form: FormVersion, town: Town, agent: User, new_person: NewPerson
) -> None:
    report_no_power(no_power_form, town.household("Kowalska Anna", "ST1A"), agent)
    page = new_person("agent")
    page.set_viewport_size({"width": 700, "height": 600})
    page.goto("/admin/tickets/")

    page.locator("[data-srch-row] td").nth(4).click()
    preview = page.locator("[data-srch-preview]")
    expect(preview.locator("dl").first).to_be_in_viewport()
    page.locator("[data-srch-close]").click()
    expect(preview).to_be_hidden()
    expect(page.locator("[data-srch-row] a").first).to_be_focused()

    page.locator("[data-srch-columns] summary").click()
    expect(page.locator(".srch-menu[open]")).to_have_count(1)
    page.locator("[data-srch-count]").click()
    expect(page.locator(".srch-menu[open]")).to_have_count(0)
