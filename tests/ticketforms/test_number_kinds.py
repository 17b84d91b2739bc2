"""Numbers are taken as Poles and the English write them, within their limits, and shown so again."""

from typing import Any

import pytest
from django.utils.translation import override

from ticketforms.kinds import KINDS, AnswerError, UnfitSettings


def _no_entries(_code: str) -> list[dict[str, str]]:
    return []


@pytest.mark.parametrize(
    ("kind", "settings", "raw", "kept", "polish", "english"),
    [
        ("number", {}, "0012,50", "12.50", "12,50", "12.50"),
        ("number", {}, "-0,0", "0.0", "0,0", "0.0"),
        ("number", {}, -2.5, "-2.5", "-2,5", "-2.5"),
        ("number", {"unit": "kWh"}, "12345,5", "12345.5", "12\u00a0345,5 kWh", "12,345.5 kWh"),
        ("number", {"places": 1}, "1,50", "1.50", "1,50", "1.50"),
        ("number", {"minimum": "0.5", "step": "0.25"}, "1,25", "1.25", "1,25", "1.25"),
        ("integer", {"minimum": 1, "step": 2}, "7", "7", "7", "7"),
        ("integer", {}, "1 234 567", "1234567", "1\u00a0234\u00a0567", "1,234,567"),
        ("integer", {"minimum": 0}, "0", "0", "0", "0"),
        ("money", {}, "1 230,5", "1230.50", "1\u00a0230,50\u00a0zł", "PLN\u00a01,230.50"),
        ("money", {}, "7", "7.00", "7,00\u00a0zł", "PLN\u00a07.00"),
        ("money", {}, "-0,01", "-0.01", "-0,01\u00a0zł", "PLN\u00a0-0.01"),
        ("money", {}, "2,500", "2.50", "2,50\u00a0zł", "PLN\u00a02.50"),
        ("rating", {"scale": "1-5"}, "5", "5", "5/5", "5/5"),
        ("rating", {"scale": "0-10"}, 0, "0", "0/10", "0/10"),
        ("rating", {"scale": "0-10"}, "10", "10", "10/10", "10/10"),
        ("yes_no_unknown", {}, "unknown", "unknown", "nie wiadomo", "not known"),
    ],
)
def test_a_number_is_kept_in_one_way_and_shown_in_two_languages(
    kind: str, settings: dict[str, Any], raw: object, kept: str, polish: str, english: str
) -> None:
    frozen = KINDS[kind].freeze(settings, _no_entries)

    value = KINDS[kind].clean(raw, frozen)

    assert value == kept
    assert (KINDS[kind].show(value, frozen, "pl"), KINDS[kind].show(value, frozen, "en")) == (polish, english)


@pytest.mark.parametrize(
    ("kind", "settings", "raw", "advice"),
    [
        ("number", {"minimum": 1}, "0,999", "at least 1"),
        ("number", {"maximum": "2.5"}, "2,5001", "at most 2.5"),
        ("number", {"places": 2}, "1,001", "at most 2 places"),
        ("number", {"places": 1}, "1,01", "at most 1 place after"),
        ("number", {"places": 0}, "1,1", "whole number"),
        ("number", {"minimum": "0.5", "step": "0.25"}, "1,3", "in steps of 0.25"),
        ("number", {}, "1.2.3", "Enter a number"),
        ("number", {}, "1e3", "Enter a number"),
        ("integer", {"minimum": 1, "step": 2}, "8", "in steps of 2"),
        ("integer", {}, "1,0", "whole number"),
        ("integer", {}, True, "whole number"),
        ("money", {}, "1,001", "zlotys"),
        ("money", {"maximum": 100}, "100,01", "at most 100"),
        ("rating", {"scale": "1-5"}, "0", "from 1 to 5"),
        ("rating", {"scale": "0-10"}, "11", "from 0 to 10"),
        ("rating", {}, "2,5", "from 1 to 5"),
        ("yes_no_unknown", {}, "maybe", "yes, no or not known"),
        ("yes_no_unknown", {}, True, "yes, no or not known"),
    ],
)
def test_a_number_beyond_its_limits_is_refused(kind: str, settings: dict[str, Any], raw: object, advice: str) -> None:
    frozen = KINDS[kind].freeze(settings, _no_entries)

    with override("en"), pytest.raises(AnswerError, match=advice):
        KINDS[kind].clean(raw, frozen)


@pytest.mark.parametrize(
    ("kind", "settings", "part"),
    [
        ("number", {"minimum": 5, "maximum": "4.5"}, "maximum"),
        ("number", {"step": 0}, "step"),
        ("integer", {"step": -1}, "step"),
        ("money", {"minimum": 5, "maximum": 1}, "maximum"),
        ("computed", {"expression": "(a"}, "expression"),
        ("computed", {}, "expression"),
    ],
)
def test_settings_that_nobody_could_answer_are_refused(kind: str, settings: dict[str, Any], part: str) -> None:
    with pytest.raises(UnfitSettings) as unfit:
        KINDS[kind].freeze(settings, _no_entries)

    assert unfit.value.setting == part


def test_a_calculation_looks_at_its_fields_and_is_shown_as_a_number() -> None:
    kind = KINDS["computed"]
    settings = kind.freeze({"expression": "kwh * 0,62", "places": 2, "unit": "zł"}, _no_entries)

    result = kind.computed(settings, {"kwh": "20000"})

    assert kind.depends_on(settings) == ("kwh",)
    assert result == "12400.00"
    assert kind.show(result, settings, "pl") == "12\u00a0400,00 zł"


def test_the_options_of_a_rating_are_its_numbers() -> None:
    settings = KINDS["rating"].freeze({"scale": "0-10"}, _no_entries)

    assert [option.code for option in KINDS["rating"].options(settings, "pl")] == [str(number) for number in range(11)]
