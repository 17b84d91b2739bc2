"""Keeps the number of database queries independent of the number of rows.

Rows that one field brought in are a batch. When a resolver asks something of one row, the reader answers for the whole
batch at once, so the queries count the fields of the question and not the rows of the answer.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model

from crm.tickets.history import HistoryPage
from graphql_api.paging import Page

Row = TypeVar("Row", bound=Model)
Reader = Callable[..., Mapping[int, Any]]


@dataclass
class _Batch:
    rows: tuple[Model, ...]
    answers: dict[Hashable, Mapping[int, Any]] = field(default_factory=dict)


class Loaders:
    """The batches of one execution."""

    def __init__(self, note: Callable[[Iterable[Model]], None]) -> None:
        """`note` is told of every row that was brought in."""
        self._note = note
        self._batches: dict[int, _Batch] = {}

    def keep(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Return the rows, from now on a batch."""
        fresh = {id(row): row for row in rows if id(row) not in self._batches}
        batch = _Batch(tuple(fresh.values()))
        self._batches.update(dict.fromkeys(fresh, batch))
        self._note(batch.rows)
        return rows

    def keep_page(self, page: Page) -> Page:
        """Return the page, its rows from now on a batch."""
        self.keep(page.rows)
        return page

    def load(self, row: Model, reader: Reader, **arguments: Hashable) -> Any:
        """Return what `reader(rows, **arguments)` found for the row, `None` if nothing; asked once a batch.

        The reader gets the rows of one model and returns, by their primary keys, a row, a list or a `Page` of rows,
        or a page of a history.
        """
        batch = self._batches[id(row)]
        key = (reader, tuple(sorted(arguments.items())))
        if key not in batch.answers:
            batch.answers[key] = reader(batch.rows, **arguments)
            for rows in _rows_in(batch.answers[key].values()):
                self.keep(rows)
        return batch.answers[key].get(row.pk)


def _rows_in(found: Iterable[Any]) -> list[list[Model]]:
    """The rows of each model that were found."""
    rows: dict[type[Model], list[Model]] = defaultdict(list)
    for answer in found:
        for row in _parts_of(answer):
            rows[type(row)].append(row)
    return list(rows.values())


def _parts_of(answer: Any) -> Sequence[Model]:
    match answer:
        case Page():
            return answer.rows
        case HistoryPage():
            return [row for contact in answer.contacts for row in (contact.ticket, contact.call) if row]
        case list():
            return [row for row in answer if isinstance(row, Model)]
        case Model():
            return [answer]
    return []
