"""A place is told by its address, by its coordinates, or in the caller's own words."""

from typing import Any

import pytest
from django.utils.translation import override

from ticketforms.kinds import KINDS, AnswerError, UnfitSettings

FULL = {
    "street": "Łąkowa",
    "house": "3",
    "flat": "4",
    "postcode": "62-001",
    "place": "Chludowo",
    "commune": "Suchy Las",
    "county": "poznański",
    "voivodeship": "wielkopolskie",
    "terc": "3021152",
    "simc": "0594147",
    "ulic": "11824",
}


@pytest.mark.parametrize(
    ("raw", "kept", "polish"),
    [
        (
            {"street": " Łąkowa ", "house": "3", "flat": "", "postcode": "62001", "place": "Chludowo"},
            {"street": "Łąkowa", "house": "3", "postcode": "62-001", "place": "Chludowo"},
            "Łąkowa 3, 62-001 Chludowo",
        ),
        ({"house": "7a", "place": "Chludowo"}, {"house": "7a", "place": "Chludowo"}, "Chludowo 7a, Chludowo"),
        (
            FULL,
            FULL,
            "Łąkowa 3/4, 62-001 Chludowo, gm. Suchy Las, pow. poznański, woj. wielkopolskie",
        ),
        ("za  kościołem w lewo", {"text": "za kościołem w lewo"}, "za kościołem w lewo"),
        ({"text": "za kościołem"}, {"text": "za kościołem"}, "za kościołem"),
        ({"text": None, "house": ""}, None, ""),
    ],
)
def test_an_address_is_kept_part_by_part(raw: object, kept: dict[str, str] | None, polish: str) -> None:
    value = KINDS["address"].clean(raw, {})

    assert value == kept
    if value is not None:
        assert KINDS["address"].show(value, {}, "pl") == polish
        assert KINDS["address"].clean(value, {}) == kept


def test_a_code_names_the_voivodeship_when_nobody_did() -> None:
    value = KINDS["address"].clean({"place": "Chludowo", "house": "3", "terc": "3021152"}, {})

    assert value["voivodeship"] == "wielkopolskie"


@pytest.mark.parametrize(
    ("settings", "raw", "advice"),
    [
        ({}, {"street": "Łąkowa", "house": "3"}, "place and the number"),
        ({}, {"place": "Chludowo"}, "place and the number"),
        ({}, {"place": "Chludowo", "house": "3", "postcode": "6200"}, "62-001"),
        ({}, {"place": "Chludowo", "house": "3", "voivodeship": "Mazury"}, "no voivodeship"),
        ({}, FULL | {"voivodeship": "śląskie"}, "different voivodeships"),
        ({}, FULL | {"simc": "12"}, "not a code"),
        ({}, {"place": "x" * 81, "house": "3"}, "Shorten"),
        ({}, {"place": "Chludowo", "house": 3}, "Enter an address"),
        ({}, {"planet": "Mars"}, "Enter an address"),
        ({}, ["Chludowo"], "Enter an address"),
        ({}, "a\0b", "Enter an address"),
        ({"is_text_allowed": False}, "za kościołem", "place and the number"),
    ],
)
def test_an_address_that_nobody_could_find_is_refused(settings: dict[str, Any], raw: object, advice: str) -> None:
    with override("en"), pytest.raises(AnswerError, match=advice):
        KINDS["address"].clean(raw, settings)


@pytest.mark.parametrize(
    ("raw", "kept", "polish", "english"),
    [
        (
            {"latitude": "52,4064", "longitude": "16.92520"},
            {"latitude": "52.4064", "longitude": "16.9252"},
            "52,4064° N 16,9252° E",
            "52.4064° N 16.9252° E",
        ),
        (
            {"latitude": 52.40641234567, "longitude": 16},
            {"latitude": "52.406412", "longitude": "16"},
            "52,406412° N 16° E",
            "52.406412° N 16° E",
        ),
        ("52,4064 16,9252", {"latitude": "52.4064", "longitude": "16.9252"}, "52,4064° N 16,9252° E", None),
        ("52.4064, 16.9252", {"latitude": "52.4064", "longitude": "16.9252"}, "52,4064° N 16,9252° E", None),
    ],
)
def test_a_point_is_kept_in_degrees(raw: object, kept: dict[str, str], polish: str, english: str | None) -> None:
    value = KINDS["map_point"].clean(raw, {})

    assert value == kept
    assert KINDS["map_point"].show(value, {}, "pl") == polish
    assert english is None or KINDS["map_point"].show(value, {}, "en") == english


def test_a_point_anywhere_on_earth_is_taken_where_that_is_set() -> None:
    value = KINDS["map_point"].clean({"latitude": "-33.45", "longitude": "-70"}, {"is_in_poland": False})

    assert KINDS["map_point"].show(value, {}, "en") == "33.45° S 70° W"


@pytest.mark.parametrize(
    ("settings", "raw", "advice"),
    [
        ({}, {"latitude": "16.9252", "longitude": "52.4064"}, "right way round"),
        ({}, {"latitude": "52.4"}, "both the latitude"),
        ({"is_in_poland": False}, {"latitude": "90.1", "longitude": "0"}, "as degrees"),
        ({"is_in_poland": False}, {"latitude": "0", "longitude": "181"}, "as degrees"),
        ({}, {"latitude": True, "longitude": "17"}, "as degrees"),
        ({}, {"latitude": "52°", "longitude": "17"}, "as degrees"),
        ({}, "52.4", "as degrees"),
        ({}, [52.4, 16.9], "as degrees"),
    ],
)
def test_a_point_that_cannot_be_meant_is_refused(settings: dict[str, Any], raw: object, advice: str) -> None:
    with override("en"), pytest.raises(AnswerError, match=advice):
        KINDS["map_point"].clean(raw, settings)


def test_half_a_centre_is_refused() -> None:
    with pytest.raises(UnfitSettings) as unfit:
        KINDS["map_point"].freeze({"latitude": 52}, lambda _code: [])

    assert unfit.value.setting == "longitude"
