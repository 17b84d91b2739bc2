"""Criteria of three levels with an answer are built by keyboard alone, saved, shared, and opened by somebody else."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from crm.models import SavedSearch
from outages.intake import register_report
from tests.browser.conftest import NewPerson
from tests.conftest import NO_POWER_FIELDS, NOW, NewUser, Town, draft_no_power
from ticketforms.models import TicketType
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
