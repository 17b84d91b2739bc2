"""Writes all that somebody asked for as a table, page after page, and who thereby read whose data. It holds no page."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from cms.search.answering import Answer, answer_to
from cms.search.lines import heads_of, lines_of
from cms.search.quick import only_choice
from crm.criteria.answers import asked_fields
from crm.criteria.pages import LARGEST
from crm.models import PersonalDataRead
from crm.tickets.reading import personal_class

# A sheet of a workbook holds a little more.
_ROWS_A_SHEET = 1_000_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[0-9][0-9\s.,]*")
_OF_PEOPLE = ("customer.", "service_point.", "meter.", "billing.")
_OF_REPORTERS = ("ticket.reporter", "ticket.location", "call.from")
Row = Sequence[str]


def whole_of(answer: Answer) -> Answer:
    """Return the same with every column by name: of tickets of one type, their answers too."""
    kind = only_choice(answer.asked.criteria, "ticket.type") if answer.is_usual else ""
    known = answer.reading.known
    answered = [name for name in known if kind and name.startswith(f"answer.{kind}.") and known[name].is_column]
    return answer_to(replace(answer.asked, columns=(*answer.columns, *answered)), answer.reading)


def rows_of(answer: Answer, language: str) -> Iterator[Sequence[Row]]:
    """Yield the heads, then page after page, each written down as read before it is given out."""
    noting = _Noting(answer)
    with override(language):
        yield [[head.title for head in heads_of(answer)]]
    place = ""
    while True:
        with override(language):
            page = answer.page(place, size=LARGEST)
            lines = lines_of(answer, page.rows, answer.reading.at)
            noting.note(page.rows)
            shown = [[cell.text + (f" (+{cell.more})" if cell.more else "") for cell in line.cells] for line in lines]
        if shown:
            yield shown
        if page.next is None:
            return
        place = page.next.written


def as_csv(pages: Iterator[Sequence[Row]], language: str) -> Iterator[str]:
    """Yield the text of a file that spreadsheets of that language open, with no cell that they would calculate."""
    yield "\ufeff"
    for page in pages:
        written = io.StringIO()
        csv.writer(written, delimiter=";" if language == "pl" else ",").writerows(
            [_harmless(text) for text in row] for row in page
        )
        yield written.getvalue()


def as_workbook(pages: Iterator[Sequence[Row]]) -> IO[bytes]:
    """Return a file with a workbook, every cell a text; so many rows that they fill a sheet go on in the next."""
    workbook = Workbook(write_only=True)
    [heads] = next(pages)
    sheet, count = _new_sheet(workbook, heads), 0
    for row in chain.from_iterable(pages):
        if count == _ROWS_A_SHEET:
            sheet, count = _new_sheet(workbook, heads), 0
        sheet.append(_texts(sheet, row))
        count += 1
    # Whoever hands it out closes it.
    file = TemporaryFile()  # noqa: SIM115
    workbook.save(file)
    file.seek(0)
    return file


def _new_sheet(workbook: Workbook, heads: Row) -> Any:
    sheet = workbook.create_sheet()
    sheet.append(_texts(sheet, heads))
    return sheet


def _texts(sheet: Any, row: Row) -> list[Any]:
    cells = []
    for text in row:
        cell = WriteOnlyCell(sheet, re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text))
        cell.data_type = "s"
        cells.append(cell)
    return cells


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


class _Noting:
    """Writes down once an export whose data were read."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.noted: set[str] = set()
        self.tells_people = any(name.startswith(_OF_PEOPLE) for name in answer.columns)
        self.tells_reporters = any(name.startswith(_OF_REPORTERS) for name in answer.columns)
        sensitive = {
            f"answer.{asked.ticket_type}.{asked.field['code']}"
            for asked in asked_fields()
            if personal_class(asked.field) != "none"
        }
        self.tells_answers = bool(sensitive & set(answer.columns))

    def note(self, rows: Sequence[Any]) -> None:
        subjects = {subject for row in rows for subject in self._subjects(row)} - self.noted
        self.noted |= subjects
        reading = self.answer.reading
        PersonalDataRead.objects.bulk_create(
            PersonalDataRead(reader=reading.user.get_username()[:120], door="export", subject=each, read_at=reading.at)
            for each in sorted(subjects)
        )

    def _subjects(self, row: Any) -> Iterator[str]:
        root = self.answer.asked.root
        customer = row.pk if root == "customer" else getattr(row, "customer_id", None)
        if customer and (self.tells_people or root == "customer"):
            yield f"customer:{customer}"
        if self.tells_reporters or (self.tells_people and not customer):
            yield f"{root}:{row.pk}"
        if self.tells_answers:
            yield f"{root}:{row.pk}:sensitive"
