"""Fills prepared texts with what is known of a ticket; higher floors lend values of theirs (`SOURCES`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime

from crm.models import Ticket
from crm.tickets.queues import queue_name
from crm.tickets.reading import answers_of, reader_of
from ticketforms.models import TextTemplate
from ticketforms.text_variables import ANSWER, filled

Values = Mapping[str, str]
Source = Callable[[Ticket, datetime], Values]
SOURCES: list[Source] = []


@dataclass(frozen=True)
class Wording:
    """One prepared text, filled for a ticket."""

    code: str
    label: str
    text: str


def wordings_for(ticket: Ticket, place: str, *, by: User, at: datetime) -> list[Wording]:
    """Return the texts prepared for a place on this ticket, filled with what this person may read of it.

    What is missing, or masked for this person, stays a gap.
    """
    fits = Q(ticket_type=None) | Q(ticket_type=ticket.ticket_type_id)
    fits &= Q(category=None) | Q(category=ticket.ticket_type.category_id)
    templates = list(TextTemplate.objects.filter(fits, place=place))
    values = _values(ticket, by, at) if templates else {}
    return [Wording(one.code, one.label, filled(one.text, values)) for one in templates]


def _values(ticket: Ticket, by: User, at: datetime) -> Values:
    customer, point = ticket.customer, ticket.service_point
    reader = reader_of(by)
    own = {
        "ticket.number": ticket.number,
        "ticket.type": ticket.ticket_type.label,
        "ticket.reported_at": _moment(ticket.reported_at),
        "ticket.due_at": _moment(ticket.due_at),
        "ticket.queue": queue_name(ticket.queue),
        "customer.name": customer.name if customer and reader.sees_personal else "",
        "customer.number": customer.number if customer and reader.sees_personal else "",
        "place.address": str(point.address) if point else ticket.location,
        "place.ppe": point.ppe if point else "",
        "user.name": by.get_full_name() or by.username,
    }
    # A sensitive answer is not spread into notes, whoever writes them.
    answers = {
        f"{ANSWER}{answer.code}": answer.text
        for answer in answers_of(ticket, reader)
        if not answer.is_masked and not answer.is_sensitive
    }
    lent = {name: value for source in SOURCES for name, value in source(ticket, at).items()}
    return {**answers, **own, **lent}


def _moment(at: datetime | None) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT") if at else ""
