"""Answers what somebody asks of a list: a page of its rows, how many there are, the sentence. It draws nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from cms.search.asked import Asked
from cms.search.quick import only_choice
from crm.criteria.catalogue import subjects
from crm.criteria.columns import Cell, cells, checked_columns, checked_sort, sort_of
from crm.criteria.comparing import Moment
from crm.criteria.compiling import fitting_of
from crm.criteria.counting import Count, count_of
from crm.criteria.fitting import Fitting
from crm.criteria.pages import DEFAULT_SIZE, Page, Sort, read_page
from crm.criteria.pages import Place as From
from crm.criteria.reading import checked
from crm.criteria.roots import COLUMNS, GATES, SORTED_BY
from crm.criteria.sentences import criteria_pieces
from crm.criteria.subjects import Subject, Viewer, viewer_of
from crm.criteria.wording import fits_typed
from crm.tickets.columns import AnswerColumns, answer_columns
from crm.tickets.reading import reader_of
from ticketforms.conditions import All, Condition


@dataclass(frozen=True)
class Reading:
    """A list as one person reads it at one moment; what they may look at is found out once."""

    root: str
    user: User
    at: datetime

    @cached_property
    def viewer(self) -> Viewer:
        """What this person's rights let criteria look at."""
        return viewer_of(self.user)

    @cached_property
    def known(self) -> Mapping[str, Subject]:
        """The subjects that they may look at."""
        return subjects(self.root, self.viewer)

    @property
    def moment(self) -> Moment:
        """What “today” and “me” mean."""
        return Moment(self.at, self.user.pk)

    @property
    def gate(self) -> QuerySet[Any]:
        """Every row that they may see."""
        return GATES[self.root](self.user)


@dataclass(frozen=True)
class Answer:
    """What was asked, understood: rows are read only when a page or a count is wanted."""

    reading: Reading
    asked: Asked
    condition: Condition
    columns: tuple[str, ...]
    sort_by: str
    is_descending: bool

    @property
    def is_usual(self) -> bool:
        """Whether nobody has chosen columns."""
        return not self.asked.columns

    @cached_property
    def fitting(self) -> Fitting:
        """What the database is asked, with what was typed into the box."""
        reading = self.reading
        finds_sensitive = reading.viewer.may("crm.view_sensitive_answers")
        wording = fits_typed(self.asked.typed, self.asked.root, finds_sensitive=finds_sensitive)
        return fitting_of(self.condition, self.asked.root, reading.known, reading.moment).narrowed(wording)

    @property
    def order(self) -> Sort:
        """The order of its rows."""
        known = self.reading.known
        usual, descending = SORTED_BY[self.asked.root]
        for by, is_descending in ((self.sort_by, self.is_descending), (usual, descending)):
            if by in known and (order := sort_of(known[by], self.asked.root, descending=is_descending)):
                return order
        return Sort("pk", descending=True)

    def page(self, written: str = "", *, size: int = DEFAULT_SIZE) -> Page:
        """Return the page that begins at a written place, the first for none."""
        place = From.read(written)
        return read_page(self.reading.gate, self.fitting, self.order, place=place, size=size)

    def count(self) -> Count:
        """Return how many rows fit, a guess where counting takes long."""
        return count_of(self.reading.gate, self.fitting)

    def cells(self, rows: Sequence[Any]) -> dict[int, list[Cell]]:
        """Return what the rows have of the columns, by the row's key."""
        return cells(self.asked.root, rows, self.columns, self.reading.known, self.reading.moment)

    def answers(self, rows: Sequence[Any]) -> AnswerColumns | None:
        """Return the answers that stand in columns where only tickets of one type are asked for."""
        if self.asked.root != "ticket" or not self.is_usual or not only_choice(self.asked.criteria, "ticket.type"):
            return None
        return answer_columns(rows, reader_of(self.reading.user))

    def sentence(self) -> list[tuple[str, bool]]:
        """Return the criteria as a sentence in pieces, each with whether it is a name; nothing for no criteria."""
        if self.condition == All(()):
            return []
        return criteria_pieces(self.condition, self.reading.known)


def answer_to(asked: Asked, reading: Reading) -> Answer:
    """Return what was asked, understood; raises `CriteriaError`."""
    known = reading.known
    columns = checked_columns(list(asked.columns), known) or [name for name in COLUMNS[asked.root] if name in known]
    raw = {"by": asked.sort_by, "descending": asked.is_descending} if asked.sort_by else None
    sort_by, is_descending = checked_sort(raw, asked.root, known)
    return Answer(reading, asked, checked(asked.criteria, known, asked.root), tuple(columns), sort_by, is_descending)
