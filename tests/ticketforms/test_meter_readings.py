"""A reading is held against the one before; what surprises is asked back, and a register may begin anew."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from tests.conftest import NOW
from ticketforms.kinds import KINDS, AnswerError, Given, UnfitSettings
from ticketforms.port import LastReading, port

KIND = KINDS["meter_reading"]
METER = {"meter_field": "meter", "most_a_day": 40}


@pytest.fixture
def last() -> Iterator[None]:
    """Meter M1 stood at 1,000 ten days ago, M2 at 999,900."""
    before, stood = port.last_reading, {"M1": "1000", "M2": "999900"}
    port.last_reading = lambda key: LastReading(stood[key], NOW - timedelta(days=10)) if key in stood else None
    yield
    port.last_reading = before


def _settled(raw: object, settings: dict[str, Any], meter: str = "M1") -> Any:
    frozen = KIND.freeze(settings, lambda _code: [])
    given = Given(at=NOW, values={"meter": {"key": meter, "label": meter}}, surroundings={"service_point.ppe": meter})
    return KIND.settle(KIND.clean(raw, frozen), frozen, given)


@pytest.mark.parametrize("settings", [METER, {"most_a_day": 40}])
def test_a_reading_is_kept_with_the_one_before_and_what_was_used(last: None, settings: dict[str, Any]) -> None:
    kept = _settled("1 400", settings)

    assert kept == {
        "value": "1400",
        "previous": "1000",
        "previous_at": "2026-11-14T12:00:00+00:00",
        "used": "400",
        "is_rolled_over": False,
    }
    assert KIND.show(kept, {"unit": "kWh"}, "pl") == "1400 kWh; zużycie 400 kWh"


@pytest.mark.parametrize(
    ("raw", "meter", "advice"),
    [
        ("1401", "M1", "On 14 Nov 2026 it was 1000 kWh: that would be more .* or write why it is right"),
        ("999", "M1", "On 14 Nov 2026 it was already 1000 kWh. Read it again"),
        ("301", "M2", "already 999,900 kWh"),
    ],
)
def test_a_reading_that_surprises_is_asked_back(last: None, raw: str, meter: str, advice: str) -> None:
    with override("en"), pytest.raises(AnswerError, match=advice):
        _settled(raw, METER, meter)


def test_a_reading_that_surprises_is_taken_with_a_reason(last: None) -> None:
    kept = _settled({"value": "5000", "reason": " suszarnia "}, METER)

    assert (kept["used"], kept["reason"]) == ("4000", "suszarnia")
    assert KIND.show(kept, {"unit": "kWh"}, "en") == "5000 kWh; used 4000 kWh; suszarnia"


def test_a_reading_below_the_one_before_tells_of_no_use(last: None) -> None:
    kept = _settled({"value": "5", "reason": "nowy rejestr"}, METER)

    assert KIND.show(kept, {"unit": "kWh"}, "pl") == "5 kWh; nowy rejestr"


def test_where_surprises_are_not_taken_no_reason_helps(last: None) -> None:
    with override("en"), pytest.raises(AnswerError, match="Read the meter again"):
        _settled({"value": "5000", "reason": "suszarnia"}, METER | {"on_implausible": "refuse"})


@pytest.mark.parametrize("settings", [METER, {"meter_field": "meter"}])
def test_a_register_begins_anew_after_its_last_digit(last: None, settings: dict[str, Any]) -> None:
    kept = _settled("200", settings, "M2")

    assert (kept["used"], kept["is_rolled_over"]) == ("300", True)
    assert KIND.show(kept, {"unit": "kWh"}, "pl") == "200 kWh; zużycie 300 kWh; licznik zaczął od zera"


def test_an_unknown_meter_has_nothing_to_compare(last: None) -> None:
    assert _settled("7", METER, "M3") == {"value": "7"}


@pytest.mark.parametrize(
    ("settings", "raw", "kept"),
    [
        ({}, "012345", "12345"),
        ({"digits": 5, "places": 1}, "12345,6", "12345.6"),
        ({}, {"value": 7}, "7"),
        ({}, {"value": "7", "previous": "5", "used": "2"}, "7"),
    ],
)
def test_a_reading_is_taken_as_it_stands_on_the_register(settings: dict[str, Any], raw: object, kept: str) -> None:
    assert KIND.clean(raw, KIND.freeze(settings, lambda _code: [])) == {"value": kept}


@pytest.mark.parametrize("raw", ["1234567", "12,5", "-1", "many", {"value": "7", "colour": "red"}, {"value": ["7"]}])
def test_what_no_register_shows_is_refused(raw: object) -> None:
    with override("en"), pytest.raises(AnswerError, match="number on the register, of at most 6 digits"):
        KIND.clean(raw, {})


def test_nobody_uses_less_than_nothing() -> None:
    with pytest.raises(UnfitSettings) as unfit:
        KIND.freeze({"most_a_day": 0}, lambda _code: [])

    assert unfit.value.setting == "most_a_day"
