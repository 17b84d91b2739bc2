"""Puts the Main Card together for one person: what the register, the network and the sources say, part by part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser, User

from cms.records.card_parts import Bar, bars_of, buckets_of
from crm.customers.queries import PointCard, main_card
from crm.models import Customer, Source, WorkflowCase
from crm.parts import PartByPart
from crm.sources.freshness import Freshness, freshness
from crm.sources.queries import sources
from crm.workflow.queries import cases_of_customer
from outages.network.queries import SupplyState, supply_states
from outages.repair.say_line import say_line

_BILLING, _READINGS, _NETWORK = Source.Code.BILLING, Source.Code.READINGS, Source.Code.NETWORK
_WORKFLOW, _TELEPHONY = Source.Code.WORKFLOW, Source.Code.TELEPHONY


@dataclass(frozen=True)
class PointOnCard:
    """A service point with its meter and what to say about its power now; no `supply` when that cannot be read."""

    card: PointCard
    supply: SupplyState | None
    say: str
    bars: tuple[Bar, ...] = ()
    readings_age: Freshness | None = None
    network_age: Freshness | None = None


def card_for(user: User | AnonymousUser, customer: Customer, now: datetime) -> dict[str, Any]:
    """Return what the card's template shows, by name; money, meters and cases only to those who may see them."""
    with PartByPart() as parts:
        told: dict[str, Source] = parts.read("sources", sources, {})
        card = main_card(customer, parts, with_billing=user.has_perm("crm.view_billingcard"))
        points = [one.service_point for one in card.points]
        states: dict[int, SupplyState] = parts.read("supply", lambda: supply_states(points, now), {})
        cases: list[WorkflowCase] = []
        if user.has_perm("crm.view_workflowcase"):
            cases = parts.read("cases", lambda: cases_of_customer(customer), cases)
    return {
        "card": card,
        "missing": parts.missing,
        "buckets": buckets_of(card.billing) if card.billing else (),
        "billing_age": freshness(told.get(_BILLING), now, told_at=card.billing.as_of if card.billing else None),
        "cases_age": freshness(told.get(_WORKFLOW), now),
        "calls_age": freshness(told.get(_TELEPHONY), now),
        "points": _with_supply(card.points, states, told, now),
        "cases": cases,
        "now": now,
    }


def point_on_card(
    card: PointCard, supply: SupplyState | None, told: Mapping[str, Source], now: datetime
) -> PointOnCard:
    """Return a place as its panel shows it; `told` are the sources by their codes."""
    newest = card.readings[0].read_at if card.readings else None
    return PointOnCard(
        card=card,
        supply=supply,
        say=say_line(supply, now) if supply else "",
        bars=bars_of(card.used),
        readings_age=freshness(told.get(_READINGS), now, told_at=newest),
        network_age=freshness(told.get(_NETWORK), now),
    )


def _with_supply(
    cards: Sequence[PointCard], states: Mapping[int, SupplyState], told: Mapping[str, Source], now: datetime
) -> list[PointOnCard]:
    return [point_on_card(card, states.get(card.service_point.pk), told, now) for card in cards]
