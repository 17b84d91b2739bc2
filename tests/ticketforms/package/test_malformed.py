"""A package that cannot be taken in says where and why; it is refused before anything is looked up or written."""

import json
from typing import Any

import pytest

from ticketforms.package import LARGEST, UnfitPackage, read

pytestmark = pytest.mark.django_db
FIELD = {"code": "extent", "kind": "text", "label_pl": "Zasięg"}
TYPE = {"code": "no-power", "shortcut": "BP", "label_pl": "Brak prądu", "category": "fault"}
DICTIONARY, ENTRY = {"code": "d", "label_pl": "D"}, {"code": "a", "label_pl": "A"}


def _refused(raw: bytes) -> list[str]:
    with pytest.raises(UnfitPackage) as refused:
        read(raw)
    return [str(trouble) for trouble in refused.value.troubles]


def _package(**parts: Any) -> bytes:
    return json.dumps({"format": 1, **parts}).encode()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "The file is not JSON: look at line 1, column 1."),
        (b'{"format": 1', "The file is not JSON: look at line 1, column 13."),
        (b"\xff\xfe{}", "The file is not text in UTF-8: choose a package in JSON."),
        (b"[]", "format: This is not a package of format 1: export it again with this version of the program."),
        (b"{}", "format: This is not a package of format 1: export it again with this version of the program."),
        (b'{"format": 2}', "format: Format 2 is not known here; this version of the program reads format 1."),
        (b'{"format": true}', "format: Format True is not known here; this version of the program reads format 1."),
        (b'{"format": 1, "format": 1}', "“format” stands twice in the same place: keep one of them."),
        (b'{"format": NaN}', "NaN is not a number that a package can hold."),
        (b'{"format": 1e999}', "The file has a number that is too large."),
        (b'{"format": ' + b"9" * 5_000 + b"}", "The file has a number that is too large."),
        (b"[" * 100_000, "The file is nested too deeply to be a package."),
        (b"[" * 60 + b"]" * 60, "The file is nested too deeply to be a package."),
        (b" " * (50 * 1024 * 1024), "The file is larger than 32 MB: export fewer types or dictionaries at once."),
    ],
    ids=range(14),
)
def test_what_is_no_package_is_refused_in_one_sentence(raw: bytes, said: str) -> None:
    assert LARGEST < 50 * 1024 * 1024
    assert _refused(raw) == [said]


def _field(**parts: Any) -> bytes:
    return _package(types=[TYPE | {"fields": [FIELD | parts]}])


def _rule(**parts: Any) -> bytes:
    return _package(types=[TYPE | {"rules": [{"code": "r"} | parts]}])


def _nested(depth: int) -> Any:
    condition: Any = {"subject": "a", "operator": "is_empty"}
    for _ in range(depth):
        condition = {"not": condition}
    return condition


@pytest.mark.parametrize(
    ("raw", "place", "said"),
    [
        (_package(extra=1), "extra", "This part is not known: remove it, or mend its name."),
        (_package(types={}), "types", "Give a list here."),
        (_package(types=[1]), "types[0]", "Give names with values here."),
        (_package(categories=[{"code": "a"}]), "categories[0]", "“label_pl” is missing."),
        (_package(types=[TYPE | {"icon": 5}]), "types[0].icon", "Give a text here."),
        (_package(types=[TYPE | {"default_priority": 9}]), "types[0].default_priority", "Choose a priority"),
        (_package(types=[TYPE | {"code": "ą b"}]), "types[0].code", "Enter a valid"),
        (_package(types=[TYPE | {"reporting": "x"}]), "types[0].reporting", "is not a valid choice"),
        (_package(types=[TYPE, TYPE]), "types[1].code", "The code “no-power” stands already at types[0]."),
        (
            _package(types=[TYPE, TYPE | {"code": "other"}]),
            "types[1].shortcut",
            "The shortcut “BP” stands already at types[0].shortcut.",
        ),
        (_package(types=[TYPE | {"label_en": "a\0b"}]), "types[0].label_en", "Remove the characters"),
        (_package(types=[TYPE | {"label_en": "\ud800"}]), "types[0].label_en", "Remove the characters"),
        (_package(types=[TYPE | {"fields": [FIELD, FIELD]}]), "types[0].fields[1].code", "stands already at"),
        (_field(kind="telepathy"), "types[0].fields[0].kind", "This kind of field is not known here."),
        (_field(colour="red"), "types[0].fields[0].colour", "This part is not known"),
        (_field(requirement="always"), "types[0].fields[0].requirement", "Select a valid choice"),
        (_field(settings={"max_length": "long"}), "types[0].fields[0].settings.max_length", "Enter a whole number."),
        (_field(settings={"wings": 2}), "types[0].fields[0].settings.wings", "A field of this kind has no such"),
        (_field(default=5), "types[0].fields[0].default", "Choose what the field is filled with, or nothing."),
        (
            _field(visible_when={"subject": "a", "operator": "tastes_like", "value": 1}),
            "types[0].fields[0].visible_when",
            "unknown operator “tastes_like”",
        ),
        (_field(visible_when=_nested(9)), "types[0].fields[0].visible_when", "nested deeper than 8"),
        (_rule(when={"all": 1}), "types[0].rules[0].when", "takes a list of conditions"),
        (_rule(effects=[{"effect": "explode"}]), "types[0].rules[0].effects[0].effect", "This effect is not known"),
        (
            _rule(effects=[{"effect": "show", "fields": "a"}]),
            "types[0].rules[0].effects[0].fields",
            "Give a list of codes here.",
        ),
        (
            _package(dictionaries=[DICTIONARY | {"entries": [ENTRY | {"valid_from": "1.1.2026"}]}]),
            "dictionaries[0].entries[0].valid_from",
            "“1.1.2026” value has an invalid date format",
        ),
        (
            _package(dictionaries=[DICTIONARY | {"entries": [ENTRY, ENTRY]}]),
            "dictionaries[0].entries[1].code",
            "stands already at dictionaries[0].entries[0].",
        ),
    ],
)  # fmt: skip
def test_a_part_that_cannot_be_is_told_by_its_place(raw: bytes, place: str, said: str) -> None:
    (trouble, *_rest) = _refused(raw)

    assert trouble.startswith(f"{place}: ")
    assert said in trouble


def test_every_place_is_told_at_once() -> None:
    raw = _package(types=[TYPE | {"icon": 5, "fields": [FIELD | {"kind": "x"}, FIELD | {"code": ""}]}])

    places = [trouble.split(":")[0] for trouble in _refused(raw)]

    assert places == ["types[0].icon", "types[0].fields[0].kind", "types[0].fields[1].code"]
