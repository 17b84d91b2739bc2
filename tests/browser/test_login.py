"""A person enters by the login page, and is told plainly when the password is wrong."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import NewPerson


@pytest.fixture
def insider(transactional_db: None) -> User:
    user = User.objects.create_user("insider")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def test_the_right_password_opens_the_admin(insider: User, new_person: NewPerson) -> None:
    page = new_person("insider")

    expect(page).to_have_url("/admin/")
    expect(page.locator("#wagtail-sidebar")).to_be_attached()


def test_a_wrong_password_is_refused_with_a_reason(insider: User, new_context: Callable[[], BrowserContext]) -> None:
    page = new_context().new_page()
    page.goto("/admin/login/")

    page.locator("input[name=username]").fill("insider")
    page.locator("input[name=password]").fill("wrong")
    page.locator("form button[type=submit]").click()

    expect(page.locator(".messages .error")).to_be_visible()
    expect(page.locator("input[name=password]")).to_be_visible()


def test_the_login_page_breaks_no_content_policy(new_context: Callable[[], BrowserContext]) -> None:
    page = new_context().new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    page.goto("/admin/login/", wait_until="networkidle")

    assert complaints == []
