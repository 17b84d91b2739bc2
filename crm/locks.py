"""How tickets, calls, billing cards and saved searches are locked; callers lock before they read what they decide on.

Tickets are locked in the order of their keys; nobody holds two of these kinds at once. Keys never change, so
rows that point at a locked one can be written meanwhile.
"""

from collections.abc import Mapping

from crm.models import BillingCard, BulkChange, BulkLine, Call, Customer, SavedSearch, Ticket


def lock_tickets(*pks: int) -> dict[int, Ticket]:
    """Return the tickets with their types, locked in the order of their keys."""
    tickets = Ticket.objects.filter(pk__in=pks).select_related("ticket_type").order_by("pk")
    return {ticket.pk: ticket for ticket in tickets.select_for_update(of=("self",), no_key=True)}


def lock_call(pk: int) -> Call:
    """Return the call, locked."""
    return Call.objects.select_for_update(no_key=True).get(pk=pk)


def lock_billing_card(customer: Customer, first: Mapping[str, object]) -> tuple[BillingCard, bool]:
    """Return the customer's card, locked, and whether it is new: made from `first`, since there was none."""
    return BillingCard.objects.select_for_update(no_key=True).get_or_create(customer=customer, defaults=first)


def lock_search(pk: int, *, owner: int) -> SavedSearch | None:
    """Return the owner's saved search, locked, `None` when it is somebody else's or gone."""
    return SavedSearch.objects.select_for_update(no_key=True).filter(pk=pk, owner=owner).first()


def lock_bulk_change(pk: int) -> BulkChange:
    """Return the bulk change with who asked for it, locked; its lines are not."""
    return BulkChange.objects.select_for_update(of=("self",), no_key=True).select_related("asked_by").get(pk=pk)


def lock_bulk_line(pk: int) -> BulkLine:
    """Return one ticket's line of a bulk change, locked; the ticket itself is locked after it."""
    return BulkLine.objects.select_for_update(of=("self",), no_key=True).select_related("ticket").get(pk=pk)
