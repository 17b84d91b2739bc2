"""Knows what a ticket's glyph says: type, category, state, and age against the due time; not how it is drawn."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crm.models import Ticket
from ticketforms.models import TicketType

SHAPES = {
    Ticket.State.OPEN: "solid",
    Ticket.State.IN_PROGRESS: "dashed",
    Ticket.State.WAITING: "dotted",
    Ticket.State.CLOSED: "double",
    Ticket.State.CANCELLED: "crossed",
}


@dataclass(frozen=True)
class Mark:
    """One glyph: `ring` is the part of the time to answer that has gone (0 to 1), `None` where none is set."""

    icon: str
    letter: str
    colour: str
    shape: str
    ring: float | None
    is_overdue: bool
    text: str


def mark_of(ticket: Ticket, now: datetime) -> Mark:
    """Return the glyph of a ticket loaded `with_marks()`."""
    ring = _spent(ticket, now)
    is_overdue = ring is not None and ticket.due_at is not None and now > ticket.due_at
    words = [ticket.ticket_type.label, ticket.get_state_display(), *_time_left(ticket, is_overdue)]
    return _mark(ticket.ticket_type, SHAPES[Ticket.State(ticket.state)], ring, is_overdue, ", ".join(map(str, words)))


def mark_of_type(ticket_type: TicketType) -> Mark:
    """Return the glyph of a type, where no ticket is meant."""
    return _mark(ticket_type, "plain", None, False, f"{ticket_type.label}, {ticket_type.category.label}")


def _mark(ticket_type: TicketType, shape: str, ring: float | None, is_overdue: bool, text: str) -> Mark:
    category = ticket_type.category
    return Mark(ticket_type.icon, category.letter, category.colour, shape, ring, is_overdue, text)


def _spent(ticket: Ticket, now: datetime) -> float | None:
    if ticket.due_at is None or not ticket.is_open:
        return None
    allowed = (ticket.due_at - ticket.reported_at).total_seconds()
    gone = (now - ticket.reported_at).total_seconds()
    return 1.0 if allowed <= 0 else max(0.0, min(1.0, gone / allowed))


def _time_left(ticket: Ticket, is_overdue: bool) -> list[str]:
    if ticket.due_at is None or not ticket.is_open:
        return []
    words = _("overdue since %(due)s") if is_overdue else _("due by %(due)s")
    return [words % {"due": due_words(ticket.due_at)}]


def due_words(due_at: datetime) -> str:
    """Return a due time as people say it: a day, with the hour where it does not end with the day."""
    local = timezone.localtime(due_at)
    ends_with_day = (local.hour, local.minute) == (23, 59)
    return date_format(local, "SHORT_DATE_FORMAT" if ends_with_day else "SHORT_DATETIME_FORMAT")
