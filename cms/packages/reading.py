"""Reads a workbook that people edited, without trusting it; what is wrong is told by sheet, row and column."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from cms.packages.cells import UnfitCell, text_of
from cms.packages.guarding import check_workbook
from cms.packages.rows import INSIDE, SECTION_OF, Row, effect_of, entry_of, field_of, is_further, rule_of, stage_of
from cms.packages.sheets import (
    ATTRIBUTE,
    CHOICES,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_ROWS_ELSEWHERE,
    RULES,
    SHEETS,
    STAGES,
    SURVEY,
    Column,
    columns_of,
)
from ticketforms.package import FORMAT, Document, Trouble, UnfitPackage, checked

_MOST_TOLD = 100
# Sheet, row, place of the column and its name; put into words only when something is wrong there.
Place = tuple[str, int, int | None, str]
Cells = dict[str, Place]
# types[2].fields[5].code is types, [2], .fields, [5], .code
_STEPS = re.compile(r"\[[0-9]+\]|\.?[^.\[]+")


def read_workbook(raw: bytes) -> Document:
    """Return the document that a workbook says; raises `UnfitPackage` with every cell that cannot be taken in."""
    check_workbook(raw)
    try:
        book = load_workbook(BytesIO(raw), read_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its parsers do
        raise UnfitPackage(Trouble("", _("The workbook is damaged: open and save it anew."))) from error
    reader = _Reader()
    try:
        for sheet in SHEETS:
            if sheet in book.sheetnames:
                reader.read(sheet, book[sheet])
    finally:
        book.close()
    if not reader.found_any:
        message = _("The workbook has none of the sheets %(sheets)s.")
        raise UnfitPackage(Trouble("", message % {"sheets": ", ".join(SHEETS)}))
    return reader.document()


class _Reader:
    """Gathers the parts from the sheets, and remembers from which cell each came."""

    def __init__(self) -> None:
        self.found_any = False
        self._parts: dict[str, list[Row]] = {section: [] for section in SECTION_OF.values()}
        self._indexes: dict[tuple[str, str], int] = {}
        self._cells: Cells = {}
        self._troubles: list[Trouble] = []
        self._last_rule: Row | None = None

    def document(self) -> Document:
        if self._troubles:
            raise UnfitPackage(*self._troubles[:_MOST_TOLD])
        try:
            return checked({"format": FORMAT, **self._parts})
        except UnfitPackage as unfit:
            raise UnfitPackage(*(self._placed(trouble) for trouble in unfit.troubles)) from unfit

    def read(self, sheet: str, page: Any) -> None:
        self.found_any = True
        try:
            for number, row, cells in self._rows(sheet, page):
                self._take(sheet, number, row, cells)
        except UnfitPackage as unfit:
            self._troubles += unfit.troubles
        except Exception as error:  # openpyxl raises whatever its parsers do
            raise UnfitPackage(Trouble(sheet, _("The sheet is damaged: open and save the workbook anew."))) from error

    def _rows(self, sheet: str, page: Any) -> Iterator[tuple[int, Row, Cells]]:
        most = MOST_ROWS.get(sheet, MOST_ROWS_ELSEWHERE)
        if (page.max_row or 0) > most:
            raise UnfitPackage(Trouble(sheet, _("There are more than %(most)d rows.") % {"most": most}))
        columns: dict[int, Column] | None = None
        for number, cells in enumerate(page.iter_rows(max_row=most, max_col=MOST_COLUMNS), start=1):
            filled = {place: cell for place, cell in enumerate(cells) if cell.value not in (None, "")}
            first = text_of(filled[0].value) if 0 in filled else ""
            if not filled or first.lstrip().startswith("#"):
                continue
            if columns is None:
                columns = self._columns(sheet, number, filled)
                continue
            yield number, *self._row(sheet, number, columns, filled)

    def _columns(self, sheet: str, number: int, filled: dict[int, Any]) -> dict[int, Column]:
        names = {place: text_of(cell.value).strip() for place, cell in filled.items()}
        attributes = [name.removeprefix(ATTRIBUTE) for name in names.values() if name.startswith(ATTRIBUTE)]
        known = {column.name: column for column in columns_of(sheet, attributes if sheet == CHOICES else ())}
        columns: dict[int, Column] = {}
        for place, name in names.items():
            where = (sheet, number, place, "")
            if name in known and known[name] not in columns.values():
                columns[place] = known[name]
            elif name in known:
                self._troubles.append(
                    Trouble(_told(*where), _("The column “%(name)s” is there twice.") % {"name": name})
                )
            else:
                message = _("The column “%(name)s” is not known: mend its name, or begin it with #.")
                if not name.startswith("#"):
                    self._troubles.append(Trouble(_told(*where), message % {"name": name[:50]}))
        return columns

    def _row(self, sheet: str, number: int, columns: dict[int, Column], filled: dict[int, Any]) -> tuple[Row, Cells]:
        row: Row = {}
        cells: Cells = {}
        for place, column in columns.items():
            if place not in filled:
                continue
            where = (sheet, number, place, column.name)
            cells[column.name] = where
            if filled[place].data_type in ("f", "e"):
                self._troubles.append(Trouble(_told(*where), _("Write the value itself here, no formula.")))
                continue
            try:
                row[column.name] = column.meaning.read(text_of(filled[place].value))
            except UnfitCell as unfit:
                self._troubles.append(Trouble(_told(*where), str(unfit)))
        return row, cells

    def _take(self, sheet: str, number: int, row: Row, cells: Cells) -> None:
        if sheet in SECTION_OF:
            self._indexes.setdefault((sheet, str(row.get("code"))), len(self._parts[sheet]))
            self._remember(f"{sheet}[{len(self._parts[sheet])}]", sheet, number, cells)
            self._parts[sheet].append(row)
            return
        named, section, inside = INSIDE[sheet]
        index = self._indexes.get((section, str(row.get(named))))
        if index is None:
            where = cells.get(named, (sheet, number, None, ""))
            message = _("Name one of the codes on the sheet %(sheet)s here.") % {"sheet": section}
            self._troubles.append(Trouble(_told(*where), message))
            return
        parts: list[Row] = self._parts[section][index].setdefault(inside, [])
        if sheet == RULES:
            self._take_rule(row, parts, f"{section}[{index}].rules", number, cells)
            return
        self._remember(f"{section}[{index}].{inside}[{len(parts)}]", sheet, number, cells)
        parts.append(
            field_of(row)
            if sheet == SURVEY
            else entry_of(row)
            if sheet == CHOICES
            else stage_of(row)
            if sheet == STAGES
            else {name: value for name, value in row.items() if name != named}
        )

    def _take_rule(self, row: Row, rules: list[Row], place: str, number: int, cells: Cells) -> None:
        if not (rules and is_further(row, self._last_rule)):
            self._remember(f"{place}[{len(rules)}]", RULES, number, cells)
            rules.append(rule_of(row) | {"effects": []})
        self._last_rule = row
        effects = rules[-1]["effects"]
        if effect := effect_of(row):
            here = f"{place}[{len(rules) - 1}].effects[{len(effects)}]"
            self._remember(here, RULES, number, cells)
            if "fields" in cells:
                self._cells[f"{here}.field"] = cells["fields"]
            effects.append(effect)

    def _remember(self, place: str, sheet: str, number: int, cells: Cells) -> None:
        self._cells[place] = (sheet, number, None, "")
        for name, where in cells.items():
            self._cells[f"{place}.{name}"] = where

    def _placed(self, trouble: Trouble) -> Trouble:
        """Name the cell, or the row, that a place of the document was read from."""
        steps = _STEPS.findall(trouble.place)
        for length in range(len(steps), 0, -1):
            if where := self._cells.get("".join(steps[:length])):
                return Trouble(_told(*where), trouble.message)
        return trouble


def _told(sheet: str, number: int, place: int | None = None, name: str = "") -> str:
    if place is None:
        return _("sheet %(sheet)s, row %(row)d") % {"sheet": sheet, "row": number}
    column = f"{get_column_letter(place + 1)} ({name})" if name else get_column_letter(place + 1)
    return _("sheet %(sheet)s, row %(row)d, column %(column)s") % {"sheet": sheet, "row": number, "column": column}
