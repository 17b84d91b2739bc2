"""Many tickets are picked by keyboard and mouse, changed together, watched, stopped, let go on and taken back."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from cms.search import counts as counting
from crm.bulk.working import work
from crm.models import BulkChange, DuplicateTicket, Ticket
from crm.tickets.assigning import assign
from tests.browser.conftest import NewPerson
from tests.conftest import NOW, Town, report_no_power
from ticketforms.models import FormVersion

MANY = 24
Taking = Callable[[int], list[Ticket]]


@pytest.fixture
def take(no_power_form: FormVersion, town: Town, agent: User) -> Taking:
    """Take reports of one household, as many as are wanted."""

    def reports(number: int) -> list[Ticket]:
        first = report_no_power(no_power_form, town.household("Kowalska Anna", "ST1A"), agent).ticket
        alike = [Ticket(**{**_columns(first), "pk": None}) for _one in range(number - 1)]
        Ticket.objects.bulk_create(alike)
        return list(Ticket.objects.order_by("pk"))

    return reports


def _columns(ticket: Ticket) -> dict[str, object]:
    return {field.attname: getattr(ticket, field.attname) for field in Ticket._meta.concrete_fields}


def figure(page: Page, name: str) -> Locator:
    return page.locator(".bulk-figures div").filter(has_text=name).locator("dd")


def picked_all(page: Page, number: int) -> None:
    """Pick the first with the keyboard and the last with Shift and the mouse: all between are picked too."""
    page.goto("/admin/tickets/?view=unfinished")
    boxes = page.locator("[data-srch-pick]")
    expect(boxes).to_have_count(number)
    boxes.first.focus()
    page.keyboard.press("Space")
    boxes.last.click(modifiers=["Shift"])
    expect(page.locator("[data-srch-picked]")).to_contain_text(str(number))


def choose(page: Page, action: str) -> None:
    page.locator("[data-srch-bulk] [name=action]").focus()
    page.locator("[data-srch-bulk] [name=action]").select_option(action)


def send(page: Page) -> BulkChange:
    page.locator("[data-srch-bulk] [type=submit]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/many/*/")
    return BulkChange.objects.latest("pk")


def test_many_are_assigned_watched_stopped_let_go_on_and_taken_back(
    take: Taking, dispatcher: User, new_person: NewPerson
) -> None:
    tickets = take(MANY)
    page = new_person("agent")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    picked_all(page, MANY)
    choose(page, "assign")
    page.locator("[data-srch-bulk] [name=to]").select_option("dispatcher")

    change = send(page)
    expect(page.locator("#bulk-how-far")).to_have_text("Waiting for the worker…")
    assert work(change.pk, timezone.now, share=10)
    expect(page.locator("[data-bulk]")).to_contain_text("Under way…")
    expect(figure(page, "Still to do")).to_have_text(str(MANY - 10))

    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#bulk-how-far")).to_have_text("Stopped: what was done stays")
    assert not work(change.pk, timezone.now)
    assert Ticket.objects.filter(assignee=dispatcher).count() == 10

    page.get_by_role("button", name="Go on").press("Enter")
    expect(page.locator("#bulk-how-far")).to_have_text("Waiting for the worker…")
    work(change.pk, timezone.now)
    expect(page.locator("#bulk-how-far")).to_have_text("Done")
    assert Ticket.objects.filter(assignee=dispatcher).count() == MANY
    expect(page.locator("[data-bulk]")).to_contain_text("It can be taken back until")

    assign(ticket=tickets[4], to=None, by=dispatcher, at=NOW)
    page.get_by_role("button", name="Take it all back").click()
    expect(page.locator("#bulk-how-far")).to_have_text("Being taken back…")
    work(change.pk, timezone.now)
    expect(page.locator("#bulk-how-far")).to_have_text("Taken back")
    expect(figure(page, "Could not be taken back")).to_have_text("1")
    expect(page.locator("[data-bulk] table")).to_contain_text(tickets[4].number)
    assert not Ticket.objects.filter(assignee=dispatcher).exists()
    assert complaints == []


def test_some_are_moved_on_and_exported(take: Taking, new_person: NewPerson) -> None:
    tickets = take(3)
    page = new_person("agent")
    picked_all(page, 3)
    choose(page, "move")
    page.locator("[data-srch-bulk] [name=stage]").select_option("in_progress")

    send(page)
    expect(page.locator("#bulk-how-far")).to_have_text("Done")
    assert set(Ticket.objects.values_list("state", flat=True)) == {"in_progress"}

    page.goto("/admin/tickets/?view=unfinished")
    page.locator("summary", has_text="Export").press("Enter")
    with page.expect_download() as downloading:
        page.locator("[data-srch-export] [value=csv]").press("Enter")
    _head, *lines = downloading.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert sorted(line.split(",")[0] for line in lines) == [ticket.number for ticket in tickets]


def test_reports_of_one_matter_become_one_ticket_and_several_again(take: Taking, new_person: NewPerson) -> None:
    first, *others = take(3)
    page = new_person("agent")
    picked_all(page, 3)
    choose(page, "merge")
    expect(page.locator("[data-srch-all-fitting]")).to_be_hidden()
    expect(page.locator("[data-srch-main] option")).to_have_count(3)
    page.locator("[data-srch-main]").select_option(first.number)

    send(page)
    expect(page.locator("#bulk-how-far")).to_have_text("Done")
    assert set(DuplicateTicket.objects.present().values_list("ticket", flat=True)) == {one.pk for one in others}

    page.goto("/admin/tickets/?view=unfinished")
    expect(page.locator("[data-srch-row]")).to_have_count(1)
    page.go_back()
    page.get_by_role("button", name="Take it all back").click()
    expect(page.locator("#bulk-how-far")).to_have_text("Taken back")
    assert Ticket.objects.open().count() == 3


def test_counts_on_the_first_page_and_over_the_list_change_when_somebody_else_acts(
    take: Taking, dispatcher: User, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Counted once for all screens, and anew as soon as something has happened.
    monkeypatch.setattr(counting, "_FRESH", 0)
    (ticket,) = take(1)
    home, over_list = new_person("agent"), new_person("dispatcher")
    unassigned = {
        home: '[data-overview="view=unassigned"]',
        over_list: '[data-srch-tab="view=unassigned"] [data-srch-tab-count]',
    }
    for page, address in ((home, "/admin/"), (over_list, "/admin/tickets/")):
        # Screens ask at random moments; here at the first.
        page.add_init_script("Math.random = () => 0")
        page.goto(address)
        expect(page.locator(unassigned[page])).to_have_text("1")

    assign(ticket=ticket, to=dispatcher, by=dispatcher, at=NOW)

    for page, place in unassigned.items():
        expect(page.locator(place)).to_have_text("0")
