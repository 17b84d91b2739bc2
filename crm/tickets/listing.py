"""Answers which tickets fit what a person looks for, a page at a time; who may look is decided by the caller's gate."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q

from crm.customers.matching import fold, normalise
from crm.customers.search import LONGEST, MOST_WORDS, ticket_key, words_in
from crm.customers.search import find as find_customers
from crm.models import AnswerIndex, Ticket, TicketQuerySet
from ticketforms.models import TicketType

PAGE = 50
MOST_COUNTED = 1_000
_MOST_MATCHES = 2_000
_MOST_CUSTOMERS = 100


@dataclass(frozen=True)
class Criteria:
    """What to look for: `state` is a state, "unfinished" or "" for any; text is as a person types it.

    Only who may see sensitive answers finds a ticket by one (`finds_sensitive`): a hit would tell what was answered.
    """

    state: str = ""
    ticket_type: TicketType | None = None
    author: AbstractBaseUser | None = None
    is_hazard: bool = False
    queue: str = ""
    text: str = ""
    finds_sensitive: bool = False


@dataclass(frozen=True)
class TicketPage:
    """Tickets, newest first; `older` is the key to ask the next page with, `count` stops at `MOST_COUNTED` + 1."""

    tickets: tuple[Ticket, ...]
    older: int | None
    count: int


def tickets_page(gate: TicketQuerySet, criteria: Criteria, *, before: int | None = None) -> TicketPage:
    """Return a page of the tickets behind the gate, from the one reported before the ticket with that key."""
    fitting = _narrow(gate, criteria)
    count = fitting.order_by()[: MOST_COUNTED + 1].count()
    last_seen = gate.filter(pk=before).first() if before else None
    if last_seen:
        moment = last_seen.reported_at
        is_older = Q(reported_at__lt=moment) | Q(reported_at=moment, pk__lt=last_seen.pk)
        # The first condition lets the index be entered at the moment; the second only decides ties.
        fitting = fitting.filter(reported_at__lte=moment).filter(is_older)
    found = list(fitting.with_marks().order_by("-reported_at", "-pk")[: PAGE + 1])
    shown = tuple(found[:PAGE])
    return TicketPage(shown, shown[-1].pk if len(found) > PAGE else None, count)


def _narrow(tickets: TicketQuerySet, criteria: Criteria) -> TicketQuerySet:
    if criteria.state == "unfinished":
        tickets = tickets.open()
    elif criteria.state:
        tickets = tickets.filter(state=criteria.state)
    if criteria.ticket_type:
        tickets = tickets.filter(ticket_type=criteria.ticket_type)
    if criteria.author:
        tickets = tickets.filter(created_by_id=criteria.author.pk)
    if criteria.is_hazard:
        tickets = tickets.filter(ticket_type__reporting=TicketType.Reporting.HAZARD)
    if criteria.queue:
        tickets = tickets.filter(queue=criteria.queue)
    if criteria.text.strip():
        # Matches first, order later: ordering by date beside a text condition would read the register from its end.
        matches = (
            Ticket.objects.filter(_about(criteria.text) | _answered(criteria)).order_by().values_list("pk", flat=True)
        )
        tickets = tickets.filter(pk__in=list(matches[:_MOST_MATCHES]))
    return tickets


def _about(text: str) -> Q:
    """The ticket's number; its customer, however found; or words of its reporter and place."""
    customers = [customer.pk for customer in find_customers(text, limit=_MOST_CUSTOMERS)]
    fits = Q(customer__in=customers)
    if key := ticket_key(text):
        fits |= Q(pk=key)
    words = fold(normalise(text) or text[:LONGEST]).split()[:MOST_WORDS]
    return fits | words_in("folded_text", words) if words else fits


def _answered(criteria: Criteria) -> Q:
    """Tickets with a searchable answer that holds all the words."""
    words = fold(criteria.text[:LONGEST]).split()[:MOST_WORDS]
    if not words:
        return Q(pk__in=[])
    rows = AnswerIndex.objects.filter(words_in("folded", words)).exclude(folded="")
    if not criteria.finds_sensitive:
        rows = rows.filter(is_sensitive=False)
    # Found first: beside the other ways to find a ticket the planner would not use the index of the words.
    return Q(pk__in=list(rows.order_by().values_list("ticket", flat=True)[:_MOST_MATCHES]))
