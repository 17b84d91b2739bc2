"""A dispatcher works an outage by keyboard alone, another board follows without a reload, and a hazard rings."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from crm.models import HazardAcknowledgement, Ticket
from outages.models import Crew, CrewAssignment, Device, Outage
from tests.browser.conftest import NewPerson
from tests.conftest import NewUser, Town, report_no_power, report_wire_down
from ticketforms.models import FormVersion

Calling = Callable[[str, str], Outage | None]
QUICK = 3_000


@pytest.fixture
def call_in(town: Town, no_power_form: FormVersion, agent: User) -> Calling:
    """Somebody new on a circuit reports that the power is off."""

    def call(name: str, circuit: str) -> Outage | None:
        return report_no_power(no_power_form, town.household(name, circuit), agent, at=timezone.now()).outage

    return call


@pytest.fixture
def outage(call_in: Calling) -> Outage:
    call_in("Ala", "ST1A")
    predicted = call_in("Ela", "ST1A")
    assert predicted is not None
    return predicted


@pytest.fixture
def board(live_address: str, new_person: NewPerson, dispatcher: User) -> Page:
    return open_board(new_person, dispatcher.username)


def open_board(new_person: NewPerson, username: str) -> Page:
    page = new_person(username)
    page.goto("/admin/board/")
    expect(page.locator("[data-board][data-live=live]")).to_be_attached(timeout=10_000)
    return page


def row(page: Page, outage: Outage) -> Locator:
    return page.locator(f"tr[data-outage='{outage.pk}']")


def press(page: Page, key: str, action: str) -> None:
    page.keyboard.press(key)
    expect(page.locator(f"form[data-action={action}]")).to_be_visible()


def test_a_dispatcher_works_by_keyboard_and_a_second_board_follows(
    outage: Outage, new_person: NewPerson, new_user: NewUser, dispatcher: User
) -> None:
    Crew.objects.create(name="PE-1")
    colleague = open_board(new_person, new_user("supervisor").username)
    board = open_board(new_person, dispatcher.username)

    board.keyboard.press("l")
    press(board, "c", "confirm")
    board.keyboard.press("Enter")
    expect(board.locator("[data-message]")).to_have_text(f"Outage {outage.number} is confirmed.")
    press(board, "a", "crew")
    board.keyboard.press("Enter")
    expect(board.locator("[data-message]")).to_have_text("PE-1 is assigned.")
    press(board, "t", "time")
    board.keyboard.press("+")
    board.keyboard.press("Enter")
    expect(board.locator("[data-message]")).to_contain_text("Power should be back at")

    outage.refresh_from_db()
    estimate = outage.estimates.get()
    assert outage.status == Outage.Status.CONFIRMED
    assert CrewAssignment.objects.get().outage == outage
    assert 110 <= (estimate.restores_at - timezone.now()).total_seconds() / 60 <= 125
    followed = row(colleague, outage)
    expect(followed).to_contain_text("confirmed", timeout=QUICK)
    expect(followed).to_contain_text("PE-1", timeout=QUICK)
    expect(followed).to_contain_text(timezone.localtime(estimate.restores_at).strftime("%H:%M"), timeout=QUICK)


def test_the_slower_of_two_dispatchers_reads_why(outage: Outage, board: Page) -> None:
    row(board, outage).press("Enter")
    press(board, "c", "confirm")
    # Told by nobody, as in the moment before the other's event arrives.
    Outage.objects.filter(pk=outage.pk).update(status=Outage.Status.CONFIRMED)

    board.keyboard.press("Enter")

    reason = board.locator("[data-why]:not(:empty), [data-message]:not(:empty)")
    expect(reason).to_contain_text(f"Outage {outage.number} ")


def test_a_new_outage_waits_while_somebody_works_in_the_list(outage: Outage, board: Page, call_in: Calling) -> None:
    row(board, outage).press("Enter")
    place = row(board, outage).bounding_box()

    call_in("Ola", "ST2A")
    newer = call_in("Ula", "ST2A")

    assert newer is not None
    pending = board.locator("[data-board-pending]")
    expect(pending).to_be_visible(timeout=QUICK)
    expect(pending).to_contain_text("1")
    expect(row(board, newer)).to_have_count(0)
    assert row(board, outage).bounding_box() == place
    board.keyboard.press("i")
    expect(row(board, newer)).to_be_visible()
    expect(pending).to_be_hidden()


def test_a_new_outage_comes_in_by_itself_when_nobody_is_at_the_list(board: Page, call_in: Calling) -> None:
    call_in("Ola", "ST2A")
    newer = call_in("Ula", "ST2A")

    assert newer is not None
    expect(row(board, newer)).to_be_visible(timeout=QUICK)


def test_the_map_and_the_filter_lead_to_the_outage(outage: Outage, board: Page, town: Town) -> None:
    Device.objects.filter(code__in=["GPZ", "ST2"]).update(latitude=52.1, longitude=19.7)
    Device.objects.filter(code="ST1").update(latitude=52.2, longitude=19.8)
    board.reload()

    board.locator(f".map-tag[data-outage='{outage.pk}']").press("Enter")
    expect(board.locator("[data-heading]")).to_contain_text(str(outage.number))
    expect(board.locator("[data-heading]")).to_contain_text("ST1A")
    board.locator("[data-board-filter]").fill("nowhere")
    expect(row(board, outage)).to_be_hidden()
    expect(board.locator("[data-nothing-found]")).to_be_visible()
    board.locator("[data-board-filter]").press("Escape")
    expect(row(board, outage)).to_be_focused()


def test_a_word_being_written_survives_what_happens_meanwhile(
    outage: Outage, board: Page, town: Town, call_in: Calling
) -> None:
    row(board, outage).press("Enter")
    press(board, "n", "note")
    board.keyboard.type("Found the bro")

    town.household("Iza", "ST1B")
    call_in("Ola", "ST1A")
    expect(board.locator("[data-part=reports]")).to_contain_text("(3)", timeout=QUICK)
    board.keyboard.type("ken cable")

    expect(board.locator("form[data-action=note] input")).to_have_value("Found the broken cable")
    board.keyboard.press("Enter")
    expect(board.locator("[data-part=log]")).to_contain_text("Found the broken cable")


def test_a_hazard_rings_and_stays_until_it_is_acknowledged(board: Page, agent: User) -> None:
    board.keyboard.press("Shift")
    expect(board.locator("[data-board-sound]")).to_be_hidden()

    report_wire_down(agent, at=timezone.now())

    pinned = board.locator("[data-hazard]")
    expect(pinned).to_contain_text("Łąkowa 3", timeout=QUICK)
    expect(board.locator("[role=alert][data-board-alert]")).to_contain_text("Łąkowa 3")
    expect(board.locator("[data-board-sound]")).to_have_attribute("data-rung", re.compile("[1-9]"))
    board.keyboard.press("h")
    board.keyboard.press("Enter")
    expect(pinned).to_have_count(0)
    assert HazardAcknowledgement.objects.get().ticket == Ticket.objects.get()
