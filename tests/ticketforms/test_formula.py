"""A sum is read once, refused in a sentence when it makes no sense, and worked out alike in Python and the browser."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

import ticketforms
from ticketforms.kinds.formula import FormulaError, fields_of, parse, value

VECTORS = json.loads(Path(__file__).with_name("formula_vectors.json").read_text(encoding="utf-8"))
SCRIPT = Path(ticketforms.__file__).parent / "static/ticketforms/formula.js"
NODE = shutil.which("node")
RUN = """
globalThis.window = globalThis;
require(process.argv[1]);
const vectors = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(vectors.map(([tree, values, places]) => window.tcz.formula.value(tree, values, places))));
"""


@pytest.mark.parametrize(
    ("written", "values", "places", "result"), [vector[1:] for vector in VECTORS], ids=[v[0] for v in VECTORS]
)
def test_python_gives_the_result(written: str, values: dict[str, Any], places: int, result: str | None) -> None:
    assert value(parse(written), values, places) == result


@pytest.mark.skipif(NODE is None, reason="no node: the browser tests run the same vectors")
def test_javascript_gives_the_same_results() -> None:
    asked = [[parse(written), values, places] for _name, written, values, places, _result in VECTORS]

    run = subprocess.run([str(NODE), "-e", RUN, str(SCRIPT)], input=json.dumps(asked), capture_output=True, text=True)

    assert run.returncode == 0, run.stderr
    results = json.loads(run.stdout)
    wrong = [vector[0] for vector, result in zip(VECTORS, results, strict=True) if result != vector[4]]
    assert wrong == []


def test_a_sum_is_kept_as_a_plain_tree_that_names_its_fields_once() -> None:
    tree = parse("a * (b - 1,5) / a")

    assert tree == {
        "op": "/",
        "left": {
            "op": "*",
            "left": {"field": "a"},
            "right": {"op": "-", "left": {"field": "b"}, "right": {"number": "1.5"}},
        },
        "right": {"field": "a"},
    }
    assert fields_of(tree) == ("a", "b")


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("", "Write what"),
        ("   ", "Write what"),
        ("a +", "missing"),
        ("* a", "missing"),
        ("()", "missing"),
        ("(a + 1", "not closed"),
        ("a b", "sign is missing"),
        ("a)", "sign is missing"),
        ("1.2.3", "cannot stand"),
        ("a ** b", "missing"),
        ("a; drop", "cannot stand"),
        ("__import__('os')", "cannot stand"),
        ("1e3 + ą", "cannot stand"),
        ("(" * 40 + "a" + ")" * 40, "too many parentheses"),
        ("-" * 400 + "a", "too many parentheses"),
        ("+".join("a" * 200), "too long"),
        ("a" * 501, "Shorten"),
    ],
)
def test_a_sum_that_cannot_be_read_is_refused_with_a_sentence(written: str, advice: str) -> None:
    with override("en"), pytest.raises(FormulaError, match=advice):
        parse(written)
