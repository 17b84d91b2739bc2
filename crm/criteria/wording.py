"""What is typed into the one box of a list, as a condition on its rows; typed words say no more than which thing."""

import re

from django.db.models import Q

from crm.customers.matching import fold, normalise
from crm.customers.search import find
from crm.customers.spoken import LONGEST, MOST_WORDS
from crm.customers.words import words_in
from crm.tickets.finding import fits_typed as fits_ticket
from ticketforms.storing import storable

_MOST_CUSTOMERS = 500


def fits_typed(text: str, root: str, *, finds_sensitive: bool) -> Q:
    """Return the condition; nothing typed fits all, and a list without a box (outages) is not narrowed."""
    typed = storable(text[:LONGEST]).strip()
    if not typed or root == "outage":
        return Q()
    if root == "ticket":
        return fits_ticket(text, finds_sensitive=finds_sensitive)
    customers = [customer.pk for customer in find(typed, limit=_MOST_CUSTOMERS)]
    if root == "customer":
        return Q(pk__in=customers)
    if root == "service_point":
        return _place(typed, customers)
    number = normalise(typed)
    return Q(customer__in=customers) | (Q(from_number=number) if number else Q())


def _place(typed: str, customers: list[int]) -> Q:
    """The place itself where its number or its address is typed, else those of the customers found."""
    words = fold(typed).split()[:MOST_WORDS]
    fits = Q(ppe=re.sub(r"[\s-]", "", typed)) | Q(customer__in=customers)
    return fits | words_in("folded_address", words) if words else fits
