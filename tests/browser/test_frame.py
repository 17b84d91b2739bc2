"""The frame around every screen: the sidebar, the language, the look of the pages before the login."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, Page, expect

from cms.roles import ensure_roles, role_group
from tests.browser.conftest import NewPerson


@pytest.fixture
def at_the_board(transactional_db: None, new_person: NewPerson) -> Page:
    ensure_roles()
    User.objects.create_user("marek", first_name="Marek").groups.add(role_group("dispatcher"))
    return new_person("marek")


def _sidebar_is_collapsed(page: Page, yes: bool) -> None:
    expect(page.locator("[data-wagtail-sidebar] .sidebar--slim")).to_have_count(1 if yes else 0)
    expect(page.locator("[data-wagtail-sidebar] nav")).to_have_count(1)


def test_a_working_screen_starts_with_the_sidebar_collapsed_and_others_keep_theirs(at_the_board: Page) -> None:
    page = at_the_board
    _sidebar_is_collapsed(page, False)

    page.goto("/admin/board/", wait_until="load")
    _sidebar_is_collapsed(page, True)

    page.goto("/admin/")
    _sidebar_is_collapsed(page, False)


def test_the_language_is_changed_with_one_press_and_stays(at_the_board: Page) -> None:
    page = at_the_board
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.get_by_role("button", name="Polski").click()

    expect(page.locator("html")).to_have_attribute("lang", "pl")
    page.goto("/admin/board/")
    expect(page.locator("html")).to_have_attribute("lang", "pl")


def test_the_language_is_chosen_before_the_login(new_context: Callable[[], BrowserContext]) -> None:
    page = new_context().new_page()
    page.goto("/admin/login/")

    page.get_by_role("button", name="Polski").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Logowanie do TCZ")
    expect(page.locator("input[name=username]")).to_be_visible()
