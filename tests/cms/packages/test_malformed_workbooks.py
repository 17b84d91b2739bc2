"""A workbook that cannot be taken in says which sheet, row and column; a hostile one is refused before it is parsed."""

import zipfile
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from cms.packages.files import document_in
from cms.packages.reading import read_workbook
from ticketforms.package import UnfitPackage

pytestmark = pytest.mark.django_db
TYPES = [["code", "shortcut", "label_pl", "category"], ["no-power", "BP", "Brak prądu", "fault"]]
SURVEY = ["type", "code", "kind", "label_pl", "visible_when", "settings.max_length"]


def _book(**sheets: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook()
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _refused(raw: bytes) -> list[str]:
    with pytest.raises(UnfitPackage) as refused:
        document_in(raw, "definitions.xlsx")
    return [str(trouble) for trouble in refused.value.troubles]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["gone", "a", "text", "A"], "sheet survey, row 2, column A (type): Name one of the codes on the sheet types"),
        (["no-power", "a b", "text", "A"], "sheet survey, row 2, column B (code): Give the field a code"),
        (["no-power", "a", "telepathy", "A"], "sheet survey, row 2, column C (kind): This kind of field is not known"),
        (
            ["no-power", "a", "text", "A", "${x} is 1"],
            "sheet survey, row 2, column E (visible_when): Character 6: =, !=",
        ),
        (
            ["no-power", "a", "text", "A", None, "long"],
            "sheet survey, row 2, column F (settings.max_length): Enter a whole number.",
        ),
        (["no-power", "a", "text", "=1+1"], "sheet survey, row 2, column D (label_pl): Write the value itself here"),
    ],
)
def test_what_is_wrong_is_told_by_its_cell(row: list[Any], said: str) -> None:
    (trouble,) = _refused(_book(types=TYPES, survey=[SURVEY, row]))

    assert trouble.startswith(said)


def test_a_missing_part_is_told_by_its_row() -> None:
    troubles = _refused(_book(types=[["code", "label_pl", "category"], ["no-power", "Brak", "fault"]]))

    assert troubles == ["sheet types, row 2: “shortcut” is missing."]


def test_an_unknown_column_is_told_before_anything_is_lost() -> None:
    troubles = _refused(_book(types=[[*TYPES[0], "colour"], TYPES[1]]))

    assert troubles == [
        "sheet types, row 1, column E: The column “colour” is not known: mend its name, or begin it with #."
    ]


def test_an_effect_is_told_by_its_own_row() -> None:
    rules = [["type", "code", "effect", "priority"], ["no-power", "r", "propose_joining"], ["no-power", "r", "explode"]]

    (trouble,) = _refused(_book(types=TYPES, rules=rules))

    assert trouble.startswith("sheet rules, row 3, column C (effect): This effect is not known")


def test_what_spreadsheet_programs_make_of_texts_is_read_as_meant() -> None:
    choices: list[list[Any]] = [
        ["dictionary", "code", "label_pl", "valid_from", "is_retired"],
        ["extent", 12.0, 7, date(2026, 1, 2), True],
    ]
    dictionaries = [["# a remark"], ["code", "label_pl"], [], ["extent", "Zasięg"]]

    document = read_workbook(_book(dictionaries=dictionaries, choices=choices))

    (extent,) = document["dictionaries"]
    assert extent["entries"] == [{"code": "12", "label_pl": "7", "valid_from": "2026-01-02", "is_retired": True}]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"PK\x03\x04 broken", "The file is not an XLSX workbook"),
        (b"", "The file is not an XLSX workbook"),
        (_book(other=[["a"]]), "The workbook has none of the sheets"),
    ],
)
def test_what_is_no_workbook_of_ours_is_refused(raw: bytes, said: str) -> None:
    (trouble,) = _refused(raw)

    assert trouble.startswith(said)


def _zip(**files: bytes) -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as folded:
        for name, raw in files.items():
            folded.writestr(name, raw)
    return kept.getvalue()


def test_a_zip_that_unfolds_beyond_measure_is_refused_before_it_is_parsed() -> None:
    (trouble,) = _refused(_zip(sheet=b"0" * 30_000_000))

    assert trouble.startswith("The workbook unfolds to far more than it seems to hold")


def test_a_zip_of_something_else_is_refused() -> None:
    (trouble,) = _refused(_zip(readme=b"hello"))

    assert trouble.startswith("The workbook is damaged")


def test_entities_that_explode_are_not_followed() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>'
    raw = BytesIO(_book(types=TYPES))
    spoilt = BytesIO()
    with zipfile.ZipFile(raw) as whole, zipfile.ZipFile(spoilt, "w") as copy:
        for name in whole.namelist():
            content = whole.read(name)
            copy.writestr(name, bomb + content if name.startswith("xl/worksheets/") else content)

    (trouble,) = _refused(spoilt.getvalue())

    assert "damaged" in trouble


def test_a_lonely_cell_far_below_is_refused_and_not_walked_to() -> None:
    book = Workbook()
    page = book.create_sheet("survey")
    page.append(SURVEY)
    page.cell(1_048_576, 1, "x")
    kept = BytesIO()
    book.save(kept)

    assert _refused(kept.getvalue()) == ["survey: There are more than 20000 rows."]
