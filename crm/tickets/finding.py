"""Finds tickets by what a person types: a number, a customer, words of the reporter, the place or an answer."""

from django.db.models import Q

from crm.customers.matching import fold, normalise
from crm.customers.search import find as find_customers
from crm.customers.spoken import LONGEST, MOST_WORDS, ticket_key
from crm.customers.words import words_in
from crm.models import AnswerIndex, Ticket

_MOST_MATCHES = 2_000
_MOST_CUSTOMERS = 100


def fits_typed(text: str, *, finds_sensitive: bool = False) -> Q:
    """Return the condition that a ticket fits what was typed; nothing typed fits all.

    Only who may see sensitive answers finds a ticket by one (`finds_sensitive`): a hit would tell what was answered.
    """
    if not text.strip():
        return Q()
    # Matches first, order later: ordering by date beside a text condition would read the register from its end.
    fits = _about(text) | _answered(text, finds_sensitive)
    return Q(pk__in=list(Ticket.objects.filter(fits).order_by().values_list("pk", flat=True)[:_MOST_MATCHES]))


def _about(text: str) -> Q:
    """The ticket's number; its customer, however found; or words of its reporter and place."""
    customers = [customer.pk for customer in find_customers(text, limit=_MOST_CUSTOMERS)]
    fits = Q(customer__in=customers)
    if key := ticket_key(text):
        fits |= Q(pk=key)
    words = fold(normalise(text) or text[:LONGEST]).split()[:MOST_WORDS]
    return fits | words_in("folded_text", words) if words else fits


def _answered(text: str, finds_sensitive: bool) -> Q:
    """Tickets with a searchable answer that holds all the words."""
    words = fold(text[:LONGEST]).split()[:MOST_WORDS]
    if not words:
        return Q(pk__in=[])
    rows = AnswerIndex.objects.filter(words_in("folded", words)).exclude(folded="")
    if not finds_sensitive:
        rows = rows.filter(is_sensitive=False)
    # Found first: beside the other ways to find a ticket the planner would not use the index of the words.
    return Q(pk__in=list(rows.order_by().values_list("ticket", flat=True)[:_MOST_MATCHES]))
