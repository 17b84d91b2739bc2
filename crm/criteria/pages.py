"""Reads what fits criteria a page at a time, forwards and backwards, in time whatever is asked (docs/adr/0011).

A page begins behind a row, named by its key: page 1,000 costs what page 1 costs, and rows that come meanwhile shift
nothing. What to look for is said by a condition; who may look, by the caller's gate.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from crm.bounded import TookTooLong, at_most
from crm.criteria.counting import guess_of
from crm.criteria.fitting import Fitting

DEFAULT_SIZE, LARGEST = 50, 500
# Milliseconds. A first page, with the count beside it and what is around both, stays below a second; who goes on waits.
PROMPT, PATIENT = 600, 5_000
# Of the time, how much each way of reading may take before the next is tried.
_WALK, _PEEK, _MATCH = 0.33, 0.06, 0.42
_FEW, _CHEAP = 2_000, 50
_SHORTEST_SLICE, _FIRST_SLICE, _LARGEST_SLICE = 20, 1_000, 16_000


@dataclass(frozen=True)
class Sort:
    """A column of the root with an index, and whether it is read from its end.

    Where `has_empty`, rows without a value come last.
    """

    path: str
    descending: bool = False
    has_empty: bool = False


@dataclass(frozen=True)
class Place:
    """Where a page begins: behind the row with this key, or before it."""

    pk: int
    before: bool = False

    @property
    def written(self) -> str:
        """The place as it stands in an address: a key, and nothing of what the row says."""
        return f"{'b' if self.before else 'a'}{self.pk}"

    @classmethod
    def read(cls, written: str) -> "Place | None":
        """Return the place, `None` for anything that is none."""
        key = written[1:]
        if written[:1] not in ("a", "b") or not (key.isascii() and key.isdigit()) or len(key) > 18:
            return None
        return cls(int(key), written[0] == "b")


@dataclass(frozen=True)
class Page:
    """Rows in their order, and the places before and behind them where there is more.

    With `is_whole` false the search was stopped at `next`, and there may be rows further on.
    """

    rows: tuple[Any, ...]
    previous: Place | None
    next: Place | None
    is_whole: bool = True


@dataclass(frozen=True)
class _Segment:
    """A part of the order: the rows with a value, or those without one; `key` is the column that decides ties."""

    where: Q
    path: str
    descending: bool
    key: str = "pk"

    @property
    def columns(self) -> list[str]:
        return [self.key] if self.path in ("", "pk") else [self.path, self.key]

    def ordered(self, rows: QuerySet[Any], backwards: bool) -> QuerySet[Any]:
        sign = "-" if self.descending != backwards else ""
        return rows.filter(self.where).order_by(*(f"{sign}{column}" for column in self.columns))

    def behind(self, row: Model, value: Any, backwards: bool) -> Q:
        way = "lt" if self.descending != backwards else "gt"
        if self.path in ("", "pk"):
            return Q(**{f"{self.key}__{way}": row.pk})
        is_tied = Q(**{self.path: value, f"{self.key}__{way}": row.pk})
        # The first condition lets the index be entered at the value; the second only decides ties.
        return Q(**{f"{self.path}__{way}e": value}) & (Q(**{f"{self.path}__{way}": value}) | is_tied)


def read_page(
    gate: QuerySet[Any],
    fitting: Fitting,
    sort: Sort,
    *,
    place: Place | None = None,
    size: int = DEFAULT_SIZE,
    patience: int = PROMPT,
) -> Page:
    """Return the page that begins at the place, the first when it is `None` or its row is gone.

    On PostgreSQL it takes no longer than `patience`, in milliseconds: what cannot be found in that time is searched
    further from `next`, which is best done with `PATIENT`.
    """
    size = max(1, min(size, LARGEST))
    start = gate.model._base_manager.filter(pk=place.pk).first() if place else None
    backwards = bool(start and place and place.before)
    found, reached, is_whole = _Search(gate, fitting, sort, backwards, patience).rows(start, size + 1)
    rows, has_more = found[:size], len(found) > size
    last = rows[-1].pk if rows else None
    further = Place(last, backwards) if has_more and last else None
    if not is_whole and reached is not None:
        further = Place(reached, backwards)
    first = (rows[0].pk if rows else start.pk) if start else None
    back = Place(first, not backwards) if first is not None else None
    if backwards:
        return Page(tuple(reversed(rows)), further, back, is_whole)
    return Page(tuple(rows), back, further, is_whole)


_Way = Callable[["Model | None", int], list[int]]


class _Search:
    """One reading in one direction, along the register's own rows or along those that lead past what cannot fit."""

    def __init__(self, gate: QuerySet[Any], fitting: Fitting, sort: Sort, backwards: bool, patience: int) -> None:
        self.gate, self.fitting, self.sort, self.backwards, self.patience = gate, fitting, sort, backwards, patience
        lead = fitting.lead
        segments = [_Segment(Q(), sort.path, sort.descending)]
        if sort.has_empty:
            has_value = Q(**{f"{sort.path}__isnull": False})
            segments = [_Segment(has_value, sort.path, sort.descending), _Segment(~has_value, "", sort.descending)]
        self.segments = segments[::-1] if backwards else segments
        self.is_led, self.course, self.course_segments = False, gate.model._base_manager.all(), self.segments
        if lead and not sort.has_empty and (column := lead.repeats.columns.get(sort.path)):
            self.is_led, self.course = True, lead.rows
            self.course_segments = [_Segment(Q(), column, sort.descending, lead.repeats.key)]

    def rows(self, start: Model | None, wanted: int) -> tuple[list[Any], int | None, bool]:
        """Return the rows, the key of the last row looked at, and whether all that was wanted is there."""
        if connection.vendor != "postgresql":
            return self._loaded(self._walk(start, wanted)), None, True
        ends_at = time.monotonic() + self.patience / 1000
        for way, share in self._ways():
            try:
                with at_most(int(self.patience * share), row_by_row=way == self._walk):
                    keys = way(start, wanted)
                return self._loaded(keys), None, True
            except TookTooLong:
                continue
        return self._slices(start, wanted, ends_at)

    def _ways(self) -> list[tuple[_Way, float]]:
        """Return the ways to read a page, the likelier first, each with its share of the time."""
        guess = min((guess_of(form) for form in self.fitting.forms(self.gate, "pk")), key=lambda guess: guess.cost)
        if self.is_led:
            # What leads is often less rare than the planner thinks.
            ways: list[tuple[_Way, float]] = [(self._walk, _PEEK), (self._match, _MATCH)]
            return ways[::-1] if guess.cost < _CHEAP else ways
        ways = [(self._walk, _WALK), (self._match, _MATCH)]
        return ways if guess.rows > _FEW else ways[::-1]

    def _parts(self, start: Model | None, segments: Sequence[_Segment]) -> Iterator[tuple[_Segment, Q]]:
        """Each segment still to be read, with the condition that it begins behind the start."""
        value = _value(start, self.sort.path) if start else None
        has_started = start is None
        for segment in segments:
            if has_started or start is None:
                yield segment, Q()
            elif not self.sort.has_empty or (segment.path == "") == (value is None):
                has_started = True
                yield segment, segment.behind(start, value, self.backwards)

    def _walk(self, start: Model | None, wanted: int) -> list[int]:
        """Read along the course and keep what fits: quick where many do."""
        return self._keys(start, wanted, self.gate.filter(self.fitting.whole).order_by())

    def _match(self, start: Model | None, wanted: int) -> list[int]:
        """Find all that fits first and order it then: quick where few do. The planner is not asked which it is."""
        keys: list[int] = []
        for segment, behind in self._parts(start, self.segments):
            if len(keys) >= wanted:
                break
            columns = segment.columns[::-1]
            forms = self.fitting.narrowed(behind & segment.where).forms(self.gate, *columns)
            best = min(forms, key=lambda form: guess_of(form).cost) if len(forms) > 1 else forms[0]
            try:
                sql, params = best.query.sql_with_params()
            except EmptyResultSet:
                continue
            way = "DESC" if segment.descending != self.backwards else "ASC"
            order = ", ".join(f"{place} {way}" for place in range(len(columns), 0, -1))
            with connection.cursor() as cursor:
                cursor.execute(
                    f"WITH fitting AS MATERIALIZED ({sql}) SELECT * FROM fitting ORDER BY {order} LIMIT %s",
                    [*params, wanted - len(keys)],
                )
                keys += [row[0] for row in cursor.fetchall()]
        return keys

    def _loaded(self, keys: Sequence[int]) -> list[Any]:
        rows = self.gate.in_bulk(keys)
        return [rows[key] for key in keys if key in rows]

    def _slices(self, start: Model | None, wanted: int, ends_at: float) -> tuple[list[Any], int | None, bool]:
        """Look through the course slice by slice until there is enough or the time is up."""
        found: list[Any] = []
        length, reached = _FIRST_SLICE, start
        while len(found) < wanted:
            left = int((ends_at - time.monotonic()) * 1000)
            if left < 20:
                return found[: wanted - 1], reached.pk if reached else None, False
            try:
                with at_most(left):
                    looked_at = self._keys(reached, length)
                # Each statement has what the one before it left.
                with at_most(max(1, int((ends_at - time.monotonic()) * 1000))):
                    fitting = self.gate.filter(self.fitting.whole, pk__in=looked_at).in_bulk()
            except TookTooLong:
                length = max(_SHORTEST_SLICE, length // 4)
                continue
            if not looked_at:
                return found, None, True
            found += [fitting[key] for key in looked_at if key in fitting]
            reached = self.gate.model._base_manager.get(pk=looked_at[-1])
            length = min(length * 2, _LARGEST_SLICE)
        return found[:wanted], None, True

    def _keys(self, start: Model | None, length: int, fitting: QuerySet[Any] | None = None) -> list[int]:
        """Return keys along the course, those of the fitting rows or of all, each once."""
        keys: list[int] = []
        for segment, behind in self._parts(start, self.course_segments):
            if len(keys) < length:
                rows = segment.ordered(self._along(segment, fitting).filter(behind), self.backwards)
                told = rows.values_list(*segment.columns)
                # Of several choices each leads to the same row.
                told = told.distinct() if self.is_led else told
                keys += [row[-1] for row in told[: length - len(keys)]]
        return keys

    def _along(self, segment: _Segment, fitting: QuerySet[Any] | None) -> QuerySet[Any]:
        if fitting is None:
            return self.course
        return self.course.filter(Exists(fitting.filter(pk=OuterRef(segment.key)))) if self.is_led else fitting


def _value(row: Model, path: str) -> Any:
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name, None)
    return value
