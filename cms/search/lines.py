"""The rows of a list as they are drawn: heads that sort, cells in words, and where a row leads to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from cms.search.answering import Answer
from crm.criteria.columns import Cell, sort_of
from crm.criteria.register import GROUPS
from crm.criteria.subjects import Subject
from crm.models import Ticket

# Of whom and where: told by the reporter when nobody was found.
_TOLD = {"customer.name": "reporter_name", "service_point.address": "location"}


@dataclass(frozen=True)
class Head:
    """A column's head; `order` is "ascending" or "descending" where the list is sorted by it."""

    name: str
    label: str
    title: str
    is_sortable: bool = False
    order: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class ShownCell:
    """What stands in a cell, and how: `tone` colours it or says that it is a telephone, `url` makes a link of it."""

    text: str
    more: int = 0
    tone: str = ""
    url: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Line:
    """A row with its cells; `ticket` is drawn with its mark."""

    pk: int
    url: str
    cells: tuple[ShownCell, ...]
    ticket: Ticket | None = None
    is_over: bool = False


def heads_of(answer: Answer) -> list[Head]:
    """Return the heads of the chosen columns."""
    return [_head(answer.reading.known[name], answer) for name in answer.columns]


def lines_of(answer: Answer, rows: Sequence[Any], now: datetime) -> list[Line]:
    """Return the rows with their cells, in a number of queries that the rows do not change."""
    found, answered = answer.cells(rows), answer.answers(rows)
    return [
        _line(answer, row, found.get(row.pk, []), answered.cells.get(row.pk, ()) if answered else (), now)
        for row in rows
    ]


def is_phone(subject: Subject) -> bool:
    """Whether a telephone number is shown: what a reporter told is looked for as text, and read out all the same."""
    return subject.comparing.name == "phone" or subject.name == "ticket.reporter_phone"


def short_name(subject: Subject, root: str) -> str:
    """Return what a subject is called beside rows of the root: a name by whose it is, all else by itself."""
    label = str(subject.label)
    is_name_of_another = subject.group != root and subject.name == f"{subject.group}.name"
    return str(GROUPS.get(subject.group, label)) if is_name_of_another else label


def _head(subject: Subject, answer: Answer) -> Head:
    label = str(subject.label)
    is_sorted = subject.name == answer.sort_by
    group = label if subject.group == "answer" else f"{GROUPS.get(subject.group, '')}: {label}"
    return Head(
        name=subject.name,
        label=short_name(subject, answer.asked.root),
        title=group,
        is_sortable=sort_of(subject, answer.asked.root) is not None,
        order=("descending" if answer.is_descending else "ascending") if is_sorted else "",
        is_number=subject.comparing.control == "number",
    )


def _line(answer: Answer, row: Any, found: Sequence[Cell], answered: Sequence[str], now: datetime) -> Line:
    user = answer.reading.user
    shown = [
        _cell(answer.reading.known[name], cell, row, now) for name, cell in zip(answer.columns, found, strict=False)
    ]
    url = url_of(answer.asked.root, row, user.has_perm("crm.view_customer"))
    if shown:
        first = shown[0]
        shown[0] = ShownCell(first.text or "–", first.more, first.tone, url, first.is_number)
    ticket = row if isinstance(row, Ticket) else None
    return Line(
        pk=row.pk,
        url=url,
        cells=(*shown, *(ShownCell(text) for text in answered)),
        ticket=ticket,
        is_over=ticket is not None and not ticket.is_open,
    )


def _cell(subject: Subject, cell: Cell, row: Any, now: datetime) -> ShownCell:
    text, tone = cell.text, ""
    if is_phone(subject):
        tone = "phone"
    if isinstance(row, Ticket):
        text = text or str(getattr(row, _TOLD.get(subject.name, ""), "") or "")
        if subject.name == "ticket.priority":
            text, tone = str(row.priority), {1: "danger", 2: "violet"}.get(row.priority, "")
        elif subject.name == "ticket.due_at" and row.is_open and row.due_at and row.due_at < now:
            tone = "overdue"
    return ShownCell(text, cell.more, tone, is_number=subject.comparing.control == "number")


def url_of(root: str, row: Any, sees_customers: bool) -> str:
    """Return the page that a row leads to, "" where there is none for this reader."""
    if root == "ticket":
        return reverse("records:ticket", args=[row.pk])
    if root == "outage":
        return f"{reverse('board:board')}#{row.pk}"
    customer = row.pk if root == "customer" else getattr(row, "customer_id", None)
    return reverse("records:customer", args=[customer]) if customer and sees_customers else ""
