"""Knows how a long list is cut into pages by a key of its rows, so that page 1,000 costs what page 1 costs.

A cursor names the last row seen by its moment and key; rows that arrive later never shift a page.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, Model, Q, QuerySet, Window
from django.db.models.functions import DenseRank, RowNumber
from graphql import GraphQLError

DEFAULT_PAGE = 20
LARGEST_PAGE = 100


@dataclass(frozen=True)
class Page:
    """Rows in order with their cursors, and whether more follow; from `further` on when not from the last row."""

    rows: list[Any]
    cursors: list[str]
    has_next: bool
    has_previous: bool
    further: str | None = None


@dataclass(frozen=True)
class Place:
    """The row a page begins behind: its key and, where the order has one, its moment."""

    pk: int
    moment: datetime | None

    @classmethod
    def read(cls, cursor: str) -> "Place":
        """Return the place a cursor names; raises `GraphQLError` for any text that this API did not give out."""
        try:
            written, _, key = urlsafe_b64decode(cursor.encode("ascii")).decode("ascii").partition("|")
            moment = datetime.fromisoformat(written).astimezone(UTC) if written else None
            pk = int(key)
        except (ValueError, OverflowError):
            pk, moment = -1, None
        if not 0 <= pk < 2**63:
            raise GraphQLError("after is a cursor that this API gave out.")
        return cls(pk, moment)

    @property
    def cursor(self) -> str:
        written = self.moment.astimezone(UTC).isoformat() if self.moment else ""
        return urlsafe_b64encode(f"{written}|{self.pk}".encode()).decode()


@dataclass(frozen=True)
class Cut:
    """How long a page is and what it begins behind."""

    first: int
    behind: Place | None

    @classmethod
    def of(cls, first: int | None, after: str | None) -> "Cut":
        """Return the cut of a field's arguments; raises `GraphQLError` for what cannot be a page."""
        length = DEFAULT_PAGE if first is None else first
        if not 1 <= length <= LARGEST_PAGE:
            raise GraphQLError(f"first is from 1 to {LARGEST_PAGE}.")
        return cls(length, Place.read(after) if after is not None else None)


def by_key(rows: QuerySet[Any], *, cut: Cut) -> Page:
    """Return a page of rows in the order they were written down."""
    behind = rows.filter(pk__gt=cut.behind.pk) if cut.behind else rows
    return _page(list(behind.order_by("pk")[: cut.first + 1]), None, cut)


def newest_first(rows: QuerySet[Any], *, moment: str, cut: Cut) -> Page:
    """Return a page of rows by a moment of theirs, newest first."""
    found = list(_behind(rows, moment, "pk", cut).order_by(f"-{moment}", "-pk")[: cut.first + 1])
    return _page(found, moment, cut)


def newest_first_by_parent(
    rows: QuerySet[Any], *, parent: str, parents: Collection[int], moment: str, cut: Cut
) -> dict[int, Page]:
    """Return a page a parent, in one query; `parent` is the rows' column that names it."""
    behind = _behind(rows.filter(**{f"{parent}__in": parents}), moment, "pk", cut)
    place = Window(RowNumber(), partition_by=F(parent), order_by=[F(moment).desc(), F("pk").desc()])
    ranked = behind.annotate(page_place=place).filter(page_place__lte=cut.first + 1)
    found: dict[int, list[Model]] = defaultdict(list)
    for row in ranked.order_by(f"-{moment}", "-pk"):
        found[getattr(row, parent)].append(row)
    return {key: _page(found[key], moment, cut) for key in parents}


def newest_first_by_link(
    links: QuerySet[Any],
    *,
    parent: str,
    parents: Collection[int],
    target: str,
    rows: QuerySet[Any],
    moment: str,
    cut: Cut,
) -> dict[int, Page]:
    """Return a page a parent of the rows that link rows lead to, each row once, in two queries.

    `parent` and `target` are paths from a link to the parent's key and to the row.
    """
    at, key = f"{target}__{moment}", f"{target}_id"
    behind = _behind(links.filter(**{f"{parent}__in": parents}), at, key, cut)
    place = Window(DenseRank(), partition_by=F(parent), order_by=[F(at).desc(), F(key).desc()])
    ranked = behind.annotate(page_place=place).filter(page_place__lte=cut.first + 1).order_by("page_place")
    pairs = dict.fromkeys(ranked.values_list(parent, key))
    by_key = rows.in_bulk({row for _, row in pairs})
    found: dict[int, list[Model]] = defaultdict(list)
    for owner, row in pairs:
        found[owner].append(by_key[row])
    return {owner: _page(found[owner], moment, cut) for owner in parents}


def _behind(rows: QuerySet[Any], moment: str, key: str, cut: Cut) -> QuerySet[Any]:
    if cut.behind is None:
        return rows
    if cut.behind.moment is None:
        raise GraphQLError("after is a cursor of another list.")
    at, pk = cut.behind.moment, cut.behind.pk
    # The first condition is implied by the second; it lets the database start in the index.
    return rows.filter(**{f"{moment}__lte": at}).filter(Q(**{f"{moment}__lt": at}) | Q(**{f"{key}__lt": pk}))


def _page(found: list[Any], moment: str | None, cut: Cut) -> Page:
    rows = found[: cut.first]
    cursors = [Place(row.pk, getattr(row, moment) if moment else None).cursor for row in rows]
    return Page(rows, cursors, has_next=len(found) > cut.first, has_previous=cut.behind is not None)
