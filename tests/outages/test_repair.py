"""Crews move forward, restoration times keep their precedence, a wrong prediction is cancelled; refusals say why."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from crm.models import Customer, FeedEvent, Ticket
from outages.models import Crew, CrewAssignment, EstimatedRestoration, Outage
from outages.network.queries import estimate_state
from outages.repair.operations import advance_crew, assign_crew, cancel, confirm, note_progress, set_estimate
from outages.repair.promises import disappointed, record_told
from outages.repair.queries import outage_card
from outages.repair.refusals import UnableToRepair
from outages.restoration import restore
from tests.conftest import NOW

HOUR = timedelta(hours=1)
SOURCES = ["default", "storm", "dispatcher", "crew"]
States = EstimatedRestoration.State


@pytest.mark.parametrize("standing", SOURCES)
@pytest.mark.parametrize("source", SOURCES)
def test_a_lower_source_never_writes_over_a_higher_one(
    predicted: Outage, dispatcher: User, standing: str, source: str
) -> None:
    set_estimate(outage=predicted, restores_at=NOW + HOUR, source=standing, by=dispatcher, at=NOW)
    events = FeedEvent.objects.count()
    is_refused = SOURCES.index(source) < SOURCES.index(standing)

    try:
        set_estimate(outage=predicted, restores_at=NOW + 2 * HOUR, source=source, by=dispatcher, at=NOW)
    except UnableToRepair:
        assert is_refused
        assert FeedEvent.objects.count() == events
        assert predicted.estimates.count() == 1
    else:
        assert not is_refused
        assert predicted.estimates.count() == 2


def test_a_time_that_has_passed_may_be_replaced_by_whoever_is_asked(predicted: Outage, dispatcher: User) -> None:
    set_estimate(outage=predicted, restores_at=NOW + HOUR, source="crew", by=dispatcher, at=NOW)
    late = NOW + HOUR

    new = set_estimate(outage=predicted, restores_at=late + HOUR, source="dispatcher", by=dispatcher, at=late)

    assert predicted.estimates.first() == new
    assert estimate_state(predicted, late) == States.REVISED


@pytest.mark.parametrize(
    ("source", "confidence", "minutes"), [("mayor", "low", 60), ("crew", "sure", 60), ("crew", "low", 0)]
)
def test_a_time_that_cannot_stand_is_refused(
    predicted: Outage, dispatcher: User, source: str, confidence: str, minutes: int
) -> None:
    with pytest.raises(UnableToRepair):
        set_estimate(
            outage=predicted,
            restores_at=NOW + timedelta(minutes=minutes),
            source=source,
            confidence=confidence,
            by=dispatcher,
            at=NOW,
        )

    assert not predicted.estimates.exists()


def test_the_state_of_the_restoration_time_follows_its_log(confirmed: Outage, dispatcher: User) -> None:
    states = [estimate_state(confirmed, NOW)]
    for hours in (1, 2):
        set_estimate(outage=confirmed, restores_at=NOW + hours * HOUR, source="crew", by=dispatcher, at=NOW)
        states.append(estimate_state(confirmed, NOW))
    states.append(estimate_state(confirmed, NOW + 2 * HOUR))
    restored = restore(outage=confirmed, restored_at=NOW + HOUR, by=dispatcher, at=NOW + 3 * HOUR)
    states.append(estimate_state(restored, NOW + 3 * HOUR))
    restored.restored_at = NOW + 3 * HOUR
    states.append(estimate_state(restored, NOW + 3 * HOUR))

    assert states == [States.NOT_ASSESSED, States.INITIAL, States.REVISED, States.OVERDUE, States.MET, States.MISSED]


def test_a_crew_moves_forward_only(predicted: Outage, dispatcher: User) -> None:
    job = assign_crew(outage=predicted, crew=Crew.objects.create(name="PE-1"), by=dispatcher, at=NOW)
    advance_crew(assignment=job, status="arrived", by=dispatcher, at=NOW)
    events = FeedEvent.objects.count()

    for status in ("assigned", "enroute", "arrived", "asleep"):
        with pytest.raises(UnableToRepair):
            advance_crew(assignment=job, status=status, by=dispatcher, at=NOW)

    job.refresh_from_db()
    assert job.status == CrewAssignment.Status.ARRIVED
    assert FeedEvent.objects.count() == events
    assert advance_crew(assignment=job, status="field_complete", by=dispatcher, at=NOW).status == "field_complete"
    with pytest.raises(UnableToRepair):
        advance_crew(assignment=job, status="released", by=dispatcher, at=NOW)


def test_a_crew_has_one_job_and_is_free_after_it(predicted: Outage, dispatcher: User) -> None:
    crew = Crew.objects.create(name="PE-1")
    job = assign_crew(outage=predicted, crew=crew, by=dispatcher, at=NOW)

    with pytest.raises(UnableToRepair):
        assign_crew(outage=predicted, crew=crew, by=dispatcher, at=NOW)
    assert CrewAssignment.objects.count() == 1

    advance_crew(assignment=job, status="released", by=dispatcher, at=NOW)
    assert assign_crew(outage=predicted, crew=crew, by=dispatcher, at=NOW).pk != job.pk


def test_a_crew_off_duty_is_not_sent(predicted: Outage, dispatcher: User) -> None:
    with pytest.raises(UnableToRepair):
        assign_crew(outage=predicted, crew=Crew.objects.create(name="PE-1", is_active=False), by=dispatcher, at=NOW)

    assert not CrewAssignment.objects.exists()


def test_cancelling_frees_the_crew_and_leaves_the_tickets_open(predicted: Outage, dispatcher: User) -> None:
    job = assign_crew(outage=predicted, crew=Crew.objects.create(name="PE-1"), by=dispatcher, at=NOW)

    cancelled = cancel(outage=predicted, reason=" Fuses ", by=dispatcher, at=NOW)

    assert (cancelled.status, cancelled.cause, cancelled.closed_at) == (Outage.Status.CANCELLED, "Fuses", NOW)
    job.refresh_from_db()
    assert job.status == CrewAssignment.Status.RELEASED
    assert Ticket.objects.open().count() == 2


@pytest.mark.parametrize("reason", ["", "Fuses"])
def test_a_confirmed_outage_or_one_without_a_reason_is_not_cancelled(
    predicted: Outage, dispatcher: User, reason: str
) -> None:
    if reason:
        confirm(outage=predicted, by=dispatcher, at=NOW)
    events = FeedEvent.objects.count()

    with pytest.raises(UnableToRepair):
        cancel(outage=predicted, reason=reason, by=dispatcher, at=NOW)

    predicted.refresh_from_db()
    assert predicted.is_ongoing
    assert FeedEvent.objects.count() == events


@pytest.mark.parametrize("text", ["  ", "x" * 301])
def test_a_line_of_progress_is_neither_empty_nor_endless(predicted: Outage, dispatcher: User, text: str) -> None:
    with pytest.raises(UnableToRepair):
        note_progress(outage=predicted, text=text, by=dispatcher, at=NOW)

    assert not predicted.progress.exists()


def test_who_was_told_a_time_that_got_worse_or_passed_is_known(predicted: Outage, dispatcher: User) -> None:
    early, late = Customer.objects.order_by("pk")
    ticket = Ticket.objects.order_by("pk")[0]
    set_estimate(outage=predicted, restores_at=NOW + HOUR, source="dispatcher", by=dispatcher, at=NOW)
    told = record_told(outage=predicted, call=None, ticket=ticket, customer=early, by=dispatcher, at=NOW)
    assert outage_card(predicted, NOW).disappointed == ()
    assert disappointed(predicted, NOW + HOUR) == [told]

    set_estimate(outage=predicted, restores_at=NOW + 2 * HOUR, source="dispatcher", by=dispatcher, at=NOW)
    record_told(outage=predicted, call=None, ticket=None, customer=late, by=dispatcher, at=NOW)

    assert disappointed(predicted, NOW) == [told]
    record_told(outage=predicted, call=None, ticket=ticket, customer=early, by=dispatcher, at=NOW)
    assert disappointed(predicted, NOW) == []


def test_a_caller_told_after_the_time_has_passed_was_told_none(predicted: Outage, dispatcher: User) -> None:
    set_estimate(outage=predicted, restores_at=NOW + HOUR, source="dispatcher", by=dispatcher, at=NOW)

    told = record_told(outage=predicted, call=None, ticket=None, customer=None, by=dispatcher, at=NOW + HOUR)

    assert told.estimate is None
    assert FeedEvent.objects.get(name="outage.told").data["restores_at"] is None
