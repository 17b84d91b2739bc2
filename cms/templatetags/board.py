"""How the board's templates say moments, ages, states and places; what these mean is known elsewhere."""

from datetime import datetime, timedelta

from django import template

from cms.board.timeline import moment_words
from crm.models import Ticket
from outages.models import Outage
from outages.repair.queries import BoardRow

register = template.Library()


@register.filter
def moment(when: datetime | None, now: datetime) -> str:
    """The hour, with the day when it is not today."""
    return moment_words(when, now) if when else ""


@register.filter
def duration(age: timedelta) -> str:
    """Minutes, hours or days; the board's script says it the same way as time goes on."""
    minutes = max(0, int(age.total_seconds() // 60))
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60:02d} min" if hours else f"{minutes} min"


@register.filter
def shape(row: BoardRow) -> str:
    """The mark of an outage: planned work has its own, a fault has its state's."""
    return "planned" if row.kind == Outage.Kind.PLANNED else row.status


@register.filter
def place(ticket: Ticket) -> str:
    """Where a ticket is about, as shortly as it can be said."""
    return str(ticket.service_point or ticket.location or ticket.customer or "")
