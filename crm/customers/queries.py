"""Answers what there is to know about one customer on one card; what feeds a service point is told a floor higher."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from crm.models import (
    BillingCard,
    BillingEntry,
    Call,
    Customer,
    CustomerPhone,
    Meter,
    MeterReading,
    ServicePoint,
    Ticket,
)

_READINGS, _ENTRIES, _TICKETS, _CALLS = 6, 12, 20, 10


@dataclass(frozen=True)
class PointCard:
    """A service point with the meter in use there and its newest readings."""

    service_point: ServicePoint
    meter: Meter | None
    readings: tuple[MeterReading, ...]


@dataclass(frozen=True)
class MainCard:
    """The customer as an agent must know them before speaking; the newest of everything, open tickets first."""

    customer: Customer
    phones: tuple[CustomerPhone, ...]
    points: tuple[PointCard, ...]
    billing: BillingCard | None
    entries: tuple[BillingEntry, ...]
    tickets: tuple[Ticket, ...]
    calls: tuple[Call, ...]


def main_card(customer: Customer, *, with_billing: bool = True) -> MainCard:
    """Return the card in the same few queries however much the customer has; money only if it may be seen."""
    billing = BillingCard.objects.filter(customer=customer).first() if with_billing else None
    entries = BillingEntry.objects.filter(customer=customer)[:_ENTRIES] if with_billing else ()
    return MainCard(
        customer=customer,
        phones=tuple(customer.phones.all()),
        points=tuple(_points(customer.service_points.all())),
        billing=billing,
        entries=tuple(entries),
        tickets=tuple(Ticket.objects.with_marks().filter(customer=customer).open_first()[:_TICKETS]),
        calls=tuple(customer.calls.select_related("agent")[:_CALLS]),
    )


def point_card(service_point: ServicePoint) -> PointCard:
    """Return a place with the meter in use there and its newest readings, in two queries."""
    return _points(ServicePoint.objects.filter(pk=service_point.pk))[0]


def _points(places: QuerySet[ServicePoint]) -> list[PointCard]:
    newest = Prefetch("readings", queryset=MeterReading.objects.all()[:_READINGS], to_attr="newest_readings")
    meters = Prefetch("meters", queryset=Meter.objects.prefetch_related(newest))
    cards = []
    for point in places.prefetch_related(meters):
        meter = next(iter(point.meters.all()), None)
        readings = meter.newest_readings if meter else ()  # type: ignore[attr-defined]  # prefetched above
        cards.append(PointCard(point, meter, tuple(readings)))
    return cards
