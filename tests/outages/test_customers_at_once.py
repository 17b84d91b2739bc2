"""Customers merged by several people at once, and while somebody writes about them: nothing is left behind."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from threading import Event
from time import sleep

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Model

from crm.billing.operations import CardTold, record_card
from crm.calls.operations import ExchangeEvent, attach_customer, record
from crm.customers.contacts import add_phone
from crm.customers.merged import everybody_in
from crm.customers.merging import UnableToMerge, belongings, merge, take_back
from crm.models import BillingCard, Call, Customer, CustomerMerge, ServicePoint, Ticket
from outages.models import EstimateTold, Outage
from outages.repair.promises import record_told
from tests.conftest import NOW, Town
from tests.outages.conftest import Reporting
from tests.outages.test_two_at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]
Step = Callable[[], object]
Join = Callable[[Customer, Customer], object]
_OWED = CardTold("", Decimal(0), Decimal(1), Decimal(0), Decimal(0), None, None, "none")


@pytest.fixture
def points(town: Town, agent: User) -> list[ServicePoint]:
    """Three records of one person, each with a place and a telephone."""
    made = [town.household("Kowalska Anna", circuit) for circuit in ("ST1A", "ST2A", "ST2B")]
    for number, point in enumerate(made):
        add_phone(customer=point.customer, raw=f"60123456{number}", by=agent, at=NOW)
    return made


@pytest.fixture
def join(agent: User) -> Join:
    def make(survivor: Customer, merged: Customer) -> object:
        try:
            return merge(survivor=survivor, merged=merged, take=(), by=agent, at=NOW)
        except UnableToMerge as refusal:
            return refusal

    return make


def strays() -> list[str]:
    """Kinds of rows that still belong to somebody who was merged."""
    return [
        kind.label
        for kind in belongings()
        if kind.model._default_manager.filter(**{f"{kind.column}__merged_into__isnull": False}).exists()
    ]


def in_the_instant_of(first: Step, then: Step) -> None:
    """Do one thing, and begin the other before the first is committed."""
    begun = Event()

    def slowly() -> None:
        with transaction.atomic():
            first()
            begun.set()
            # Long enough for the other to come to the lock, or past it where there is none.
            sleep(0.3)

    def meanwhile() -> None:
        begun.wait(10)
        then()

    at_once(slowly, meanwhile)


def test_a_into_b_while_b_into_c_ends_with_one_or_two_and_nothing_lost(
    points: Sequence[ServicePoint], report: Reporting, join: Join
) -> None:
    a, b, c = (point.customer for point in points)
    for point in points:
        report(point)

    ended = at_once(lambda: join(b, a), lambda: join(c, b))

    refused = [one for one in ended if isinstance(one, UnableToMerge)]
    assert [type(one) for one in ended if one not in refused] == [CustomerMerge] * (2 - len(refused))
    survivors = {c.pk} if not refused else {a.pk, c.pk}
    assert set(Customer.objects.present().values_list("pk", flat=True)) == survivors
    assert {key for survivor in survivors for key in everybody_in(Customer.objects.get(pk=survivor))} == {
        a.pk,
        b.pk,
        c.pk,
    }
    assert not strays()
    assert Ticket.objects.count() == ServicePoint.objects.count() == 3
    assert Customer.objects.get(pk=c.pk).phones.count() == 3 - len(refused)


def test_the_same_pair_both_ways_is_merged_once(
    points: Sequence[ServicePoint], report: Reporting, join: Join, agent: User
) -> None:
    a, b, _c = (point.customer for point in points)
    for point in points:
        report(point)

    ended = at_once(lambda: join(a, b), lambda: join(b, a), lambda: join(a, b))

    done = CustomerMerge.objects.get()
    assert sum(isinstance(one, UnableToMerge) for one in ended) == 2
    assert not strays()
    assert done.survivor.tickets.count() == done.survivor.phones.count() == 2
    take_back(done=done, by=agent, at=NOW)
    assert [one.tickets.count() for one in (a, b)] == [1, 1]


@pytest.fixture
def writings(points: Sequence[ServicePoint], report: Reporting, town: Town, agent: User) -> dict[str, Step]:
    """All that may be written about the second of the three, as somebody who found them before the merge does it."""
    gone, place = points[1].customer, points[1]
    call = Call.objects.create(exchange_id="attached", offered_at=NOW)
    outage = Outage.objects.create(number=1, device=town.devices["ST1A"], started_at=NOW)
    offered = ExchangeEvent("newCall", "c1", from_raw="601234561")
    return {
        "a report": lambda: report(place),
        "a call that was attached": lambda: attach_customer(call=call, customer=gone, by=agent, at=NOW),
        "a call that was offered": lambda: record(told=offered, at=NOW),
        "what was told": lambda: record_told(outage=outage, call=None, ticket=None, customer=gone, by=agent, at=NOW),
        "a billing card": lambda: record_card(customer=gone, told=_OWED, source="SAP", as_of=NOW, by=None, at=NOW),
    }


@pytest.mark.parametrize("is_merged_first", [True, False], ids=["merged first", "written first"])
@pytest.mark.parametrize(
    "what",
    ["a report", "a call that was attached", "a call that was offered", "what was told", "a billing card"],
)
def test_what_is_written_in_the_instant_of_a_merge_belongs_to_the_survivor(
    points: Sequence[ServicePoint], writings: dict[str, Step], join: Join, what: str, is_merged_first: bool
) -> None:
    survivor, gone, _other = (point.customer for point in points)
    written: dict[str, type[Model]] = {"a report": Ticket, "what was told": EstimateTold, "a billing card": BillingCard}
    steps = [lambda: join(survivor, gone), writings[what]]

    in_the_instant_of(*(steps if is_merged_first else reversed(steps)))

    assert written.get(what, Call)._default_manager.filter(customer=survivor).count() == 1
    assert not strays()
