"""The search box by keyboard alone: opened by a key, answered while one types, left and followed without a mouse."""

import time

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, Route, expect

from cms.roles import ensure_roles, role_group
from crm.customers.vocabulary import learn
from crm.models import Customer
from tests.browser.conftest import NewPerson


@pytest.fixture
def page(transactional_db: None, new_person: NewPerson) -> Page:
    ensure_roles()
    User.objects.create_user("marek", first_name="Marek").groups.add(role_group("dispatcher"))
    for number, name in enumerate(("Kowalska Anna", "Kowalski Jan", "Nowak Ewa")):
        Customer.objects.create(number=f"K{number}", name=name, folded_name=name.lower())
        learn(names=[name.lower()])
    return new_person("marek")


def test_a_person_is_found_and_opened_without_a_mouse(page: Page) -> None:
    page.goto("/admin/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-expanded", "false")

    page.keyboard.type("kowal")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id") or "")
    page.keyboard.press("Enter")

    page.wait_for_url("**/admin/customers/*/")
    assert "kowal" not in page.url
    expect(page.get_by_role("heading", level=1).or_(page.get_by_text("Kowalski Jan")).first).to_be_visible()


def test_escape_closes_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/admin/")
    opener = page.get_by_role("link", name="Find")
    opener.click()
    expect(page.get_by_role("combobox")).to_be_focused()

    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_the_answer_to_an_older_keystroke_never_takes_a_newer_ones_place(page: Page) -> None:
    page.goto("/admin/")

    def late(route: Route) -> None:
        if "nowak" not in (route.request.post_data or ""):
            time.sleep(1)
        route.continue_()

    page.route("**/admin/find/", late)
    page.keyboard.press("/")
    page.keyboard.type("kowal")
    page.wait_for_timeout(200)
    page.get_by_role("combobox").fill("nowak")

    expect(page.get_by_role("option")).to_have_text(["Nowak Ewa"], use_inner_text=True)
    page.wait_for_timeout(1500)
    expect(page.get_by_role("option")).to_have_count(1)


def test_the_box_fits_a_narrow_window(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto("/admin/")

    page.get_by_role("button", name="Find").click()
    page.keyboard.type("kowal")

    expect(page.get_by_role("option")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth <= 320")
