"""Answers what there is to know about one customer on one card; what feeds a service point is told a floor higher."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

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
from crm.parts import PartByPart

_READINGS, _ENTRIES, _TICKETS, _CALLS = 13, 12, 20, 10


@dataclass(frozen=True)
class PointCard:
    """A service point with the meter in use there and its newest readings."""

    service_point: ServicePoint
    meter: Meter | None
    readings: tuple[MeterReading, ...]

    @property
    def used(self) -> tuple["Used", ...]:
        """What was used between each reading and the one before, newest first; a register that ran back is left out."""
        pairs = zip(self.readings, self.readings[1:], strict=False)
        return tuple(
            Used(later.read_at, later.energy_kwh - earlier.energy_kwh)
            for later, earlier in pairs
            if later.energy_kwh >= earlier.energy_kwh
        )


@dataclass(frozen=True)
class Used:
    """The energy used until a reading since the one before it."""

    until: datetime
    energy_kwh: Decimal


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


def main_card(customer: Customer, parts: PartByPart, *, with_billing: bool = True) -> MainCard:
    """Return the card in the same few queries however much the customer has; money only if it may be seen.

    A part that the database cannot read leaves the others whole: a call is never kept waiting for one of them.
    """
    billing: BillingCard | None = None
    entries: tuple[BillingEntry, ...] = ()
    if with_billing:
        billing = parts.read("billing", lambda: BillingCard.objects.filter(customer=customer).first(), None)
        entries = parts.read(
            "entries", lambda: tuple(BillingEntry.objects.filter(customer=customer)[:_ENTRIES]), entries
        )
    tickets = Ticket.objects.with_marks().filter(customer=customer).defer("answers", "surroundings").open_first()
    return MainCard(
        customer=customer,
        phones=parts.read("phones", lambda: tuple(customer.phones.all()), ()),
        points=parts.read("points", lambda: tuple(_points(customer.service_points.all())), ()),
        billing=billing,
        entries=entries,
        tickets=parts.read("tickets", lambda: tuple(tickets[:_TICKETS]), ()),
        calls=parts.read("calls", lambda: tuple(customer.calls.select_related("agent")[:_CALLS]), ()),
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
