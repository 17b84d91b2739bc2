"""The neighbours are noted to have told something or failed, seldom and in nobody's way; their silence is judged."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from crm.billing.operations import CardTold, UnableToRecord, record_card
from crm.calls.operations import ExchangeEvent, record
from crm.models import BillingCard, Customer, ServicePoint, Source, Ticket
from crm.sources.freshness import ago, freshness, lasting
from crm.sources.operations import UnableToExpect, expect, note_failure, note_told
from crm.workflow.operations import StageTold, record_stage
from outages.models import Device
from outages.network.operations import report_state
from tests.conftest import NOW, NewUser, Town

pytestmark = pytest.mark.django_db
CODES = Source.Code
CARD = CardTold("", Decimal(10), Decimal(0), Decimal(0), Decimal(0), None, None, "none")


def tell_card(customer: Customer, *, minutes: float = 0, stage: str = "none") -> BillingCard:
    at = NOW + timedelta(minutes=minutes)
    told = CardTold(**{**CARD.__dict__, "dunning_stage": stage})
    return record_card(customer=customer, told=told, source="test", as_of=at, by=None, at=at)


def source(code: str) -> Source:
    return Source.objects.get(code=code)


def test_each_neighbour_is_known_with_a_limit() -> None:
    assert set(Source.objects.values_list("code", flat=True)) == set(CODES.values)
    assert source("billing").stale_after == timedelta(hours=36)


def test_what_a_neighbour_tells_is_noted_after_the_transaction(
    point: ServicePoint, ticket: Ticket, town: Town, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        tell_card(point.customer)
        report_state(device=Device.objects.get(code="ST1A"), energisation="energised", since=NOW, by=None, at=NOW)
        record(told=ExchangeEvent(event="newCall", exchange_id="c1"), at=NOW)
        told = StageTold(sequence=1, stage_code="a", stage_label="A", occurred_at=NOW)
        record_stage(ticket=ticket, source="w", case_id="1", case_type="x", told=told, by=None, at=NOW)

        assert not Source.objects.exclude(told_at=None).exists()

    assert set(Source.objects.filter(told_at=NOW).values_list("code", flat=True)) == {
        "billing",
        "network",
        "workflow",
        "telephony",
    }


def test_in_a_storm_a_source_is_written_once_a_minute(
    point: ServicePoint, django_capture_on_commit_callbacks: Any
) -> None:
    with CaptureQueriesContext(connection) as made, django_capture_on_commit_callbacks(execute=True):
        for second in range(50):
            note_told(source=CODES.TELEPHONY, at=NOW + timedelta(seconds=second))

    assert sum(query["sql"].startswith("UPDATE") for query in made) == 1
    assert source("telephony").told_at == NOW


def test_a_refusal_is_noted_and_one_among_much_that_was_taken_is_no_trouble(
    point: ServicePoint, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        tell_card(point.customer)
        with pytest.raises(UnableToRecord):
            tell_card(point.customer, minutes=0.5, stage="unknown")

    noted = source("billing")
    assert noted.failed_at == NOW + timedelta(minutes=0.5)
    assert noted.failure == "This dunning stage is not known."
    assert noted.state(NOW) == Source.State.WORKING


def test_a_source_that_only_fails_is_down_until_it_tells_something(
    point: ServicePoint, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        tell_card(point.customer)
        note_failure(source=CODES.BILLING, what="x" * 500, at=NOW + timedelta(minutes=5))

    assert source("billing").state(NOW) == Source.State.DOWN
    assert len(source("billing").failure) == 200

    with django_capture_on_commit_callbacks(execute=True):
        tell_card(point.customer, minutes=5.1)

    assert source("billing").state(NOW) == Source.State.WORKING


def test_nothing_is_noted_of_what_was_rolled_back(point: ServicePoint, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        tell_card(point.customer)
        transaction.set_rollback(True)

    assert source("billing").told_at is None


@pytest.mark.parametrize(
    ("hours", "trouble", "state", "doubt"),
    [
        (35, "", Source.State.WORKING, ""),
        (37, "", Source.State.SILENT, "Billing system is silent, last heard 37 h ago"),
        (1, "works at night", Source.State.DOWN, "Billing system: works at night (1 h ago)"),
    ],
)
def test_silence_and_known_trouble_cast_doubt_on_what_was_told(
    hours: int, trouble: str, state: Source.State, doubt: str
) -> None:
    known = source("billing")
    known.told_at, known.trouble = NOW - timedelta(hours=hours), trouble

    told = freshness(known, NOW)

    assert known.state(NOW) == state
    assert told is not None
    assert told.doubt == doubt


def test_old_data_of_a_source_that_works_are_doubtful_too() -> None:
    known = source("readings")
    known.told_at = NOW

    fresh, old = (freshness(known, NOW, told_at=NOW - timedelta(days=days)) for days in (44, 46))

    assert fresh is not None
    assert not fresh.is_stale
    assert old is not None
    assert old.doubt == "Meter readings last told this 46 days ago"


def test_a_source_that_never_told_anything_casts_no_doubt() -> None:
    told = freshness(source("network"), NOW)

    assert told is not None
    assert (told.words, told.is_stale) == ("", False)


def test_an_administrator_says_how_long_a_source_may_be_silent_and_it_is_on_record(new_user: NewUser) -> None:
    administrator = new_user("administrator")
    known = source("network")

    expect(source=known, stale_after=timedelta(minutes=5), trouble="  repair \n ", by=administrator, at=NOW)

    assert (source("network").stale_after, source("network").trouble) == (timedelta(minutes=5), "repair")


@pytest.mark.parametrize(
    ("silence", "trouble"),
    [(timedelta(seconds=59), ""), (timedelta(days=3661), ""), (timedelta(hours=1), "x" * 121)],
)
def test_what_cannot_be_expected_is_refused_and_nothing_changes(silence: timedelta, trouble: str, agent: User) -> None:
    before = source("network")

    with pytest.raises(UnableToExpect):
        expect(source=before, stale_after=silence, trouble=trouble, by=agent, at=NOW)

    assert (source("network").stale_after, source("network").trouble) == (before.stale_after, "")


def test_ages_and_lengths_are_told_in_the_unit_people_choose() -> None:
    ages = [timedelta(0), timedelta(minutes=5), timedelta(hours=36), timedelta(days=3)]

    assert [ago(NOW - age, NOW) for age in ages] == ["just now", "5 min ago", "36 h ago", "3 days ago"]
    assert [lasting(length) for length in (timedelta(minutes=90), timedelta(hours=36), timedelta(days=1))] == [
        "90 min",
        "36 h",
        "1 day",
    ]
