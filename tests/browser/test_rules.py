"""Chromium decides about a form's rules as the server does: on the vectors, and on forms nobody would draw."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import Browser, Page

from tests.conftest import NOW
from tests.ticketforms import generated_forms
from tests.ticketforms.test_resolving import SCRIPTS, VECTORS, case_of, plain
from ticketforms.compiling import compile_form
from ticketforms.kinds import Given
from ticketforms.resolving import behaviour, resolve

RESOLVE = "([form, raw]) => window.tcz.rules.resolve(form, raw)"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    for script in SCRIPTS:
        page.add_script_tag(path=script)
    yield page
    page.close()


def test_the_browser_decides_every_vector_as_the_server_does(page: Page) -> None:
    for vector in VECTORS:
        definition, raw, around = case_of(vector)

        said = page.evaluate(RESOLVE, [behaviour(definition, around, "pl"), raw])

        assert said == plain(resolve(definition, raw, around)), vector["name"]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(generated_forms.forms(), generated_forms.answers, generated_forms.surroundings)
def test_the_browser_decides_any_form_as_the_server_does(
    page: Page,
    form: tuple[list[dict[str, Any]], list[dict[str, Any]]],
    raw: dict[str, Any],
    around: dict[str, Any],
) -> None:
    definition = compile_form(form[0], generated_forms.letters, form[1]).definition
    asked = {code: value for code, value in raw.items() if code in definition["order"]}
    known = Given(at=NOW, surroundings=around, roles=frozenset({"agent"}))

    said = page.evaluate(RESOLVE, [behaviour(definition, known, "pl"), asked])

    assert said == plain(resolve(definition, asked, known))
