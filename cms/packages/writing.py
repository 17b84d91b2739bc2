"""Writes a document as a workbook that people can edit: one row a field, a choice, an effect; lists to choose from.

Every cell is text, so nothing in it is ever a formula.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from io import BytesIO
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from cms.packages.explaining import explanation
from cms.packages.lists import lists
from cms.packages.rows import rows_of
from cms.packages.sheets import CATEGORIES, DICTIONARIES, SHEETS, TYPES, Column, columns_of
from ticketforms.package import Document

LONGEST_CELL = 32_767
_LINE, _MOST_LINES = 14, 8
README, LISTS = "README", "lists"
_HEAD = PatternFill("solid", fgColor="17324A")
_UNDER_HEAD = PatternFill("solid", fgColor="E6F1FA")
_TOP = Alignment(vertical="top", wrap_text=True)


class UnableToWrite(ValueError):
    """A document that no workbook can hold; the message says what is too large for it."""


def workbook(document: Document) -> bytes:
    """Return the document as an XLSX workbook; raises `UnableToWrite` for a text longer than a cell."""
    book = Workbook(write_only=True)
    book.text_style = None
    _readme(book.create_sheet(README))
    offered = lists()
    columns_of_lists = {name: get_column_letter(place) for place, name in enumerate(offered, start=1)}
    for sheet in SHEETS:
        columns = columns_of(sheet, attributes=_attributes(document))
        page = book.create_sheet(sheet)
        _frame(page, columns)
        for column, letter in _lettered(columns):
            if source := _source(column, columns_of_lists, offered):
                _offer(page, letter, source)
        for number, row in enumerate(rows_of(sheet, document), start=3):
            cells = [_cell(page, sheet, column, row) for column in columns]
            _heighten(page, number, [(cell, column.width) for cell, column in zip(cells, columns, strict=True)])
            page.append(cells)
    page = book.create_sheet(LISTS)
    page.sheet_state = "hidden"
    page.append([_text(page, name) for name in offered])
    for place in range(max(map(len, offered.values()))):
        page.append([_text(page, codes[place]) if place < len(codes) else None for codes in offered.values()])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _attributes(document: Document) -> set[str]:
    entries = (entry for dictionary in document["dictionaries"] for entry in dictionary.get("entries", ()))
    return {name for entry in entries for name in entry.get("attributes", ())}


def _frame(page: WriteOnlyWorksheet, columns: Sequence[Column]) -> None:
    """Names to be read by the program, below them what they mean, in both languages; both stay in sight."""
    page.freeze_panes = "C3"
    _lay_out(page, pages_wide=3 if len(columns) > 30 else 1)
    for column, letter in _lettered(columns):
        page.column_dimensions[letter].width = column.width
    page.append([_headed(page, column.name, Font(bold=True, color="FFFFFF"), _HEAD) for column in columns])
    labels = [_both(column.label) for column in columns]
    labels[0] = f"# {labels[0]}"
    page.append([_headed(page, label, Font(italic=True, color="17324A", size=9), _UNDER_HEAD) for label in labels])


def _lay_out(page: WriteOnlyWorksheet, *, pages_wide: int) -> None:
    """Printed, a sheet fits the paper's width."""
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = pages_wide, 0


def _both(label: str | Promise) -> str:
    spoken = []
    for language in ("pl", "en"):
        with override(language):
            spoken.append(str(label))
    return " / ".join(dict.fromkeys(spoken))


def _lettered(columns: Sequence[Column]) -> Iterator[tuple[Column, str]]:
    return ((column, get_column_letter(place)) for place, column in enumerate(columns, start=1))


def _source(column: Column, columns_of_lists: Mapping[str, str], offered: Mapping[str, Sequence[str]]) -> str:
    if column.choices in (TYPES, DICTIONARIES, CATEGORIES):
        return f"{column.choices}!$A$3:$A$2000"
    if column.choices not in offered:
        return ""
    letter = columns_of_lists[column.choices]
    return f"{LISTS}!${letter}$2:${letter}${len(offered[column.choices]) + 1}"


def _offer(page: WriteOnlyWorksheet, letter: str, source: str) -> None:
    offer = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    offer.errorStyle = "warning"
    offer.error = _("This is not in the list.")
    offer.add(f"{letter}3:{letter}20000")
    page.data_validations.append(offer)


def _heighten(page: WriteOnlyWorksheet, number: int, cells: Sequence[tuple[Cell | None, int]]) -> None:
    """Not every program makes a row as high as the text that is wrapped in it."""
    lines = max((-(-len(cell.value) // width) for cell, width in cells if cell), default=1)
    if lines > 1:
        page.row_dimensions[number].height = _LINE * min(lines, _MOST_LINES)


def _cell(page: WriteOnlyWorksheet, sheet: str, column: Column, row: Mapping[str, Any]) -> Cell | None:
    if column.name not in row:
        return None
    text = column.meaning.write(row[column.name])
    if len(text) > LONGEST_CELL:
        said = {"sheet": sheet, "code": row.get("code", ""), "column": column.name}
        raise UnableToWrite(
            _("Sheet %(sheet)s, “%(code)s”: %(column)s is too long for a cell. Export it as JSON.") % said
        )
    return _text(page, text)


def _text(page: WriteOnlyWorksheet, text: str) -> Cell:
    cell = WriteOnlyCell(page, value=text)
    # What begins with = would otherwise be written as a formula.
    cell.data_type = "s"
    kept = page.parent.text_style
    if kept is None:
        cell.number_format, cell.alignment = "@", _TOP
        page.parent.text_style = cell._style
    else:
        # Looking the same style up for each cell takes longer than all the rest.
        cell._style = kept
    return cell


def _headed(page: WriteOnlyWorksheet, text: str, font: Font, fill: PatternFill) -> Cell:
    cell = _text(page, text)
    cell._style = copy(cell._style)
    cell.font, cell.fill = font, fill
    return cell


def _readme(page: WriteOnlyWorksheet) -> None:
    _lay_out(page, pages_wide=1)
    page.column_dimensions["A"].width = 42
    page.column_dimensions["B"].width = page.column_dimensions["C"].width = 70
    for number, (title, polish, english) in enumerate(explanation(), start=1):
        cells = [_text(page, text) for text in (title, polish, english)]
        cells[0]._style = copy(cells[0]._style)
        cells[0].font = Font(bold=True)
        _heighten(page, number, list(zip(cells, (42, 70, 70), strict=True)))
        page.append(cells)
