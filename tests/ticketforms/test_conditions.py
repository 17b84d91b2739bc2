"""Python and the browser give the same verdict for every vector."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import ticketforms
from ticketforms.conditions import evaluate, parse

VECTORS = json.loads(Path(__file__).with_name("condition_vectors.json").read_text(encoding="utf-8"))
SCRIPT = Path(ticketforms.__file__).parent / "static/ticketforms/conditions.js"
NODE = shutil.which("node")
RUN = """
globalThis.window = globalThis;
require(process.argv[1]);
const vectors = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const verdict = ([, answers, condition]) => window.tcz.conditions.evaluate(condition, answers);
console.log(JSON.stringify(vectors.map(verdict)));
"""


@pytest.mark.parametrize(
    ("answers", "condition", "holds"), [vector[1:] for vector in VECTORS], ids=[v[0] for v in VECTORS]
)
def test_python_gives_the_verdict(answers: dict[str, Any], condition: dict[str, Any], holds: bool) -> None:
    assert evaluate(parse(condition), answers) is holds


@pytest.mark.skipif(NODE is None, reason="no node: the browser tests run the same vectors")
def test_javascript_gives_the_same_verdicts() -> None:
    run = subprocess.run([str(NODE), "-e", RUN, str(SCRIPT)], input=json.dumps(VECTORS), capture_output=True, text=True)

    assert run.returncode == 0, run.stderr
    wrong = [
        vector[0] for vector, verdict in zip(VECTORS, json.loads(run.stdout), strict=True) if verdict is not vector[3]
    ]
    assert wrong == []
