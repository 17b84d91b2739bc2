"""Rules decide what is asked, needed, fixed and set; Python and JavaScript decide alike on every form."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import ticketforms
from tests.conftest import NOW
from tests.ticketforms import generated_forms
from ticketforms.compiling import compile_form
from ticketforms.kinds import Given
from ticketforms.resolving import Resolution, behaviour, resolve

VECTORS = json.loads(Path(__file__).with_name("resolution_vectors.json").read_text(encoding="utf-8"))
STATIC = Path(ticketforms.__file__).parent / "static/ticketforms"
SCRIPTS = [STATIC / name for name in ("conditions.js", "formula.js", "resolve.js") if (STATIC / name).exists()]
NODE = shutil.which("node")
# One line in, one line out: a form's behaviour with raw answers, and what the rules make of them.
RUN = """
globalThis.window = globalThis;
process.argv.slice(1).forEach((script) => require(script));
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const [form, raw] = JSON.parse(line);
  console.log(JSON.stringify(window.tcz.rules.resolve(form, raw)));
});
"""
Case = tuple[dict[str, Any], dict[str, Any], Given]
InJavaScript = Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]


def plain(resolution: Resolution) -> dict[str, Any]:
    """What JavaScript says of the same form, word for word."""
    outcome = resolution.outcome
    return {
        "fields": {
            code: {
                "isAsked": state.is_asked,
                "isShown": state.is_shown,
                "requirement": state.requirement,
                "isReadOnly": state.is_read_only,
                "choices": None if state.choices is None else list(state.choices),
                "value": state.value,
                "isSet": state.is_set,
            }
            for code, state in resolution.fields.items()
        },
        "held": list(resolution.held),
        "notices": [
            {"effect": "notice", "tone": notice["tone"], "text": notice["text_pl"]} for notice in outcome.notices
        ],
        "blocks": [{"effect": "block", "tone": None, "text": block["text_pl"]} for block in outcome.blocks],
        "priority": outcome.priority,
        "queue": outcome.queue,
        "due": outcome.due,
        "proposesJoining": outcome.proposes_joining,
    }


def case_of(vector: dict[str, Any]) -> Case:
    """The compiled form, the raw answers and what is given of one vector."""
    fields = [
        {"label_pl": field["code"], "settings": {"dictionary": "letters"} if "choice" in field["kind"] else {}} | field
        for field in vector["fields"]
    ]
    compiled = compile_form(fields, generated_forms.letters, vector.get("rules", []))
    assert compiled.troubles == ()
    around = Given(at=NOW, surroundings=vector.get("surroundings", {}), roles=frozenset(vector.get("roles", [])))
    return compiled.definition, vector["raw"], around


@pytest.fixture(scope="module")
def in_javascript() -> Iterator[InJavaScript]:
    with subprocess.Popen(
        [str(NODE), "-e", RUN, *map(str, SCRIPTS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as node:
        assert node.stdin
        assert node.stdout

        def ask(form: dict[str, Any], raw: dict[str, Any]) -> dict[str, Any]:
            assert node.stdin
            assert node.stdout
            node.stdin.write(json.dumps([form, raw]) + "\n")
            node.stdin.flush()
            answer: dict[str, Any] = json.loads(node.stdout.readline())
            return answer

        yield ask
        node.stdin.close()


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_rules_decide(vector: dict[str, Any]) -> None:
    resolution = resolve(*case_of(vector))

    states, outcome = resolution.fields, resolution.outcome
    said = {
        "shown": [code for code, state in states.items() if state.is_shown],
        "asked": [code for code, state in states.items() if state.is_asked],
        "values": resolution.values,
        "requirements": {code: states[code].requirement for code in vector.get("requirements", ())},
        "read_only": [code for code, state in states.items() if state.is_read_only],
        "choices": {code: list(states[code].choices or ()) for code in vector.get("choices", ())},
        "set": [code for code, state in states.items() if state.is_set],
        "held": list(resolution.held),
        "priority": outcome.priority,
        "proposes_joining": outcome.proposes_joining,
        "notices": len(outcome.notices),
        "blocks": len(outcome.blocks),
    }
    expected = {name: vector[name] for name in said if name in vector}
    assert {name: said[name] for name in expected} == expected


@pytest.mark.parametrize(("english", "told"), [("First call 112.", "First call 112."), ("", "Najpierw 112.")])
def test_the_browser_is_told_texts_in_its_language_or_in_polish(english: str, told: str) -> None:
    stop = {"when": None, "effects": [{"effect": "block", "text_pl": "Najpierw 112.", "text_en": english}]}
    definition, _raw, around = case_of({"fields": [{"code": "note", "kind": "text"}], "rules": [stop], "raw": {}})

    (rule,) = behaviour(definition, around, "en")["rules"]

    assert rule["effects"] == [{"effect": "block", "tone": None, "text": told}]


@pytest.mark.skipif(NODE is None, reason="no node: the browser tests run the same vectors")
@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_javascript_decides_the_same(vector: dict[str, Any], in_javascript: InJavaScript) -> None:
    definition, raw, around = case_of(vector)

    said = in_javascript(behaviour(definition, around, "pl"), raw)

    assert said == plain(resolve(definition, raw, around))


@pytest.mark.skipif(NODE is None, reason="no node: the browser tests compare generated forms too")
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(generated_forms.forms(), generated_forms.answers, generated_forms.surroundings)
def test_javascript_decides_the_same_on_any_form(
    in_javascript: InJavaScript,
    form: tuple[list[dict[str, Any]], list[dict[str, Any]]],
    raw: dict[str, Any],
    around: dict[str, Any],
) -> None:
    definition = compile_form(form[0], generated_forms.letters, form[1]).definition
    asked = {code: value for code, value in raw.items() if code in definition["order"]}
    known = Given(at=NOW, surroundings=around, roles=frozenset({"agent"}))

    assert in_javascript(behaviour(definition, known, "pl"), asked) == plain(resolve(definition, asked, known))
