"""A real browser against the real ASGI application, which serves the test database from a thread.

Without Chromium these tests are skipped with one line; TCZ_REQUIRE_BROWSER=1 makes its absence an error.
"""

import asyncio
import os
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.conftest import CHROMIUM, NO_BROWSER

PASSWORD = "correct horse battery staple"
SWITCHES = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

NewPerson = Callable[[str], Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ours = [item for item in items if item.path.parent.name == "browser"]
    for item in ours:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("browser"))
        if not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, which Django would otherwise take for asynchronous code;
    # tests of other packages in the same process must not meet it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        # Chromium refuses its sandbox to root, as which containers often run.
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=SWITCHES, chromium_sandbox=os.geteuid() != 0
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def live_address(transactional_db: None) -> Iterator[str]:
    """Serve the application on a free port for one test; its rows are seen by the server as soon as they are saved."""
    from cms.asgi import application

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(
            uvicorn.Config(application, ws="websockets-sansio", lifespan="off", log_config=None, access_log=False)
        )
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
    assert not thread.is_alive(), "the live server did not stop"


@pytest.fixture
def new_context(browser: Browser, live_address: str) -> Iterator[Callable[[], BrowserContext]]:
    """Open separate browsers, as of different people; they close before the server stops."""
    opened: list[BrowserContext] = []

    def open_one() -> BrowserContext:
        opened.append(browser.new_context(base_url=live_address, viewport={"width": 1366, "height": 768}))
        return opened[-1]

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def new_person(new_context: Callable[[], BrowserContext]) -> NewPerson:
    """Log a user who exists in through the login page, in a browser of their own."""

    def log_in(username: str) -> Page:
        user = User.objects.get(username=username)
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        page = new_context().new_page()
        page.goto("/admin/login/")
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form button[type=submit]").click()
        expect(page.locator("input[name=password]")).to_have_count(0)
        return page

    return log_in
