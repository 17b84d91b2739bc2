"""Answers what there is to know about one customer on one card; what feeds a service point is told a floor higher."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, F, IntegerField, Prefetch, Q, Value, When, prefetch_related_objects

from crm.customers.consents import standing
from crm.customers.merged import consents_of
from crm.models import (
    BillingCard,
    BillingEntry,
    Call,
    Consent,
    Customer,
    CustomerAccount,
    CustomerAgreement,
    CustomerPhone,
    Meter,
    MeterReading,
    ServicePoint,
    Ticket,
)
from crm.parts import PartByPart

MOST_PLACES = 500
_READINGS, _ENTRIES, _TICKETS, _CALLS = 13, 6, 12, 8
_CARDS, _AGREEMENTS, _CONTACTS = 10, 6, 20
_IS_PLAIN = Q(connection_state=ServicePoint.ConnectionState.CONNECTED, special_need=ServicePoint.SpecialNeed.NONE)
_HOLDING_FIRST = (F("valid_to").desc(nulls_first=True), "-valid_from", "-pk")


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
    """The customer as an agent must know them before speaking; the newest of everything, open tickets first.

    `places` are where they take power, those first where somebody depends on it or supply is cut off; the meters there
    are read on their own.
    """

    customer: Customer
    phones: tuple[CustomerPhone, ...]
    places: tuple[ServicePoint, ...]
    billing: tuple[BillingCard, ...]
    entries: tuple[BillingEntry, ...]
    accounts: tuple[CustomerAccount, ...]
    agreements: tuple[CustomerAgreement, ...]
    consents: tuple[Consent, ...]
    tickets: tuple[Ticket, ...]
    calls: tuple[Call, ...]


def main_card(
    customer: Customer, parts: PartByPart, *, with_billing: bool = True, with_consents: bool = True
) -> MainCard:
    """Return the card in the same few queries however much the customer has; money and consents only if they may be
    seen.

    A part that the database cannot read leaves the others whole: a call is never kept waiting for one of them.
    """
    tickets = Ticket.objects.filter(customer=customer).select_related("ticket_type__category").open_first()
    tickets = tickets.defer("answers", "surroundings", "folded_text")
    accounts = customer.accounts.order_by(F("closed_date").desc(nulls_first=True), "number")
    agreements = customer.agreements.select_related("service_point").order_by(*_HOLDING_FIRST)
    return MainCard(
        customer=customer,
        phones=parts.read("phones", lambda: tuple(customer.phones.all()[:_CONTACTS]), ()),
        places=parts.read("points", lambda: places_of(customer), ()),
        billing=parts.read("billing", lambda: _cards(customer), ()) if with_billing else (),
        entries=parts.read("entries", lambda: _entries(customer), ()) if with_billing else (),
        accounts=parts.read("agreements", lambda: tuple(accounts[:_AGREEMENTS]), ()) if with_billing else (),
        agreements=parts.read("agreements", lambda: tuple(agreements[:_AGREEMENTS]), ()),
        consents=parts.read("consents", lambda: tuple(standing(consents_of(customer))), ()) if with_consents else (),
        tickets=parts.read("tickets", lambda: tuple(tickets[:_TICKETS]), ()),
        calls=parts.read("calls", lambda: tuple(customer.calls.select_related("agent")[:_CALLS]), ()),
    )


def _cards(customer: Customer) -> tuple[BillingCard, ...]:
    cards = list(BillingCard.objects.filter(customer=customer).most_overdue_first()[:_CARDS])
    # Few customers were ever merged: for the others a join would only take time.
    prefetch_related_objects([card for card in cards if card.billed_to_id], "billed_to")
    return tuple(cards)


def _entries(customer: Customer) -> tuple[BillingEntry, ...]:
    return tuple(BillingEntry.objects.filter(customer=customer)[:_ENTRIES])


def places_of(customer: Customer) -> tuple[ServicePoint, ...]:
    """Return where the customer takes power, up to `MOST_PLACES`: first those where something is special."""
    is_plain = Case(When(_IS_PLAIN, then=Value(1)), default=Value(0), output_field=IntegerField())
    return tuple(customer.service_points.order_by(is_plain, "folded_address", "pk")[:MOST_PLACES])


def point_card(service_point: ServicePoint) -> PointCard:
    """Return a place with the meter in use there and its newest readings, in two queries."""
    return point_cards([service_point])[0]


def point_cards(places: Sequence[ServicePoint]) -> list[PointCard]:
    """Return the places with the meter in use at each and its newest readings, in two queries for all."""
    newest = Prefetch("readings", queryset=MeterReading.objects.all()[:_READINGS], to_attr="newest_readings")
    meters = Meter.objects.filter(service_point__in=places).prefetch_related(newest)
    in_use: dict[int, Meter] = {}
    for meter in meters:
        in_use.setdefault(meter.service_point_id, meter)
    return [_with_meter(place, in_use.get(place.pk)) for place in places]


def _with_meter(place: ServicePoint, meter: Meter | None) -> PointCard:
    readings = meter.newest_readings if meter else ()  # type: ignore[attr-defined]  # prefetched above
    return PointCard(place, meter, tuple(readings))
