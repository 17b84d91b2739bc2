"""Each kind takes what people write, keeps it in one way, and says what is wrong in a sentence."""

from typing import Any

import pytest
from django.utils.translation import override

from ticketforms.kinds import KINDS, AnswerError

EXTENT = {
    "choices": [
        {"code": "flat", "label_pl": "lokal", "label_en": "flat"},
        {"code": "street", "label_pl": "ulica", "label_en": ""},
    ]
}


@pytest.mark.parametrize(
    ("kind", "settings", "raw", "kept", "polish", "english"),
    [
        ("text", {}, "  Łąkowa 3 ", "Łąkowa 3", "Łąkowa 3", "Łąkowa 3"),
        ("long_text", {}, "a\nb", "a\nb", "a\nb", "a\nb"),
        ("number", {"unit": "V"}, "1 230,50", "1230.50", "1230,50 V", "1230.50 V"),
        ("integer", {"minimum": 1}, "3", "3", "3", "3"),
        ("yes_no", {}, "true", True, "tak", "yes"),
        ("choice", EXTENT, "flat", "flat", "lokal", "flat"),
        ("multi_choice", EXTENT, ["street", "flat"], ["flat", "street"], "lokal, ulica", "flat, ulica"),
        ("date", {}, "2026-11-24", "2026-11-24", "24.11.2026", "24 Nov 2026"),
        (
            "datetime",
            {},
            "2026-11-24T13:02",
            "2026-11-24T12:02:00+00:00",
            "24.11.2026, 13:02",
            "24 Nov 2026, 13:02",
        ),
        ("phone", {}, "0-22 123 45 67", "+48221234567", "+48 22 123 45 67", "+48 22 123 45 67"),
        ("email", {}, " anna@example.com", "anna@example.com", "anna@example.com", "anna@example.com"),
    ],
)
def test_an_answer_is_kept_in_one_way_and_shown_in_two_languages(
    kind: str, settings: dict[str, Any], raw: object, kept: object, polish: str, english: str
) -> None:
    value = KINDS[kind].clean(raw, settings)

    assert value == kept
    assert (KINDS[kind].show(value, settings, "pl"), KINDS[kind].show(value, settings, "en")) == (polish, english)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"notice"}))
def test_an_empty_answer_is_none(kind: str) -> None:
    assert KINDS[kind].clean("", EXTENT) is None


@pytest.mark.parametrize(
    ("kind", "settings", "raw"),
    [
        ("text", {"max_length": 3}, "four"),
        ("text", {}, "a\0b"),
        ("text", {}, ["a"]),
        ("number", {"maximum": 5}, "5,01"),
        ("number", {}, "1e3"),
        ("number", {}, True),
        ("integer", {}, "1,5"),
        ("integer", {}, "٣"),
        ("yes_no", {}, "perhaps"),
        ("choice", EXTENT, "moon"),
        ("choice", EXTENT, ["flat"]),
        ("multi_choice", EXTENT, ["flat", "moon"]),
        ("multi_choice", EXTENT, {"flat": 1}),
        ("date", {}, "24.11.2026"),
        ("date", {}, "2026-02-30"),
        ("datetime", {}, "2026-03-29T02:30"),
        ("datetime", {}, "0001-01-01T00:00"),
        ("phone", {}, "12"),
        ("phone", {}, "mother"),
        ("email", {}, "anna@"),
        ("notice", {}, "heard"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(kind: str, settings: dict[str, Any], raw: object) -> None:
    with override("en"), pytest.raises(AnswerError, match=r"\.$"):
        KINDS[kind].clean(raw, settings)


def test_the_hour_that_comes_twice_is_the_first() -> None:
    assert KINDS["datetime"].clean("2026-10-25T02:30", {}) == "2026-10-25T00:30:00+00:00"


def test_a_kept_moment_is_edited_in_local_time() -> None:
    assert KINDS["datetime"].written("2026-11-24T12:02:00+00:00") == "2026-11-24T13:02"
