"""Answers what the register holds: of a customer or place, and which hazards are open; it changes nothing."""

from collections.abc import Sequence

from django.db.models import Count, F, Q

from crm.models import Customer, ServicePoint, Ticket
from ticketforms.models import TicketType

MOST_HAZARDS = 200


def history_of(
    *, customer: Customer | None = None, service_point: ServicePoint | None = None, limit: int = 20
) -> list[Ticket]:
    """Return tickets of the customer, and of the place whoever reported them: open ones first, then the newest."""
    theirs = Q()
    if customer:
        theirs |= Q(customer=customer)
    if service_point:
        theirs |= Q(service_point=service_point)
    if not theirs:
        return []
    return list(Ticket.objects.with_marks().filter(theirs).open_first()[:limit])


def open_hazards() -> list[Ticket]:
    """Return open hazards with their acknowledgements: those nobody acknowledged first, then the oldest first."""
    return list(
        Ticket.objects.open()
        .with_marks()
        .select_related("hazard_acknowledgement__acknowledged_by")
        .filter(ticket_type__reporting=TicketType.Reporting.HAZARD)
        .order_by(F("hazard_acknowledgement__acknowledged_at").asc(nulls_first=True), "reported_at", "pk")[
            :MOST_HAZARDS
        ]
    )


def open_counts(customers: Sequence[Customer]) -> dict[int, int]:
    """Return how many open tickets each of the customers has, by key; those without any are left out."""
    theirs = Ticket.objects.open().filter(customer__in=customers).order_by()
    return {pk: count for pk, count in theirs.values_list("customer").annotate(count=Count("pk")) if pk}
