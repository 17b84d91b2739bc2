"""Copies answers into columns, for fields that are searched, listed or counted by; what is looked for is `listing`'s.

The ticket's answers are the truth: whoever changes them has the copies made anew in the same transaction.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.timezone import localtime

from crm.customers.matching import fold
from crm.models import AnswerIndex, Ticket
from crm.tickets.due import WARSAW
from crm.tickets.reading import personal_class
from ticketforms.definition import Definition, upgraded
from ticketforms.kinds import KINDS

_LONGEST = 240
_FLAGS = ("is_searchable", "is_column", "is_dimension")
_COUNTED = ("decimal", "integer", "computed")


def index_answers(ticket: Ticket, definition: Definition) -> list[AnswerIndex]:
    """Write the rows of a ticket that has none yet."""
    rows = rows_of(ticket, indexed_fields(definition))
    return AnswerIndex.objects.bulk_create(rows) if rows else []


def index_again(ticket: Ticket, definition: Definition) -> list[AnswerIndex]:
    """Write the rows of a ticket whose answers have changed."""
    AnswerIndex.objects.filter(ticket=ticket).delete()
    return index_answers(ticket, definition)


def indexed_fields(definition: Definition) -> list[Mapping[str, Any]]:
    """Return the fields of a form whose answers are copied."""
    return [field for field in upgraded(definition)["fields"] if any(field[flag] for flag in _FLAGS)]


def rows_of(ticket: Ticket, fields: Sequence[Mapping[str, Any]]) -> list[AnswerIndex]:
    """Return the rows of a ticket, not yet written, for these fields of its form."""
    return [row for field in fields for row in _rows(ticket, field)]


def _rows(ticket: Ticket, field: Mapping[str, Any]) -> Iterator[AnswerIndex]:
    answer = ticket.answers.get(field["code"])
    if answer is None or answer["value"] is None:
        return
    value = answer["value"]
    is_listed = isinstance(value, list) and all(isinstance(each, str) for each in value)
    searched = _searched(field, answer)
    for place, part in enumerate(value if is_listed else [value]):
        yield AnswerIndex(
            ticket=ticket,
            ticket_type_id=ticket.ticket_type_id,
            reported_at=ticket.reported_at,
            field=field["code"],
            text=_text(part, answer)[:_LONGEST],
            # The words are those of the whole answer: once is enough.
            folded=searched if place == 0 else "",
            number=_number(part) if KINDS[field["kind"]].reading in _COUNTED else None,
            day=_day(part),
            is_sensitive=personal_class(field) == "sensitive",
        )


def _text(part: Any, answer: Mapping[str, Any]) -> str:
    if isinstance(part, bool):
        return "true" if part else "false"
    if isinstance(part, Mapping) and part.get("key"):
        return str(part["key"])
    return str(answer["text_pl"]) if isinstance(part, Mapping | list) else str(part)


def _searched(field: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """What only some roles may see is not searched: finding a ticket by it would tell it."""
    if not field["is_searchable"] or field["seen_by"]:
        return ""
    value = answer["value"]
    key = value.get("key", "") if isinstance(value, Mapping) else value if isinstance(value, str) else ""
    return fold(" ".join(dict.fromkeys([key, answer["text_pl"], answer["text_en"]])))[:_LONGEST]


def _number(part: Any) -> Decimal | None:
    with suppress(InvalidOperation):
        number = Decimal(str(part))
        if number.is_finite() and abs(number) < Decimal(10) ** 18:
            return number
    return None


def _day(part: Any) -> date | None:
    """The day of a date or a moment, or the one a window begins on; numbers that could be read as one are not."""
    written = part.get("from") if isinstance(part, Mapping) else part
    if not isinstance(written, str) or len(written) < len("2026-11-24") or written[4] != "-":
        return None
    with suppress(ValueError):
        return date.fromisoformat(written)
    with suppress(ValueError):
        moment = datetime.fromisoformat(written)
        return localtime(moment, WARSAW).date() if moment.tzinfo else moment.date()
    return None
