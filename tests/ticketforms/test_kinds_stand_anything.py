"""Whatever an interface sends, a kind takes it or refuses it with a sentence; nothing else happens."""

import json
from typing import Any

import pytest
from django.utils.translation import override

from ticketforms.kinds import KINDS, AnswerError, FieldKind
from ticketforms.storing import is_storable

ENTRIES = [{"code": "flat", "label_pl": "lokal", "label_en": "flat"}]
SETTINGS: dict[str, dict[str, Any]] = {
    "cascade": {"dictionary": "extent", "narrowed_by": "a"},
    "computed": {"expression": "a + 1"},
    "group": {"fields": [{"code": "a", "kind": "text", "label_pl": "A"}]},
}
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    float("nan"),
    float("inf"),
    10**400,
    [],
    ["a"],
    [None],
    [{}],
    [["a"]],
    {},
    {"value": []},
    {"key": {}},
    {"text": 5},
    {"from": 1},
    {"a": "b"},
    {"latitude": True, "longitude": "x"},
    "\0",
    "a\0b",
    "\ud800",
    "٣",
    "1" * 5000,
    "x" * 100_000,
    "1e999",
    "-",
    " ",
    "<script>",
    "2026-13-45",
    "9999-12-31T23:59",
    b"bytes",
]


def settings_of(kind: FieldKind) -> dict[str, Any]:
    return kind.freeze(SETTINGS.get(kind.name, {"dictionary": "extent"}), lambda _code: ENTRIES)


def _told(kind: FieldKind, odd: object, settings: dict[str, Any]) -> str:
    """The refusal, or "kept" for an answer that a database can keep."""
    try:
        with override("en"):
            value = kind.clean(odd, settings)
    except AnswerError as error:
        return str(error)
    written = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return "kept" if is_storable(written) else written


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_odd_answers_are_taken_or_refused_with_a_sentence(kind: str) -> None:
    settings = settings_of(KINDS[kind])

    told = [_told(KINDS[kind], odd, settings) for odd in ODD]

    assert [odd for odd, what in zip(ODD, told, strict=True) if not what.endswith((".", "kept"))] == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_odd_answers_can_be_drawn_again(kind: str) -> None:
    for odd in ODD:
        KINDS[kind].written(odd)


@pytest.mark.parametrize("kind", sorted(name for name, kind in KINDS.items() if kind.is_question))
def test_an_empty_answer_is_none(kind: str) -> None:
    assert KINDS[kind].clean("", settings_of(KINDS[kind])) is None


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_says_what_it_is_and_where_it_lies(kind: str) -> None:
    with override("en"):
        assert str(KINDS[kind].label)
        assert str(KINDS[kind].group)
    assert KINDS[kind].template.startswith("ticketforms/fields/")
