"""Measures how long a large form with many rules takes, on the server and at a key stroke in the browser.

    python benchmarks/forms.py --fields 200 --rules 200 --runs 200

The limit in the same run is the same decisions written by hand as plain `if`s over a dictionary: what the ratio says
does not depend on the machine much, the milliseconds do. The browser is left out where there is no Chromium.
"""

import argparse
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.testing")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
CHOICES = [{"code": code, "label_pl": code.upper(), "label_en": ""} for code in ("one", "two", "three", "four")]
_KINDS = ("choice", "integer", "yes_no", "text")
_ANSWERS = {"choice": "two", "integer": "7", "yes_no": "true", "text": "a wire hangs low"}
_HOLDS: dict[str, dict[str, Any]] = {
    "choice": {"operator": "is_any_of", "value": ["two", "three"]},
    "integer": {"operator": "more_than", "value": "3"},
    "yes_no": {"operator": "is", "value": True},
    "text": {"operator": "contains", "value": "wire"},
}


def drafted(fields: int, rules: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return a form in which every field depends on an earlier one and every rule on two."""
    asked: list[dict[str, Any]] = []
    for index in range(fields):
        kind = _KINDS[index % len(_KINDS)]
        field: dict[str, Any] = {"code": f"f{index}", "kind": kind, "label_pl": f"Pole {index}", "requirement": "save"}
        if kind == "choice":
            field["settings"] = {"dictionary": "numbers"}
        if index:
            field["visible_when"] = _looks_at(asked[index // 2])
        asked.append(field)
    decided = [
        {
            "code": f"r{index}",
            "when": {"any": [_looks_at(asked[index % fields]), {"not": _looks_at(asked[index * 7 % fields])}]},
            "effects": [_effect(index, asked)],
        }
        for index in range(rules)
    ]
    return asked, decided


def _looks_at(field: dict[str, Any]) -> dict[str, Any]:
    return {"subject": field["code"], **_HOLDS[field["kind"]]}


def _effect(index: int, asked: list[dict[str, Any]]) -> dict[str, Any]:
    code = asked[(index * 3 + 1) % len(asked)]["code"]
    return (
        {"effect": "require", "fields": [code], "level": "save"},
        {"effect": "notice", "tone": "say", "text_pl": f"Uwaga {index}"},
        {"effect": "set_priority", "priority": 1 + index % 4},
        {"effect": "require", "fields": [code], "level": "soft"},
    )[index % 4]


def by_hand(fields: list[dict[str, Any]], rules: list[dict[str, Any]]) -> Callable[[dict[str, Any]], int]:
    """Return the same decisions as a programmer would have typed them for this one form."""
    lines = ["def decide(answers):", "    shown, held = {}, 0"]
    for field in fields:
        when = _typed_by_hand(field.get("visible_when"))
        lines.append(f"    if {when}: shown[{field['code']!r}] = answers[{field['code']!r}]")
    for rule in rules:
        first, second = rule["when"]["any"]
        lines.append(f"    if {_typed_by_hand(first)} or not ({_typed_by_hand(second['not'])}): held += 1")
    lines.append("    return held + len(shown)")
    scope: dict[str, Any] = {}
    exec("\n".join(lines), scope)
    decide: Callable[[dict[str, Any]], int] = scope["decide"]
    return decide


def _typed_by_hand(clause: dict[str, Any] | None) -> str:
    if clause is None:
        return "True"
    answer = f"shown.get({clause['subject']!r})"
    match clause["operator"]:
        case "is_any_of":
            return f"{answer} in {tuple(clause['value'])}"
        case "more_than":
            return f"int({answer} or 0) > {clause['value']}"
        case "is":
            return f"{answer} == 'true'"
    return f"{clause['value']!r} in ({answer} or '')"


def median_ms(action: Callable[[], object], runs: int) -> float:
    """Return the median time of an action in milliseconds, after it was warmed up."""
    taken = []
    for _run in range(runs + 3):
        began = time.perf_counter()
        action()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken[3:])


def in_browser(page_html: str, runs: int) -> float:
    """Return the median time of one key stroke, from the event to the form drawn anew, in milliseconds."""
    from playwright.sync_api import sync_playwright

    static = ROOT / "ticketforms/static/ticketforms"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=os.geteuid() != 0)
        page = browser.new_page()
        page.set_content(page_html)
        for script in ("conditions.js", "formula.js", "resolve.js", "form.js"):
            page.add_script_tag(path=static / script)
        taken: list[float] = page.evaluate(
            """(runs) => {
                const form = document.querySelector('[data-tcz-form]');
                window.tcz.forms.attach(form);
                const input = form.querySelector('input[type=text]');
                input.focus();
                return Array.from({ length: runs }, (_one, index) => {
                    const began = performance.now();
                    input.value = index % 2 ? 'a wire hangs low' : 'nothing';
                    input.dispatchEvent(new Event('input', { bubbles: true }));
                    form.getBoundingClientRect();
                    return performance.now() - began;
                });
            }""",
            runs,
        )
        browser.close()
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fields", type=int, default=200)
    parser.add_argument("--rules", type=int, default=200)
    parser.add_argument("--runs", type=int, default=200)
    options = parser.parse_args()
    django.setup()
    from django.template.loader import render_to_string

    from ticketforms.answers import check
    from ticketforms.building import build
    from ticketforms.compiling import compile_form
    from ticketforms.kinds import Given
    from ticketforms.resolving import resolve

    fields, rules = drafted(options.fields, options.rules)
    compiled = compile_form(fields, lambda _dictionary: [dict(choice) for choice in CHOICES], rules)
    assert compiled.troubles == (), compiled.troubles[:3]
    definition, given = compiled.definition, Given(at=datetime(2026, 11, 25, tzinfo=UTC))
    raw: dict[str, Any] = {field["code"]: _ANSWERS[field["kind"]] for field in fields}
    decide = by_hand(fields, rules)

    limit = median_ms(lambda: decide(raw), options.runs)
    print(f"{options.fields} fields, {options.rules} rules, medians of {options.runs}")
    print(f"by hand (limit)    {limit:8.3f} ms")
    for name, action in (
        ("rules decided", lambda: resolve(definition, raw, given)),
        ("answers checked", lambda: check(definition, raw, given=given)),
        ("form built", lambda: build(definition, given=given, answers=raw)),
    ):
        taken = median_ms(action, options.runs)
        print(f"{name:18} {taken:8.3f} ms  {taken / limit:6.0f} × the limit")
    if CHROMIUM:
        html = render_to_string("ticketforms/form.html", {"form": build(definition, given=given, answers=raw)})
        print(f"a key in Chromium  {in_browser(html, options.runs):8.3f} ms")


if __name__ == "__main__":
    main()
