"""The power goes at the desk too: a browser killed at a keystroke, a server killed while it saves, and nothing is lost.

Both are processes of their own and are killed without a word (SIGKILL).
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from cms.demo import definitions
from crm.models import ReportDraft, Ticket
from outages.models import RepeatedReport
from tests.browser.conftest import PASSWORD, SWITCHES
from tests.conftest import CHROMIUM, NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PATIENCE = 120.0


def database_url() -> str:
    """How another process reaches the test's database."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    where = f"{known['HOST'] or 'localhost'}:{known['PORT'] or 5432}/{known['NAME']}"
    return f"postgres://{known['USER']}:{known['PASSWORD']}@{where}"


@dataclass
class Server:
    """The application in a process of its own; started again it has the same address and the same database."""

    port: int
    data: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.testing",
            "DATABASE_URL": database_url(),
            "TCZ_DATA_DIR": str(self.data),
        }
        command = [sys.executable, "-m", "uvicorn", "cms.asgi:application", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--ws", "websockets-sansio", "--lifespan", "off", "--log-level", "warning"], env=environment
        )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(urllib.error.URLError, ConnectionError):
                urllib.request.urlopen(f"{self.address}/healthz").close()
                return
            time.sleep(0.1)
        raise TimeoutError("the server did not start")

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def server(agent: User, tmp_path: Path) -> Iterator[Server]:
    definitions.load(by=None, at=NOW)
    agent.set_password(PASSWORD)
    agent.save(update_fields=["password"])
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Server(port, tmp_path / "data")
    server.data.mkdir()
    server.start()
    yield server
    server.kill()


@dataclass
class Killable:
    """A browser with a profile on the disk."""

    browser: Browser
    profile: Path
    address: str
    context: BrowserContext | None = None

    def open_desk(self) -> Page:
        self.context = self.browser.browser_type.launch_persistent_context(
            self.profile,
            executable_path=CHROMIUM,
            args=SWITCHES,
            chromium_sandbox=os.geteuid() != 0,
            base_url=self.address,
            viewport={"width": 1366, "height": 768},
        )
        self.context.set_default_timeout(PATIENCE * 1000)
        page = self.context.new_page()
        page.goto("/admin/desk/")
        if page.locator("input[name=password]").count():
            page.locator("input[name=username]").fill("agent")
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("form button[type=submit]").click()
        expect(page.locator("[data-tcz-live][data-state=live]").first).to_be_visible(timeout=PATIENCE * 1000)
        return page

    def kill(self) -> None:
        """End the browser's first process, by which all others go."""
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                words = (folder / "cmdline").read_bytes().split(b"\0")
                is_ours = f"--user-data-dir={self.profile}".encode() in words
                if is_ours and not any(word.startswith(b"--type=") for word in words):
                    os.kill(int(folder.name), signal.SIGKILL)
        if self.context:
            with suppress(Error):
                self.context.close()


@pytest.fixture
def killable(browser: Browser, server: Server, tmp_path: Path) -> Iterator[Killable]:
    killable = Killable(browser, tmp_path / "profile", server.address)
    yield killable
    killable.kill()


def begin(page: Page) -> None:
    page.keyboard.press("F4")
    page.keyboard.type("bp")
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=danger] input:focus")).to_have_count(1)


def finish(page: Page) -> None:
    for code, key in (("danger", "2"), ("extent", "2"), ("light", "1")):
        expect(page.locator(f"[data-field={code}] input:focus")).to_have_count(1)
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=medical] input:focus")).to_have_count(1)
    page.keyboard.press("2")


def name_the_place(page: Page, place: str) -> None:
    """Take down a caller whom nobody knows; what was typed last is the place."""
    page.keyboard.press("F2")
    page.keyboard.type("nobody of that name")
    expect(page.locator("#desk-found [data-choose-customer='']")).to_be_visible(timeout=PATIENCE * 1000)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("0")
    expect(page.locator("#desk-location")).to_be_focused(timeout=PATIENCE * 1000)
    page.keyboard.type(place)


def test_a_browser_killed_at_any_keystroke_opens_again_with_what_was_typed(killable: Killable) -> None:
    typed = "Kwiatowa 5 m. 3"
    page = killable.open_desk()
    name_the_place(page, typed[:1])

    for letter in (4, 9, len(typed)):
        value = page.locator("#desk-location").input_value()
        page.keyboard.type(typed[len(value) : letter])
        # A keystroke is over when what it set going is: from then on the browser has it, and nobody else yet.
        page.evaluate("() => new Promise((resolve) => setTimeout(resolve))")
        expect(page.locator("#desk-draft:is([data-state=here], [data-state=kept])")).to_be_visible()
        killable.kill()
        page = killable.open_desk()

        expect(page.locator("#desk-location")).to_have_value(typed[:letter], timeout=PATIENCE * 1000)
        expect(page.locator("#desk-location")).to_be_focused()
        page.keyboard.press("End")


def test_what_the_server_has_opens_in_a_browser_that_never_saw_it(
    killable: Killable, browser: Browser, tmp_path: Path
) -> None:
    page = killable.open_desk()
    name_the_place(page, "Kwiatowa 5")
    begin(page)
    page.keyboard.press("2")
    expect(page.locator("#desk-draft[data-state=kept]")).to_be_visible()
    killable.kill()

    other = Killable(browser, tmp_path / "another profile", killable.address)
    try:
        page = other.open_desk()
        expect(page.locator("[data-field=danger] input:checked")).to_have_count(1)
        expect(page.locator("#desk-location")).to_have_value("Kwiatowa 5")
        expect(page.locator("[data-field=extent] input:focus")).to_have_count(1)
    finally:
        other.kill()


def test_a_server_killed_while_it_saves_keeps_the_draft_and_makes_one_ticket(
    killable: Killable, server: Server
) -> None:
    page = killable.open_desk()

    for round_, moment in enumerate((0.0, 0.02, 0.06, 0.2), start=1):
        name_the_place(page, f"Kwiatowa {round_}")
        begin(page)
        finish(page)
        page.keyboard.press("Control+Enter")
        time.sleep(moment)
        server.kill()
        saved_or_told = page.locator(".desk-saved, #desk-problem:not(:empty)").first
        expect(saved_or_told).to_be_visible(timeout=PATIENCE * 1000)
        server.start()
        # The browser goes as well: only what was kept can bring it back.
        killable.kill()
        page = killable.open_desk()
        if ReportDraft.objects.open().exists():
            expect(page.locator("[data-field=medical] input:checked")).to_have_count(1, timeout=PATIENCE * 1000)
            page.keyboard.press("Control+Enter")
            expect(page.locator(".desk-saved")).to_be_visible(timeout=PATIENCE * 1000)

        assert Ticket.objects.filter(location=f"Kwiatowa {round_}").count() == 1
        assert not ReportDraft.objects.open().exists()
    assert not RepeatedReport.objects.exists()
