"""Days, moments and spans of time keep to their limits, also on the days when the clocks change."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils.translation import override

from ticketforms.kinds import KINDS, AnswerError, Given, UnfitSettings

# Late in the evening of the 24th in UTC it is already the 25th in Poland.
NIGHT = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def _no_entries(_code: str) -> list[dict[str, str]]:
    return []


def _settled(kind: str, settings: dict[str, Any], raw: object, at: datetime) -> Any:
    return KINDS[kind].settle(KINDS[kind].clean(raw, settings), settings, Given(at=at))


@pytest.mark.parametrize(
    ("settings", "raw", "at"),
    [
        ({"allows": "past"}, "2026-11-24", NOON),
        ({"allows": "past"}, "2026-11-25", NIGHT),
        ({"allows": "future"}, "2026-11-24", NOON),
        ({"earliest": -7}, "2026-11-17", NOON),
        ({"latest": 30}, "2026-12-24", NOON),
        ({"earliest": 1, "latest": 1}, "2026-11-25", NOON),
    ],
)
def test_a_day_within_its_limits_is_kept(settings: dict[str, Any], raw: str, at: datetime) -> None:
    assert _settled("date", settings, raw, at) == raw


@pytest.mark.parametrize(
    ("settings", "raw", "at", "advice"),
    [
        ({"allows": "past"}, "2026-11-25", NOON, "today or an earlier day"),
        ({"allows": "future"}, "2026-11-24", NIGHT, "today or a later day"),
        ({"earliest": -7}, "2026-11-16", NOON, "17 Nov 2026 or a later day"),
        ({"latest": 30}, "2026-12-25", NOON, "24 Dec 2026 or an earlier day"),
    ],
)
def test_a_day_beyond_its_limits_is_refused(settings: dict[str, Any], raw: str, at: datetime, advice: str) -> None:
    with override("en"), pytest.raises(AnswerError, match=advice):
        _settled("date", settings, raw, at)


@pytest.mark.parametrize(
    ("settings", "raw", "advice"),
    [
        ({"allows": "past"}, "2026-11-24T12:05", "still to come"),
        ({"allows": "future"}, "2026-11-24T11:55", "has passed"),
        ({"earliest": 0}, "2026-11-23T23:59", "24 Nov 2026 or a later day"),
    ],
)
def test_a_moment_beyond_its_limits_is_refused(settings: dict[str, Any], raw: str, advice: str) -> None:
    with override("en"), pytest.raises(AnswerError, match=advice):
        _settled("datetime", settings, raw, NOON)


def test_a_clock_a_minute_ahead_is_forgiven() -> None:
    assert _settled("datetime", {"allows": "past"}, "2026-11-24T12:01", NOON) == "2026-11-24T11:01:00+00:00"


@pytest.mark.parametrize(
    ("kind", "settings", "at", "filled"),
    [
        ("date", {"default_offset": 1}, NIGHT, "2026-11-26"),
        ("date", {"default_offset": 0}, NOON, "2026-11-24"),
        ("date", {}, NOON, None),
        ("datetime", {"default_offset": 120}, NOON, "2026-11-24T14:00"),
        # Two hours before, across the hour that comes twice.
        ("datetime", {"default_offset": -120}, datetime(2026, 10, 25, 2, 0, tzinfo=UTC), "2026-10-25T02:00"),
    ],
)
def test_a_field_is_filled_in_some_time_from_now(
    kind: str, settings: dict[str, Any], at: datetime, filled: str | None
) -> None:
    assert KINDS[kind].default(settings, Given(at=at)) == filled


@pytest.mark.parametrize("kind", ["date", "datetime", "time_window"])
@pytest.mark.parametrize("settings", [{"earliest": 2, "latest": 1}, {"allows": "past", "earliest": 1}])
def test_limits_that_no_day_fits_are_refused(kind: str, settings: dict[str, Any]) -> None:
    with pytest.raises(UnfitSettings) as unfit:
        KINDS[kind].freeze(settings, _no_entries)

    assert unfit.value.setting == "latest"


@pytest.mark.parametrize(
    ("settings", "raw", "kept", "polish", "english"),
    [
        (
            {"spans": "day"},
            {"day": "2026-11-24", "from": "08:00", "to": "12:00"},
            {"from": "2026-11-24T07:00:00+00:00", "to": "2026-11-24T11:00:00+00:00"},
            "24.11.2026, 08:00–12:00",
            "24 Nov 2026, 08:00–12:00",
        ),
        (
            {"spans": "moments"},
            {"from": "2026-11-24T22:00", "to": "2026-11-25T06:00"},
            {"from": "2026-11-24T21:00:00+00:00", "to": "2026-11-25T05:00:00+00:00"},
            "24.11.2026, 22:00 – 25.11.2026, 06:00",
            "24 Nov 2026, 22:00 – 25 Nov 2026, 06:00",
        ),
        # The night when the clocks go back is an hour longer.
        (
            {"spans": "moments"},
            {"from": "2026-10-25T00:00", "to": "2026-10-25T04:00"},
            {"from": "2026-10-24T22:00:00+00:00", "to": "2026-10-25T03:00:00+00:00"},
            "25.10.2026, 00:00–04:00",
            "25 Oct 2026, 00:00–04:00",
        ),
    ],
)
def test_a_span_is_kept_as_two_moments(
    settings: dict[str, Any], raw: dict[str, str], kept: dict[str, str], polish: str, english: str
) -> None:
    kind = KINDS["time_window"]

    value = kind.clean(raw, settings)

    assert value == kept
    assert (kind.show(value, settings, "pl"), kind.show(value, settings, "en")) == (polish, english)
    assert kind.clean(value, settings) == kept


@pytest.mark.parametrize(
    ("raw", "advice"),
    [
        ({"day": "2026-11-24", "from": "12:00", "to": "12:00"}, "not after the beginning"),
        ({"day": "2026-11-24", "from": "12:00", "to": "08:00"}, "not after the beginning"),
        ({"day": "2026-11-24", "from": "12:00"}, "both the beginning and the end"),
        ({"from": "08:00", "to": "12:00"}, "Enter a day"),
        ({"day": "2026-03-29", "from": "02:30", "to": "04:00"}, "skip this hour"),
        ({"day": "2026-11-24", "from": "25:00", "to": "26:00"}, "date and a time"),
        ({"day": "2026-11-24", "from": "8", "to": "12", "colour": "red"}, "Enter a day"),
        ({"day": 5, "from": "08:00", "to": "12:00"}, "Enter a day"),
        ("08:00-12:00", "Enter a day"),
    ],
)
def test_a_span_that_makes_no_sense_is_refused(raw: object, advice: str) -> None:
    with override("en"), pytest.raises(AnswerError, match=advice):
        KINDS["time_window"].clean(raw, {"spans": "day"})


def test_a_day_without_hours_is_no_answer() -> None:
    assert KINDS["time_window"].clean({"day": "2026-11-24", "from": "", "to": ""}, {}) is None


def test_a_kept_span_is_edited_in_local_time() -> None:
    held = KINDS["time_window"].written({"from": "2026-11-24T07:00:00+00:00", "to": "2026-11-24T11:00:00+00:00"})

    assert held == {
        "day": "2026-11-24",
        "from": "2026-11-24T08:00",
        "to": "2026-11-24T12:00",
        "from_hour": "08:00",
        "to_hour": "12:00",
    }


def test_a_span_that_has_not_ended_is_not_past() -> None:
    raw = {"day": "2026-11-24", "from": "08:00", "to": "14:00"}

    with override("en"), pytest.raises(AnswerError, match="still to come"):
        _settled("time_window", {"allows": "past"}, raw, NOON)
