"""Draws the glyph of a ticket, or of a ticket type, wherever one is named; what it says is `crm.tickets.marking`'s."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from crm.models import Ticket
from crm.tickets.marking import Mark, mark_of, mark_of_type
from ticketforms.drawing import path_of
from ticketforms.models import TicketType

register = template.Library()


@register.inclusion_tag("cms/records/mark.html")
def ticket_mark(ticket: Ticket, now: datetime | None = None) -> dict[str, Any]:
    """Draw the mark of a ticket loaded `with_marks()`, as it stands at `now`."""
    return _drawing(mark_of(ticket, now or timezone.now()))


@register.inclusion_tag("cms/records/mark.html")
def type_mark(ticket_type: TicketType) -> dict[str, Any]:
    """Draw the mark of a type, where no ticket is meant."""
    return _drawing(mark_of_type(ticket_type))


def _drawing(mark: Mark) -> dict[str, Any]:
    percent = None if mark.ring is None else round(mark.ring * 100)
    return {"mark": mark, "picture": path_of(mark.icon), "percent": percent}
