"""Repeated calls are counted, not registered again; a report within planned work joins it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from crm.models import Call, FeedEvent, Ticket
from crm.tickets.checking import UnableToRegister
from outages.intake import register_report
from outages.merging.operations import unlink_report
from outages.models import Outage, RepeatedReport
from outages.network.queries import supply_state
from outages.repair.operations import cancel
from outages.repair.planning import begin, plan_outage
from outages.repair.refusals import UnableToRepair
from outages.restoration import restore
from tests.conftest import NOW, Town
from tests.outages.conftest import Reporting
from ticketforms.answers import AnswersRefused
from ticketforms.models import FormVersion

HOUR = timedelta(hours=1)


def test_a_repeated_call_raises_the_count_of_the_open_ticket(town: Town, report: Reporting) -> None:
    point = town.household("Ala", "ST1A")
    first = report(point)

    second = report(point, minute=5)

    assert (second.ticket.pk, second.is_repeat, first.is_repeat) == (first.ticket.pk, True, False)
    assert Ticket.objects.get().call_count == 2
    assert FeedEvent.objects.filter(name="ticket.call_repeated").count() == 1


def test_a_repeated_call_hours_later_still_belongs_to_the_outage_that_goes_on(
    predicted: Outage, report: Reporting
) -> None:
    ticket = Ticket.objects.order_by("pk")[0]
    assert ticket.service_point

    again = report(ticket.service_point, minute=300)

    assert (again.ticket.pk, again.outage, again.is_repeat) == (ticket.pk, predicted, True)


def test_an_hour_later_a_call_about_no_outage_is_a_new_report(town: Town, report: Reporting) -> None:
    point = town.household("Ala", "ST1A")
    first = report(point)

    later = report(point, minute=60)

    assert not later.is_repeat
    assert later.ticket.pk != first.ticket.pk


def test_a_call_after_restoration_is_a_new_ticket(confirmed: Outage, report: Reporting, dispatcher: User) -> None:
    ticket = Ticket.objects.order_by("pk")[0]
    assert ticket.service_point
    restore(outage=confirmed, restored_at=NOW + HOUR, by=dispatcher, at=NOW + HOUR)

    again = report(ticket.service_point, minute=61)

    assert (again.is_repeat, again.outage) == (False, None)
    ticket.refresh_from_db()
    assert ticket.call_count == 1


def test_a_retried_repeat_counts_once(town: Town, report: Reporting) -> None:
    point = town.household("Ala", "ST1A")
    report(point, key="first")

    taken = {report(point, minute=1, key="second").ticket.pk for _ in range(2)} | {report(point, key="first").ticket.pk}

    assert len(taken) == 1
    assert Ticket.objects.get().call_count == 2
    assert RepeatedReport.objects.count() == 1


def test_what_a_repeated_call_says_is_checked_and_kept(town: Town, report: Reporting) -> None:
    point = town.household("Ala", "ST1A")
    report(point)

    again = report(point, minute=1, reporter_name="sąsiad", raw_answers={"extent": "flat"})

    said = RepeatedReport.objects.get()
    assert (said.ticket, said.reporter_name, said.answers["extent"]["value"]) == (again.ticket, "sąsiad", "flat")
    assert FeedEvent.objects.get(name="ticket.call_repeated").data == {
        "ticket": again.ticket.pk,
        "call_count": 2,
        "call": None,
        "report": said.pk,
    }


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"raw_answers": {"extent": "moon"}}, AnswersRefused),
        ({"raw_answers": {"extent": "flat", "unknown": "x"}}, AnswersRefused),
        ({"raw_answers": {}}, AnswersRefused),
        ({"reporter_name": "x" * 201}, UnableToRegister),
        ({"location": "a\0b"}, UnableToRegister),
        ({"reported_at": NOW + 9 * HOUR}, UnableToRegister),
    ],
)
def test_a_repeated_call_is_refused_as_a_first_one_would_be_and_nothing_moves(
    town: Town, report: Reporting, changes: dict[str, object], refusal: type[Exception]
) -> None:
    point = town.household("Ala", "ST1A")
    report(point)

    with pytest.raises(refusal):
        report(point, minute=1, **changes)

    assert Ticket.objects.get().call_count == 1
    assert not RepeatedReport.objects.exists()
    assert not FeedEvent.objects.filter(name="ticket.call_repeated").exists()


def test_what_is_said_later_in_the_same_call_is_kept_without_counting_it_again(town: Town, report: Reporting) -> None:
    point = town.household("Ala", "ST1A")
    call = Call.objects.create(exchange_id="c1", offered_at=NOW)
    report(point, call=call)

    report(point, minute=1, call=call)

    assert Ticket.objects.get().call_count == 1
    assert FeedEvent.objects.get(name="ticket.more_said").data["report"] == RepeatedReport.objects.get().pk


def test_a_repeat_of_a_report_a_person_took_off_stays_off(
    predicted: Outage, report: Reporting, dispatcher: User
) -> None:
    ticket = Ticket.objects.order_by("pk")[0]
    assert ticket.service_point
    unlink_report(ticket=ticket, by=dispatcher, at=NOW + timedelta(minutes=2))

    again = report(ticket.service_point, minute=3)

    assert (again.ticket.pk, again.outage, again.is_repeat) == (ticket.pk, None, True)


def test_a_report_inside_planned_work_joins_it_and_predicts_nothing(
    town: Town, report: Reporting, dispatcher: User
) -> None:
    planned = plan_outage(
        device=town.devices["ST1"],
        planned_from=NOW,
        planned_to=NOW + 2 * HOUR,
        cause="New transformer",
        by=dispatcher,
        at=NOW - 24 * HOUR,
    )
    points = [town.household(circuit, circuit) for circuit in ("ST1A", "ST1A", "ST1B")]

    taken = [report(point, minute=5) for point in points]

    assert [found.outage for found in taken] == [planned] * 3
    assert Outage.objects.get().status == Outage.Status.CONFIRMED
    state = supply_state(points[0], NOW + timedelta(minutes=6))
    assert (state.outage, state.planned_outage, state.promise) == (planned, planned, NOW + 2 * HOUR)
    assert FeedEvent.objects.filter(name="outage.begun").count() == 1


def test_work_that_lies_ahead_is_known_but_joins_no_report(town: Town, report: Reporting, dispatcher: User) -> None:
    planned = plan_outage(
        device=town.devices["ST1"],
        planned_from=NOW + HOUR,
        planned_to=NOW + 2 * HOUR,
        cause="New transformer",
        by=dispatcher,
        at=NOW,
    )
    point = town.household("Ala", "ST1A")

    taken = report(point)

    assert taken.outage is None
    assert supply_state(point, NOW).planned_outage == planned
    cancel(outage=planned, reason="Rain", by=dispatcher, at=NOW)
    assert supply_state(point, NOW).planned_outage is None


@pytest.mark.parametrize(("starts", "ends"), [(HOUR, HOUR), (-2 * HOUR, -HOUR)])
def test_planned_work_needs_a_period_that_can_be(
    town: Town, dispatcher: User, starts: timedelta, ends: timedelta
) -> None:
    with pytest.raises(UnableToRepair):
        plan_outage(
            device=town.devices["ST1"],
            planned_from=NOW + starts,
            planned_to=NOW + ends,
            cause="Work",
            by=dispatcher,
            at=NOW,
        )

    assert not Outage.objects.exists()
    assert not FeedEvent.objects.exists()


def test_planned_work_begins_once(town: Town, dispatcher: User) -> None:
    planned = plan_outage(
        device=town.devices["ST1"], planned_from=NOW, planned_to=NOW + HOUR, cause="Work", by=dispatcher, at=NOW
    )
    begin(outage=planned, by=dispatcher, at=NOW)

    with pytest.raises(UnableToRepair):
        begin(outage=planned, by=dispatcher, at=NOW)

    assert FeedEvent.objects.filter(name="outage.begun").count() == 1


def test_a_letter_about_yesterday_does_not_join_what_began_today(
    predicted: Outage, town: Town, no_power_form: FormVersion, agent: User
) -> None:
    point = town.household("Ula", "ST1A")

    taken = register_report(
        form_version=no_power_form,
        raw_answers={"extent": "flat"},
        customer=None,
        service_point=point,
        reporting_kind=Ticket.ReportingKind.LETTER,
        reported_at=NOW - 24 * HOUR,
        by=agent,
        at=NOW + HOUR,
    )

    predicted.refresh_from_db()
    assert (taken.outage, predicted.started_at) == (None, NOW)


def test_a_repeat_from_the_future_is_refused_and_not_counted(
    town: Town, report: Reporting, no_power_form: FormVersion, agent: User
) -> None:
    point = town.household("Ala", "ST1A")
    report(point)

    with pytest.raises(UnableToRegister):
        register_report(
            form_version=no_power_form,
            raw_answers={"extent": "flat"},
            customer=None,
            service_point=point,
            reported_at=NOW + HOUR,
            by=agent,
            at=NOW,
        )

    assert Ticket.objects.get().call_count == 1


def test_a_retry_leaves_what_people_did_since_as_it_is(town: Town, report: Reporting, dispatcher: User) -> None:
    first, second = town.household("Ala", "ST1A"), town.household("Ela", "ST1A")
    report(first, key="k")
    ticket = report(second, minute=1).ticket
    unlink_report(ticket=Ticket.objects.get(idempotency_key="k"), by=dispatcher, at=NOW + timedelta(minutes=2))

    again = report(first, minute=3, key="k")

    assert (again.outage, again.is_repeat) == (None, False)
    assert again.ticket.call_count == ticket.call_count == 1
