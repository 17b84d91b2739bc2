"""Puts the Main Card together for one person: what the register, the network and the sources say, part by part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.utils.translation import gettext as _

from cms.records.card_map import STATES, Map, map_of, state_of
from cms.records.card_parts import Bar, Bucket, bars_of, buckets_of
from crm.customers.queries import MOST_PLACES, PointCard, main_card, point_cards
from crm.models import BillingCard, Customer, CustomerAccount, ServicePoint, Source, WorkflowCase
from crm.parts import PartByPart
from crm.sources.freshness import Freshness, freshness
from crm.sources.queries import sources
from crm.tickets.due import WARSAW
from crm.tickets.surveys import Survey, surveys_of
from crm.workflow.queries import cases_of_customer
from outages.network.queries import SupplyState, supply_states
from outages.repair.say_line import say_line

_BILLING, _READINGS, _NETWORK = Source.Code.BILLING, Source.Code.READINGS, Source.Code.NETWORK
_WORKFLOW, _TELEPHONY = Source.Code.WORKFLOW, Source.Code.TELEPHONY
# More panels than these nobody reads while a caller waits.
MOST_PANELS = 5


@dataclass(frozen=True)
class PointOnCard:
    """A service point with its meter and what to say about its power now; no `supply` when that cannot be read."""

    card: PointCard
    supply: SupplyState | None
    say: str
    bars: tuple[Bar, ...] = ()
    readings_age: Freshness | None = None
    network_age: Freshness | None = None


@dataclass(frozen=True)
class BillingOnCard:
    """What billing told of one account, its money by age and how fresh that is."""

    card: BillingCard
    buckets: tuple[Bucket, ...]
    age: Freshness | None
    number: str


@dataclass(frozen=True)
class PlacesOnCard:
    """Where the customer takes power: a panel each for the foremost, a drawing of all, and how many there are of what.

    `is_cut` says that there are more than are looked at here.
    """

    panels: tuple[PointOnCard, ...]
    drawing: Map | None
    total: int
    counts: tuple[tuple[str, int], ...]
    with_need: tuple[ServicePoint, ...]
    is_cut: bool

    @property
    def panel_keys(self) -> frozenset[int]:
        """The places that have a panel."""
        return frozenset(panel.card.service_point.pk for panel in self.panels)

    @property
    def more(self) -> int:
        """How many have no panel."""
        return self.total - len(self.panels)


def card_for(user: User | AnonymousUser, customer: Customer, now: datetime) -> dict[str, Any]:
    """Return what the card's template shows, by name; money, meters, consents and cases to those who may see them."""
    with PartByPart() as parts:
        told: dict[str, Source] = parts.read("sources", sources, {})
        card = main_card(
            customer,
            parts,
            with_billing=user.has_perm("crm.view_billingcard"),
            with_consents=user.has_perm("crm.view_consent"),
        )
        states: dict[int, SupplyState] = parts.read("supply", lambda: supply_states(card.places, now), {})
        foremost = _foremost(card.places, states)
        bare = [PointCard(place, None, ()) for place in foremost]
        meters = bare
        if user.has_perm("crm.view_meter"):
            meters = parts.read("meters", lambda: point_cards(foremost), bare)
        cases: list[WorkflowCase] = []
        if user.has_perm("crm.view_workflowcase"):
            cases = parts.read("cases", lambda: cases_of_customer(customer), cases)
        surveys: list[Survey] = []
        if user.has_perm("crm.view_ticket"):
            surveys = parts.read("surveys", lambda: surveys_of(customer, user), surveys)
    return {
        "card": card,
        "missing": parts.missing,
        "billing": [_billed(one, card.accounts, told, now) for one in card.billing],
        "billing_age": freshness(told.get(_BILLING), now),
        "cases_age": freshness(told.get(_WORKFLOW), now),
        "network_age": freshness(told.get(_NETWORK), now),
        "calls_age": freshness(told.get(_TELEPHONY), now),
        "places": _places(
            card.places, states, [point_on_card(one, states.get(one.service_point.pk), told, now) for one in meters]
        ),
        "cases": cases,
        "surveys": surveys,
        "keys": _keys(user),
        "now": now,
        "today": now.astimezone(WARSAW).date(),
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


def _billed(
    card: BillingCard, accounts: Sequence[CustomerAccount], told: Mapping[str, Source], now: datetime
) -> BillingOnCard:
    number = next((account.number for account in accounts if account.pk == card.account_id), "")
    return BillingOnCard(card, buckets_of(card), freshness(told.get(_BILLING), now, told_at=card.as_of), number)


def _foremost(places: Sequence[ServicePoint], states: Mapping[int, SupplyState]) -> list[ServicePoint]:
    """Return the places that get a panel: all of a few, of many those with no power or a special need first."""

    def weight(place: ServicePoint) -> tuple[int, bool]:
        return STATES.index(state_of(place, states.get(place.pk))), not place.special_need

    return sorted(places, key=weight)[:MOST_PANELS]


def _places(
    places: Sequence[ServicePoint], states: Mapping[int, SupplyState], panels: Sequence[PointOnCard]
) -> PlacesOnCard:
    known = [state_of(place, states.get(place.pk)) for place in places]
    counts = tuple((state, known.count(state)) for state in STATES if state in known)
    return PlacesOnCard(
        panels=tuple(panels),
        drawing=map_of(places, states),
        total=len(places),
        counts=counts,
        with_need=tuple(place for place in places if place.special_need),
        is_cut=len(places) == MOST_PLACES,
    )


def _keys(user: User | AnonymousUser) -> list[tuple[str, str, str]]:
    """Return the page's keys with what each does, and the panel that a digit leads to."""
    keys = [
        ("1", _("who"), "card-who", ""),
        ("2", _("account"), "card-money", "crm.view_billingcard"),
        ("3", _("agreements"), "card-agreements", ""),
        ("4", _("consents"), "card-consents", "crm.view_consent"),
        ("5", _("places"), "card-places", ""),
        ("6", _("tickets"), "card-tickets", ""),
        ("7", _("cases"), "card-cases", "crm.view_workflowcase"),
        ("8", _("surveys"), "card-surveys", ""),
        ("9", _("calls"), "card-calls", ""),
        ("n", _("new ticket"), "", "crm.add_ticket"),
        ("h", _("whole history"), "", ""),
        ("r", _("settlement history"), "", "crm.view_billingcard"),
        ("e", _("change"), "", "crm.change_contacts"),
    ]
    return [(key, what, panel) for key, what, panel, right in keys if not right or user.has_perm(right)]
