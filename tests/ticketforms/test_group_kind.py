"""Rows of questions are answered, refused and shown row by row, and drafted like any field."""

from typing import Any

import pytest
from django.utils.translation import override

from tests.conftest import NOW, draft_no_power
from ticketforms.blocks import plain_fields
from ticketforms.kinds import KINDS, AnswerError, Given, UnfitSettings
from ticketforms.models import TicketType
from ticketforms.publishing import publish

KIND = KINDS["group"]
ENTRIES = [
    {"code": "tv", "label_pl": "telewizor", "label_en": "television"},
    {"code": "pc", "label_pl": "komputer", "label_en": "computer"},
]
DEVICES: list[dict[str, Any]] = [
    {
        "code": "what",
        "kind": "choice",
        "label_pl": "Co",
        "label_en": "What",
        "is_required": True,
        "settings": {"dictionary": "device"},
    },
    {"code": "worth", "kind": "money", "label_pl": "Wartość", "label_en": "Worth", "settings": {"maximum": 10000}},
    {"code": "burnt", "kind": "yes_no", "label_pl": "Spalony", "label_en": "Burnt"},
    {"code": "bought", "kind": "date", "label_pl": "Kupiony", "settings": {"allows": "past"}},
]


def _frozen(**changed: Any) -> dict[str, Any]:
    return KIND.freeze({"fields": DEVICES, **changed}, lambda _code: ENTRIES)


def test_rows_are_kept_with_what_was_answered_in_them() -> None:
    settings = _frozen()

    kept = KIND.clean([{"what": "tv", "worth": "1 200", "burnt": "true"}, {}, {"what": "pc", "worth": ""}], settings)

    assert kept == [{"what": "tv", "worth": "1200.00", "burnt": True}, {"what": "pc"}]
    assert KIND.show(kept, settings, "pl") == (
        "1. Co: telewizor, Wartość: 1\u00a0200,00\u00a0zł, Spalony: tak; 2. Co: komputer"
    )
    assert KIND.show(kept, settings, "en") == (
        "1. What: television, Worth: PLN\u00a01,200.00, Burnt: yes; 2. What: computer"
    )
    assert KIND.clean(kept, settings) == kept
    assert KIND.written(kept) == [{"what": "tv", "worth": "1200.00", "burnt": "true"}, {"what": "pc"}]


@pytest.mark.parametrize("raw", ["", [], [{}], [{"what": "", "worth": " "}]])
def test_rows_with_nothing_in_them_are_no_answer(raw: object) -> None:
    assert KIND.clean(raw, _frozen(minimum=1)) is None


@pytest.mark.parametrize(
    ("raw", "advice"),
    [
        ([{"what": "tv"}, {"what": "moon"}], "^Row 2, What: Choose one"),
        ([{"what": "tv"}, {}, {"worth": "5"}], "^Row 3, What: Answer this question"),
        ([{"worth": "10000,01", "what": "tv"}], "^Row 1, Worth: Enter at most 10000"),
        ([{"worth": "x"}], "Row 1, What: Answer this question. Row 1, Worth: Enter an amount"),
        ([{"what": "tv", "colour": "red"}], "Row 1 has no question “colour”"),
        ([{"what": ["tv"]}], "^Row 1, What: Choose one"),
        ([{"what": "tv"}] * 4, "at most 3 rows"),
        ([["tv"]], "row by row"),
        ({"what": "tv"}, "row by row"),
        ("tv", "row by row"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_question(raw: object, advice: str) -> None:
    with override("en"), pytest.raises(AnswerError, match=advice):
        KIND.clean(raw, _frozen(maximum=3))


def test_too_few_rows_are_refused() -> None:
    with override("en"), pytest.raises(AnswerError, match="at least 2 rows"):
        KIND.clean([{"what": "tv"}], _frozen(minimum=2))


def test_limits_in_time_hold_in_rows_too() -> None:
    settings = _frozen()
    kept = KIND.clean([{"what": "tv"}, {"what": "pc", "bought": "2026-11-25"}], settings)

    with override("en"), pytest.raises(AnswerError, match=r"^Row 2, Kupiony: Enter today or an earlier day"):
        KIND.settle(kept, settings, Given(at=NOW))


@pytest.mark.parametrize(
    ("changed", "part", "advice"),
    [
        ({"fields": []}, "fields", "at least one question"),
        ({"fields": [DEVICES[0], DEVICES[0]]}, "fields", "a code of its own"),
        ({"fields": [{"kind": "photo", "code": "a", "label_pl": "A"}]}, "fields", "choose its kind"),
        ({"fields": [{"kind": "text", "code": "a"}]}, "fields", "Name each question"),
        ({"fields": [{**DEVICES[1], "settings": {"minimum": 2, "maximum": 1}}]}, "fields", "“Wartość”: The greatest"),
        ({"minimum": 3, "maximum": 2}, "maximum", "More rows are wanted"),
    ],
)
def test_rows_that_nobody_could_fill_in_are_refused(changed: dict[str, Any], part: str, advice: str) -> None:
    with override("en"), pytest.raises(UnfitSettings, match=advice) as unfit:
        _frozen(**changed)

    assert unfit.value.setting == part


def test_rows_are_drafted_in_the_editor_and_published(no_power_type: TicketType) -> None:
    columns = [{**DEVICES[0], "settings": {"dictionary": "extent"}}, {**DEVICES[1], "code": "", "settings": {}}]
    field = {"code": "devices", "kind": "group", "label_pl": "Urządzenia", "settings": {"fields": columns}}

    draft = draft_no_power([field])
    version = publish(ticket_type=draft, by=None, at=NOW)

    drafted = plain_fields(draft.get_latest_revision_as_object().fields)[0]["settings"]["fields"]
    assert [column["code"] for column in drafted] == ["what", "wartosc"]
    assert drafted[0]["settings"]["dictionary"] == "extent"
    frozen = version.definition["fields"][0]["settings"]
    assert [column["code"] for column in frozen["fields"]] == ["what", "wartosc"]
    assert [choice["code"] for choice in frozen["fields"][0]["settings"]["choices"]] == ["flat", "street"]
