"""Power is back: the outage, its tickets and its crews end together; refusals move nothing."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from crm.models import FeedEvent, Ticket
from outages.models import Crew, CrewAssignment, Outage
from outages.repair.operations import advance_crew, assign_crew, confirm
from outages.restoration import UnableToRestore, close, reopen, restore
from tests.conftest import NO_POWER_FIELDS, NOW, Town, draft_no_power, report_no_power
from tests.outages.conftest import Reporting
from ticketforms.models import TicketType
from ticketforms.publishing import publish

LATER = NOW + timedelta(hours=1)


def test_restoring_closes_the_tickets_completes_the_crew_and_tells_all_who_watch(
    confirmed: Outage, dispatcher: User
) -> None:
    job = assign_crew(outage=confirmed, crew=Crew.objects.create(name="PE-1"), by=dispatcher, at=NOW)
    advance_crew(assignment=job, status=CrewAssignment.Status.ARRIVED, by=dispatcher, at=NOW)

    restored = restore(outage=confirmed, restored_at=LATER, by=dispatcher, at=LATER)

    assert (restored.status, restored.restored_at) == (Outage.Status.RESTORED, LATER)
    assert set(Ticket.objects.values_list("state", "closed_at")) == {(Ticket.State.CLOSED, LATER)}
    job.refresh_from_db()
    assert job.status == CrewAssignment.Status.FIELD_COMPLETE
    event = FeedEvent.objects.get(name="outage.restored")
    watchers = {f"ticket:{t.pk}" for t in Ticket.objects.all()} | {
        f"customer:{t.customer_id}" for t in Ticket.objects.all()
    }
    assert watchers | {f"outage:{restored.pk}", "outages"} == set(event.topics)
    resolutions = Ticket.objects.filter(state=Ticket.State.CLOSED).values_list("resolution", flat=True)
    assert len(resolutions) == 2
    assert all(str(restored.number) in text for text in resolutions)


def test_a_ticket_whose_form_is_not_complete_stays_open_for_a_person(
    no_power_type: TicketType, town: Town, agent: User, dispatcher: User
) -> None:
    wanted = {"code": "voltage", "kind": "text", "label_pl": "Napięcie", "requirement": "close"}
    form = publish(ticket_type=draft_no_power([*NO_POWER_FIELDS, wanted]), by=None, at=NOW)
    complete = report_no_power(
        form, town.household("Ala", "ST1A"), agent, raw_answers={"extent": "flat", "voltage": "230"}
    ).ticket
    taken = report_no_power(form, town.household("Ela", "ST1A"), agent)
    assert taken.outage is not None
    confirm(outage=taken.outage, by=dispatcher, at=NOW)

    restore(outage=taken.outage, restored_at=LATER, by=dispatcher, at=LATER)

    states = dict(Ticket.objects.values_list("pk", "state"))
    assert states == {complete.pk: Ticket.State.CLOSED, taken.ticket.pk: Ticket.State.OPEN}
    assert FeedEvent.objects.get(name="outage.restored").data["tickets_closed"] == 1


@pytest.mark.parametrize(
    ("restored_at", "why"),
    [(LATER + timedelta(minutes=1), "from the future"), (NOW - timedelta(minutes=1), "before it began")],
)
def test_a_time_that_cannot_be_is_refused_and_nothing_moves(
    confirmed: Outage, dispatcher: User, restored_at: object, why: str
) -> None:
    events = FeedEvent.objects.count()

    with pytest.raises(UnableToRestore):
        restore(outage=confirmed, restored_at=restored_at, by=dispatcher, at=LATER)  # type: ignore[arg-type]

    confirmed.refresh_from_db()
    assert confirmed.status == Outage.Status.CONFIRMED
    assert Ticket.objects.open().count() == 2
    assert FeedEvent.objects.count() == events


def test_a_prediction_is_confirmed_before_it_is_restored(predicted: Outage, dispatcher: User) -> None:
    with pytest.raises(UnableToRestore, match=str(predicted.number)):
        restore(outage=predicted, restored_at=LATER, by=dispatcher, at=LATER)

    predicted.refresh_from_db()
    assert predicted.status == Outage.Status.PREDICTED


def test_a_report_after_restoration_is_a_new_outage(
    confirmed: Outage, dispatcher: User, town: Town, report: Reporting
) -> None:
    restore(outage=confirmed, restored_at=LATER, by=dispatcher, at=LATER)

    first = report(town.household("Ula", "ST1A"), minute=61)
    second = report(town.household("Iza", "ST1A"), minute=62)

    assert first.outage is None
    assert second.outage is not None
    assert second.outage.pk != confirmed.pk
    assert second.outage.started_at == first.ticket.reported_at


def test_a_restored_outage_is_reopened_or_closed_with_its_cause(confirmed: Outage, dispatcher: User) -> None:
    restore(outage=confirmed, restored_at=LATER, by=dispatcher, at=LATER)

    reopened = reopen(outage=confirmed, reason="Three callers still have no power", by=dispatcher, at=LATER)

    assert (reopened.status, reopened.restored_at) == (Outage.Status.CONFIRMED, None)
    restore(outage=confirmed, restored_at=LATER, by=dispatcher, at=LATER)
    closed = close(outage=confirmed, cause="Burnt fuse", by=dispatcher, at=LATER)
    assert (closed.status, closed.cause, closed.closed_at) == (Outage.Status.CLOSED, "Burnt fuse", LATER)


def test_a_closed_outage_is_neither_reopened_nor_restored(confirmed: Outage, dispatcher: User) -> None:
    restore(outage=confirmed, restored_at=LATER, by=dispatcher, at=LATER)
    close(outage=confirmed, cause="Burnt fuse", by=dispatcher, at=LATER)
    events = FeedEvent.objects.count()

    for step in (
        lambda: reopen(outage=confirmed, reason="Again", by=dispatcher, at=LATER),
        lambda: restore(outage=confirmed, restored_at=LATER, by=dispatcher, at=LATER),
        lambda: close(outage=confirmed, cause="Other", by=dispatcher, at=LATER),
    ):
        with pytest.raises(UnableToRestore):
            step()

    confirmed.refresh_from_db()
    assert (confirmed.status, confirmed.cause) == (Outage.Status.CLOSED, "Burnt fuse")
    assert FeedEvent.objects.count() == events


def test_a_report_from_after_the_restoration_stays_open_and_counts_for_a_new_outage(
    confirmed: Outage, dispatcher: User, town: Town, report: Reporting
) -> None:
    late, later = town.household("Ula", "ST1A"), town.household("Iza", "ST1A")
    after = report(late, minute=30).ticket
    half_past = NOW + timedelta(minutes=30)

    restore(outage=confirmed, restored_at=half_past - timedelta(minutes=5), by=dispatcher, at=half_past)

    after.refresh_from_db()
    assert after.is_open
    assert Ticket.objects.open().count() == 1
    fresh = report(later, minute=31)
    assert fresh.outage is not None
    assert fresh.outage.started_at == after.reported_at


def test_a_time_given_in_minutes_restores_an_outage_of_the_same_minute(confirmed: Outage, dispatcher: User) -> None:
    Outage.objects.filter(pk=confirmed.pk).update(started_at=NOW + timedelta(seconds=40))

    restored = restore(outage=confirmed, restored_at=NOW, by=dispatcher, at=LATER)

    assert restored.restored_at == NOW + timedelta(seconds=40)
