"""Nothing typed at the desk is lost: not by a reload, a killed browser or a dead server, and nothing is saved twice."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import APIResponse, Page, Route, expect

from cms.demo import definitions
from crm.models import ReportDraft, Ticket
from tests.browser.conftest import NewPerson
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def page(agent: User, new_person: NewPerson) -> Page:
    definitions.load(by=None, at=NOW)
    opened = new_person(agent.username)
    opened.goto("/admin/desk/")
    expect(opened.locator("[data-tcz-live][data-state=live]").first).to_be_visible()
    return opened


def begin(page: Page) -> None:
    """Write down a stranger's place and the first answers of a loss of power, by keyboard."""
    page.keyboard.press("F2")
    page.keyboard.type("nobody of that name")
    expect(page.locator("#desk-found [data-choose-customer='']")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("0")
    expect(page.locator("#desk-location")).to_be_focused()
    page.keyboard.type("Kwiatowa 5")
    page.keyboard.press("F4")
    page.keyboard.type("bp")
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=danger] input:focus")).to_have_count(1)
    page.keyboard.press("2")
    page.keyboard.press("2")


def stands_as_begun(page: Page) -> None:
    expect(page.locator("#desk-location")).to_have_value("Kwiatowa 5")
    for code in ("danger", "extent"):
        expect(page.locator(f"[data-field={code}] input:checked")).to_have_count(1)
    expect(page.locator("[data-field=light] input:focus")).to_have_count(1)


def kept(page: Page) -> None:
    expect(page.locator("#desk-draft[data-state=kept]")).to_be_visible()


def test_a_reload_brings_back_what_was_typed_and_where_the_cursor_was(page: Page) -> None:
    begin(page)

    page.reload()

    stands_as_begun(page)


def test_a_draft_goes_on_in_another_browser(page: Page, agent: User, new_person: NewPerson) -> None:
    begin(page)
    kept(page)

    elsewhere = new_person(agent.username)
    elsewhere.goto("/admin/desk/")

    stands_as_begun(elsewhere)


def test_who_types_before_the_desk_knows_of_a_draft_is_not_interrupted(page: Page) -> None:
    begin(page)
    kept(page)
    answered: list[tuple[Route, APIResponse]] = []
    page.route("**/draft/open/", lambda route: answered.append((route, route.fetch())))
    page.reload()
    page.wait_for_timeout(1000)
    page.keyboard.press("F2")
    with page.expect_response("**/find/"):
        page.keyboard.type("quite another")
    expect(page.locator("#desk-found [data-choose-customer='']")).to_be_visible()

    route, answer = answered[0]
    route.fulfill(response=answer)
    page.wait_for_timeout(500)

    expect(page.locator("#desk-find-text")).to_have_value("quite another")
    expect(page.locator("#desk-found [data-choose-customer='']")).to_be_visible()
    expect(page.locator("[data-open-draft]:visible")).to_have_count(1)


def test_two_windows_do_not_overwrite_each_other_silently(page: Page) -> None:
    begin(page)
    kept(page)
    second = page.context.new_page()
    second.goto("/admin/desk/")
    stands_as_begun(second)
    with second.expect_response("**/draft/keep/"):
        second.keyboard.press("1")
    kept(second)

    page.keyboard.press("2")

    expect(page.locator("#desk-lost")).to_be_visible()
    page.keyboard.press("Alt+z")
    expect(page.locator("#desk-lost")).to_be_hidden()
    kept(page)
    second.reload()
    expect(second.locator("[data-field=light] input:checked")).to_have_value(
        page.locator("[data-field=light] input:checked").input_value()
    )


def test_while_the_server_is_away_the_browser_keeps_it_and_says_so(page: Page) -> None:
    page.route("**/draft/keep/", lambda route: route.abort())
    begin(page)
    expect(page.locator("#desk-draft[data-state=waiting]")).to_be_visible()
    assert not ReportDraft.objects.exists()

    page.unroute("**/draft/keep/")

    kept(page)
    page.reload()
    stands_as_begun(page)


def test_what_the_server_never_got_comes_from_the_browser_after_a_crash(page: Page) -> None:
    page.route("**/draft/keep/", lambda route: route.abort())
    begin(page)
    expect(page.locator("#desk-draft[data-state=waiting]")).to_be_visible()
    context = page.context
    page.close(run_before_unload=False)

    after = context.new_page()
    after.goto("/admin/desk/")

    stands_as_begun(after)
    left = after.evaluate("async () => (await window.tcz.here.of(document.getElementById('desk').dataset.user)).length")
    assert left == 0


def test_a_dropped_draft_comes_back_by_one_key(page: Page) -> None:
    begin(page)

    page.keyboard.press("Alt+Delete")

    expect(page.locator("[data-field=danger]")).to_have_count(0)
    page.keyboard.press("Alt+z")
    stands_as_begun(page)


def test_a_lost_answer_and_a_reload_make_one_ticket(page: Page) -> None:
    begin(page)
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=medical] input:focus")).to_have_count(1)
    page.keyboard.press("2")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/register/", lose)
    # The desk may say that it has no answer, or hear by itself that the report is registered.
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/register/")):
        page.keyboard.press("Control+Enter")
    page.unroute("**/register/")

    page.reload()

    expect(page.locator("[data-tcz-live][data-state=live]").first).to_be_visible()
    expect(page.locator("[data-field=danger]")).to_have_count(0)
    assert Ticket.objects.count() == 1
    assert ReportDraft.objects.get().ending == "registered"
