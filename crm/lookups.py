"""The register's records that an answer may name: customers, places, meters, tickets; each by the key people know.

Searching shows only what the person may see. Finding by a key is for answers that somebody sends: it tells whether
there is such a record and how it is called.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.customers.matching import fold
from crm.customers.search import find as find_customers
from crm.customers.spoken import LONGEST, MOST_WORDS, ticket_key
from crm.customers.words import words_in
from crm.models import Customer, Meter, ServicePoint, Ticket
from crm.tickets.finding import fits_typed
from ticketforms.port import Found, User
from ticketforms.storing import storable

Row = TypeVar("Row", bound=Model)


class Customers:
    """Customers by number; narrowed by nothing."""

    label: str | Promise = _("customer")

    def search(self, text: str, *, narrowed_by: Mapping[str, str], user: User, limit: int) -> list[Found]:
        """Return customers by whatever an agent would type at the desk."""
        if not text.strip():
            return []
        found = find_customers(text, limit=limit)
        seen = set(Customer.objects.visible_to(user or AnonymousUser()).filter(pk__in=[one.pk for one in found]))
        return [_customer(one) for one in found if one in seen]

    def find(self, key: str) -> Found | None:
        """Return the customer with this number."""
        one = Customer.objects.filter(number=storable(key)).first()
        return _customer(one) if one else None


class ServicePoints:
    """Service points by PPE number; narrowed by a customer."""

    label: str | Promise = _("service point")

    def search(self, text: str, *, narrowed_by: Mapping[str, str], user: User, limit: int) -> list[Found]:
        """Return places by PPE, address, or whose they are; with nothing typed, all of the customer."""
        places = ServicePoint.objects.visible_to(user or AnonymousUser())
        if customer := narrowed_by.get("customer"):
            places = places.filter(customer__number=customer)
        typed = storable(text[:LONGEST]).strip()
        if not typed:
            return [_place(one) for one in places[:limit]] if customer else []
        return [_place(one) for one in _surest(places, _places_meant(typed, limit), limit)]

    def find(self, key: str) -> Found | None:
        """Return the place with this PPE number."""
        one = ServicePoint.objects.filter(ppe=storable(key)).first()
        return _place(one) if one else None


class Meters:
    """Meters by serial number; narrowed by a service point or a customer."""

    label: str | Promise = _("meter")

    def search(self, text: str, *, narrowed_by: Mapping[str, str], user: User, limit: int) -> list[Found]:
        """Return meters by the beginning of their number or by their place; with nothing typed, all of the place."""
        meters = Meter.objects.visible_to(user or AnonymousUser()).select_related("service_point")
        place, customer = narrowed_by.get("service_point"), narrowed_by.get("customer")
        if place:
            meters = meters.filter(service_point__ppe=place)
        if customer:
            meters = meters.filter(service_point__customer__number=customer)
        typed = storable(text[:LONGEST]).strip()
        if not typed:
            return [_meter(one) for one in meters[:limit]] if place or customer else []
        meant = [Q(serial_number__startswith=typed)]
        meant += [Q(service_point__in=ServicePoint.objects.filter(one)) for one in _places_meant(typed, limit)]
        return [_meter(one) for one in _surest(meters, meant, limit)]

    def find(self, key: str) -> Found | None:
        """Return the meter with this serial number."""
        one = Meter.objects.select_related("service_point").filter(serial_number=storable(key)).first()
        return _meter(one) if one else None


class Tickets:
    """Tickets by number; narrowed by a customer or a service point."""

    label: str | Promise = _("ticket")

    def search(self, text: str, *, narrowed_by: Mapping[str, str], user: User, limit: int) -> list[Found]:
        """Return tickets as the register's list finds them, newest first."""
        gate = Ticket.objects.visible_to(user or AnonymousUser())
        if customer := narrowed_by.get("customer"):
            gate = gate.filter(customer__number=customer)
        if place := narrowed_by.get("service_point"):
            gate = gate.filter(service_point__ppe=place)
        if not (text.strip() or customer or place):
            return []
        fitting = gate.filter(fits_typed(text)).with_marks().order_by("-reported_at", "-pk")
        return [_ticket(one) for one in fitting[:limit]]

    def find(self, key: str) -> Found | None:
        """Return the ticket with this number."""
        pk = ticket_key(key)
        one = Ticket.objects.with_marks().filter(pk=pk).first() if pk else None
        return _ticket(one) if one else None


def _customer(one: Customer) -> Found:
    return Found(one.number, one.name, one.number)


def _place(one: ServicePoint) -> Found:
    return Found(one.ppe, one.address, one.ppe)


def _meter(one: Meter) -> Found:
    return Found(one.serial_number, one.serial_number, one.service_point.address)


def _ticket(one: Ticket) -> Found:
    return Found(one.number, f"{one.number} {one.ticket_type.label}", str(one.service_point or one.location))


def _compact(typed: str) -> str:
    return re.sub(r"[\s-]", "", typed)


def _places_meant(typed: str, limit: int) -> list[Q]:
    """Ways to find a place, the surest first."""
    words = fold(typed).split()[:MOST_WORDS]
    ways = [Q(ppe__startswith=_compact(typed))] if re.search(r"[0-9]{4}", _compact(typed)) else []
    if words:
        ways.append(words_in("folded_address", words))
    return [*ways, Q(customer__in=[one.pk for one in find_customers(typed, limit=limit)])]


def _surest(rows: QuerySet[Row], ways: Iterable[Q], limit: int) -> list[Row]:
    found: dict[int, Row] = {}
    for way in ways:
        for row in rows.filter(way).exclude(pk__in=found)[: limit - len(found)]:
            found[row.pk] = row
        if len(found) >= limit:
            break
    return list(found.values())
