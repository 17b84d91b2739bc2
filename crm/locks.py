"""The one order in which tickets and calls are locked; callers lock before they read what they decide on."""

from crm.models import Call, Ticket


def lock_tickets(*pks: int) -> dict[int, Ticket]:
    """Return the tickets with their types, locked in the order of their keys."""
    locked = Ticket.objects.select_for_update(of=("self",)).select_related("ticket_type").filter(pk__in=pks)
    return {ticket.pk: ticket for ticket in locked.order_by("pk")}


def lock_call(pk: int) -> Call:
    """Return the call, locked."""
    return Call.objects.select_for_update().get(pk=pk)
