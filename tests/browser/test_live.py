"""A page in a real browser hears of an event within a second, and after a cut of every event exactly once."""

import re
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.contrib.auth.models import Permission, User
from django.template.loader import render_to_string
from playwright.sync_api import Locator, Page, expect
from pytest_django import Settings

from crm import feed
from tests.browser.conftest import NewPerson
from tests.conftest import NOW

STATUS = "cms/live/status.html"


class Wire:
    """The line between a browser and the server, which a test can cut, or freeze so that nobody notices."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self.is_cut, self.is_frozen, self._is_over = False, False, False
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def cut(self) -> None:
        self.is_cut = True
        for ends in self._pairs:
            for end in ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()

    def mend(self) -> None:
        self.is_cut = self.is_frozen = False

    def close(self) -> None:
        self._is_over = True
        self.cut()
        self._listening.close()

    def _accept(self) -> None:
        while not self._is_over:
            with suppress(OSError):
                browser, _ = self._listening.accept()
                if self.is_cut:
                    browser.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._server))
                self._pairs.append((browser, server))
                threading.Thread(target=self._carry, args=(browser, server), daemon=True).start()

    def _carry(self, browser: socket.socket, server: socket.socket) -> None:
        other = {browser: server, server: browser}
        with browser, server, selectors.DefaultSelector() as ready, suppress(OSError):
            for end in other:
                ready.register(end, selectors.EVENT_READ)
            while not self._is_over:
                for key, _ in ready.select(0.2):
                    end = next(end for end in other if end is key.fileobj)
                    data = end.recv(65536)
                    if not data:
                        return
                    if not self.is_frozen:
                        other[end].sendall(data)


@pytest.fixture
def wire(live_address: str) -> Iterator[Wire]:
    wire = Wire(int(live_address.rpartition(":")[2]))
    yield wire
    wire.close()


@pytest.fixture
def watcher(transactional_db: None) -> User:
    user = User.objects.create_user("watcher")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_outage"]))
    return user


@pytest.fixture
def screen(watcher: User, new_person: NewPerson, wire: Wire) -> Page:
    """A page of the admin that watches outages and writes down what it is told."""
    page = new_person("watcher")
    page.goto(f"{wire.address}/admin/")
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", render_to_string(STATUS))
    for script in ("live.js", "status.js"):
        page.add_script_tag(url=f"/static/cms/live/{script}")
    page.evaluate(
        """after => {
            window.told = [];
            const onEvent = event => window.told.push(event.data.number);
            window.stream = window.tcz.live.connect({ topics: ['outages'], after, onEvent });
        }""",
        feed.last_position(),
    )
    expect(status(page)).to_have_attribute("data-state", "live")
    return page


def status(page: Page) -> Locator:
    return page.locator("[data-tcz-live]")


def happen(number: int) -> None:
    feed.append(
        name="outage.estimate_changed", subject="outage:1", topics=["outages"], data={"number": number}, by=None, at=NOW
    )


def told(page: Page, number: int, *, within: float) -> list[int]:
    """Wait until the page has heard a number; return all it has heard."""
    page.wait_for_function("number => window.told.includes(number)", arg=number, timeout=within * 1000)
    heard: list[int] = page.evaluate("window.told")
    return heard


def test_an_event_is_on_the_screen_within_a_second(screen: Page) -> None:
    happen(1)

    assert told(screen, 1, within=1) == [1]


def test_after_a_cut_the_page_catches_up_with_each_event_once(screen: Page, wire: Wire) -> None:
    happen(1)
    told(screen, 1, within=1)

    wire.cut()
    expect(status(screen)).to_have_attribute("data-state", "lost")
    happen(2)
    happen(3)
    wire.mend()

    assert told(screen, 3, within=10) == [1, 2, 3]
    happen(4)
    assert told(screen, 4, within=1) == [1, 2, 3, 4]
    expect(status(screen)).to_have_attribute("data-state", "live")


def test_a_line_that_fell_silent_is_noticed_told_and_replaced(screen: Page, wire: Wire) -> None:
    wire.is_frozen = True

    expect(status(screen)).to_have_attribute("data-state", "behind", timeout=8_000)
    expect(status(screen).locator("[data-tcz-live-text]")).to_have_text(re.compile(r"\d+ s"))
    happen(1)
    wire.cut()
    wire.mend()

    assert told(screen, 1, within=10) == [1]


def test_a_page_without_a_network_says_so_and_returns_with_it(screen: Page) -> None:
    screen.context.set_offline(True)
    expect(status(screen)).to_have_attribute("data-state", "lost")
    happen(1)
    happen(2)

    screen.context.set_offline(False)

    assert told(screen, 2, within=5) == [1, 2]


def test_a_page_too_far_behind_is_asked_to_read_its_state_anew(screen: Page, settings: Settings, wire: Wire) -> None:
    settings.LIVE_CATCH_UP = 1
    screen.evaluate("window.stream.close()")
    for number in (1, 2, 3):
        happen(number)

    screen.evaluate(
        """() => {
            const onEvent = event => window.told.push(event.data.number);
            const onReload = () => { window.told.push(0); window.again.resume(3); };
            window.again = window.tcz.live.connect({ topics: ['outages'], after: 0, onEvent, onReload });
        }"""
    )

    assert told(screen, 0, within=2) == [0]
    happen(4)
    assert told(screen, 4, within=2) == [0, 4]
