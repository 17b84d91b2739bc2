"""JOURNEY: what somebody types is looked for among people, places, tickets and outages, as far as they may see them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import BigIntegerField, Value

from crm.customers.candidates import Why, reach_of
from crm.customers.matching import fold
from crm.customers.search import Hit, Search, search
from crm.customers.spoken import read, ticket_key
from crm.customers.words import words_in
from crm.models import ServicePoint, Ticket
from crm.tickets.queries import open_counts
from outages.models import Connection, Outage, keys_in
from outages.network.queries import SupplyState, supply_states

MOST_PEOPLE = 9
_MOST_TICKETS, _MOST_OUTAGES = 4, 4
_MOST_MATCHES, _MOST_COMPARED = 200, 500
_NOBODY = Value(0, output_field=BigIntegerField())
_OF_PLACES = (Why.PLACE, Why.PPE, Why.METER)


@dataclass(frozen=True)
class FoundPerson:
    """Somebody who may be meant, with what is known of their power and how many of their tickets are open."""

    hit: Hit
    points: tuple[tuple[ServicePoint, SupplyState], ...]
    open_tickets: int


@dataclass(frozen=True)
class Found:
    """What was found, each kind the surest first. Of people and of places the same search tells what it stood in."""

    people: tuple[FoundPerson, ...]
    places: tuple[FoundPerson, ...]
    tickets: tuple[Ticket, ...]
    outages: tuple[Outage, ...]
    search: Search

    @property
    def count(self) -> int:
        return len(self.people) + len(self.places) + len(self.tickets) + len(self.outages)


def look_for(text: str, *, user: User | AnonymousUser, at: datetime) -> Found:
    """Return what this person may see of what fits the text; nothing typed is refused."""
    sees_people = user.has_perm("crm.view_customer")
    found = search_people(text, limit=MOST_PEOPLE, user=user, at=at) if sees_people else Search(())
    people = _with_state(found.hits, user, at)
    return Found(
        people=tuple(person for person in people if person.hit.why not in _OF_PLACES),
        places=tuple(person for person in people if person.hit.why in _OF_PLACES),
        tickets=_tickets(text, user),
        outages=_outages(text, user),
        search=found,
    )


def search_people(text: str, *, limit: int, user: User | AnonymousUser, at: datetime) -> Search:
    """As `crm.customers.search`, by the numbers that this person may see; whose power is off comes first."""
    return search(text, limit=limit, at=at, reach=reach_of(user), dark=without_power)


def without_power(customers: Collection[int]) -> set[int]:
    """Return those of the customers, by key, at one of whose places power is off, in one query."""
    fed = Connection.objects.filter(service_point__customer__in=customers, valid_to=None).order_by()
    fed_from = fed.values_list("service_point__customer", "device__path")
    failed_at = Outage.objects.ongoing().order_by().values_list(_NOBODY, "device__path")
    rows = list(fed_from.union(failed_at, all=True))
    failed = {keys_in(path)[-1] for customer, path in rows if not customer}
    return {customer for customer, path in rows if customer and not failed.isdisjoint(keys_in(path))}


def _with_state(hits: Sequence[Hit], user: User | AnonymousUser, at: datetime) -> list[FoundPerson]:
    points = [point for hit in hits for point in hit.customer.service_points.all()]
    states = supply_states(points, at) if points and user.has_perm("outages.view_outage") else {}
    counts = open_counts([hit.customer for hit in hits]) if hits and user.has_perm("crm.view_ticket") else {}
    return [
        FoundPerson(
            hit=hit,
            points=tuple((point, states[point.pk]) for point in _shown(hit) if point.pk in states),
            open_tickets=counts.get(hit.customer.pk, 0),
        )
        for hit in hits
    ]


def _shown(hit: Hit) -> list[ServicePoint]:
    """The place somebody was found by, or all of theirs."""
    return [hit.point] if hit.point else list(hit.customer.service_points.all())


def _tickets(text: str, user: User | AnonymousUser) -> tuple[Ticket, ...]:
    """The ticket of that number, or those whose reporter or place was written so, what is still to be done first."""
    tickets, asked = Ticket.objects.visible_to(user).with_marks(), read(text)
    if key := ticket_key(asked.typed):
        return tuple(tickets.filter(pk=key))
    if asked.digits or not any(len(word) > 2 for word in asked.names):
        return ()
    written = Ticket.objects.filter(words_in("folded_text", asked.names)).exclude(folded_text="").order_by()
    keys = list(written.values_list("pk", flat=True)[:_MOST_MATCHES])
    return tuple(tickets.filter(pk__in=keys).open_first()[:_MOST_TICKETS]) if keys else ()


def _outages(text: str, user: User | AnonymousUser) -> tuple[Outage, ...]:
    """The outage of that number, or those going on or ahead at a device of that code or name."""
    outages, asked = Outage.objects.visible_to(user).select_related("device"), read(text)
    number = re.fullmatch(r"(?:outage|awaria|wylaczenie)? ?#?([0-9]{1,9})", fold(asked.typed))
    if number:
        return tuple(outages.filter(number=int(number[1])))
    if not asked.names or max(map(len, asked.names)) < 3:
        return ()
    present = outages.scheduled_or_ongoing().order_by("-started_at", "pk")[:_MOST_COMPARED]
    named = (one for one in present if _is_called(asked.names, f"{one.device.code} {one.device.name} {one.cause}"))
    return tuple(islice(named, _MOST_OUTAGES))


def _is_called(words: Sequence[str], text: str) -> bool:
    called = f" {fold(text)}"
    return all(f" {word}" in called for word in words)
