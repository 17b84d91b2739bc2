"""Each action through its door: what it changes, what it answers, and that a refusal changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from crm.models import FeedEvent, Ticket
from outages.models import Crew, CrewAssignment, Outage, OutageMerge, ReportLink
from outages.repair.operations import assign_crew, confirm
from outages.restoration import restore
from tests.cms.board.conftest import AT_THE_BOARD
from tests.conftest import NOW, Town


def act(client: Client, outage: Outage, code: str, **fields: object) -> HttpResponse:
    answer = client.post(
        reverse("board:act", args=[outage.pk, code]), fields, headers={"x-requested-with": "XMLHttpRequest"}
    )
    assert isinstance(answer, HttpResponse)
    return answer


@pytest.fixture
def confirmed(outage: Outage, dispatcher: User) -> Outage:
    return confirm(outage=outage, by=dispatcher, at=NOW)


def test_confirming_answers_with_the_fresh_drawer(board: Client, outage: Outage) -> None:
    answer = act(board, outage, "confirm")

    outage.refresh_from_db()
    assert (answer.status_code, outage.status) == (200, Outage.Status.CONFIRMED)
    assert f"Outage {outage.number} is confirmed." in answer.content.decode()
    assert 'data-does="confirm"' not in answer.content.decode()


def test_the_second_dispatcher_is_told_that_it_is_confirmed_already(board: Client, confirmed: Outage) -> None:
    answer = act(board, confirmed, "confirm")

    assert answer.status_code == 409
    assert f"data-refused>Outage {confirmed.number} " in answer.content.decode()
    assert FeedEvent.objects.filter(name="outage.confirmed").count() == 1


def test_a_crew_is_assigned_and_moved_on(board: Client, confirmed: Outage) -> None:
    crew = Crew.objects.create(name="PE-1")

    act(board, confirmed, "crew", crew=crew.pk)
    job = CrewAssignment.objects.get(crew=crew)
    answer = act(board, confirmed, "advance", assignment=job.pk, status="arrived")

    job.refresh_from_db()
    assert (answer.status_code, job.outage, job.status) == (200, confirmed, CrewAssignment.Status.ARRIVED)


def test_a_crew_on_another_job_is_refused_with_its_outage(
    board: Client, confirmed: Outage, town: Town, dispatcher: User
) -> None:
    crew = Crew.objects.create(name="PE-1")
    elsewhere = Outage.objects.create(number=7001, device=town.devices["ST2A"], started_at=NOW)
    assign_crew(outage=elsewhere, crew=crew, by=dispatcher, at=NOW)

    answer = act(board, confirmed, "crew", crew=crew.pk)

    assert answer.status_code == 409
    assert "7001" in answer.content.decode()
    assert CrewAssignment.objects.get().outage == elsewhere


@pytest.mark.parametrize(
    ("time", "day", "expected"),
    [
        ("1430", "2026-11-24", datetime(2026, 11, 24, 13, 30, tzinfo=UTC)),
        ("14:30", "2026-11-24", datetime(2026, 11, 24, 13, 30, tzinfo=UTC)),
        ("0.15", "2026-11-25", datetime(2026, 11, 24, 23, 15, tzinfo=UTC)),
    ],
)
def test_a_restoration_time_is_taken_in_the_control_rooms_time(
    board: Client, confirmed: Outage, time: str, day: str, expected: datetime
) -> None:
    answer = act(board, confirmed, "time", time=time, day=day, source="crew", reason="cable")

    estimate = confirmed.estimates.get()
    assert answer.status_code == 200
    assert (estimate.restores_at, estimate.source, estimate.reason) == (expected, "crew", "cable")


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"time": "25:00", "day": "2026-11-24", "source": "crew"}, 422, "Write the time as 14:30 or 1430."),
        ({"time": "14:30", "day": "2020-01-01", "source": "crew"}, 422, "Day"),
        ({"time": "14:30", "day": "2026-11-24", "source": "storm"}, 422, "Said by"),
        ({"time": "13:05", "day": "2026-11-24", "source": "crew"}, 409, "lies in the past"),
        ({}, 422, "Power back at"),
    ],
)
def test_a_restoration_time_that_cannot_stand_is_refused_with_the_reason(
    board: Client, confirmed: Outage, fields: dict[str, str], status: int, sentence: str
) -> None:
    events = FeedEvent.objects.count()

    answer = act(board, confirmed, "time", **fields)

    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert not confirmed.estimates.exists()
    assert FeedEvent.objects.count() == events


def test_progress_is_noted_and_stands_in_the_log(board: Client, confirmed: Outage) -> None:
    answer = act(board, confirmed, "note", text="Found the broken cable.")

    assert confirmed.progress.get().text == "Found the broken cable."
    assert "Found the broken cable." in answer.content.decode()


def test_an_outage_goes_into_a_higher_one(board: Client, outage: Outage, town: Town) -> None:
    higher = Outage.objects.create(number=7002, device=town.devices["ST1"], started_at=NOW)

    answer = act(board, outage, "merge", target=higher.pk)

    outage.refresh_from_db()
    assert (answer.status_code, outage.status) == (200, Outage.Status.MERGED)
    assert f'data-other="{higher.pk}"' in answer.content.decode()


def test_an_outage_does_not_go_into_one_beside_it(board: Client, outage: Outage, town: Town) -> None:
    beside = Outage.objects.create(number=7003, device=town.devices["ST2"], started_at=NOW)

    answer = act(board, outage, "merge", target=beside.pk)

    outage.refresh_from_db()
    assert (answer.status_code, outage.status) == (422, Outage.Status.PREDICTED)


def test_a_merge_is_undone_and_both_logs_tell_it(board: Client, outage: Outage, town: Town) -> None:
    higher = Outage.objects.create(number=7002, device=town.devices["ST1"], started_at=NOW)
    act(board, outage, "merge", target=higher.pk)
    record = OutageMerge.objects.get()

    answer = act(board, higher, "unmerge", merge=record.pk)
    again = act(board, higher, "unmerge", merge=record.pk)

    outage.refresh_from_db()
    assert (answer.status_code, again.status_code, outage.status) == (200, 422, Outage.Status.PREDICTED)
    assert f"Outage {outage.number} left again." in answer.content.decode()


def test_a_report_is_split_off(board: Client, outage: Outage) -> None:
    ticket = Ticket.objects.order_by("pk").first()
    assert ticket

    answer = act(board, outage, "split", ticket=ticket.pk)

    following = ReportLink.objects.filter(outage=outage, valid_to=None).values_list("ticket_id", flat=True)
    assert answer.status_code == 200
    assert len(following) == 1
    assert ticket.pk not in following


def test_a_ticket_of_another_outage_is_not_split_off_here(board: Client, confirmed: Outage, town: Town) -> None:
    elsewhere = Outage.objects.create(number=7004, device=town.devices["ST2"], started_at=NOW)
    ticket = Ticket.objects.order_by("pk").first()
    assert ticket

    answer = act(board, elsewhere, "split", ticket=ticket.pk)

    assert answer.status_code == 422
    assert ReportLink.objects.filter(outage=confirmed, valid_to=None).count() == 2


def test_restoring_closes_the_tickets(board: Client, confirmed: Outage) -> None:
    answer = act(board, confirmed, "restore", time="13:04", day="2026-11-24")

    confirmed.refresh_from_db()
    assert answer.status_code == 200
    assert (confirmed.status, confirmed.restored_at) == (Outage.Status.RESTORED, AT_THE_BOARD - timedelta(minutes=1))
    assert not Ticket.objects.open().exists()


def test_a_restored_outage_is_closed_with_its_cause(board: Client, confirmed: Outage, dispatcher: User) -> None:
    restore(outage=confirmed, restored_at=NOW, by=dispatcher, at=NOW)

    without, with_cause = act(board, confirmed, "close"), act(board, confirmed, "close", cause="a digger")

    confirmed.refresh_from_db()
    assert (without.status_code, with_cause.status_code) == (422, 200)
    assert (confirmed.status, confirmed.cause) == (Outage.Status.CLOSED, "a digger")


def test_a_restored_outage_is_reopened_with_a_reason(board: Client, confirmed: Outage, dispatcher: User) -> None:
    restore(outage=confirmed, restored_at=NOW, by=dispatcher, at=NOW)

    act(board, confirmed, "reopen", reason="still off")

    confirmed.refresh_from_db()
    assert confirmed.status == Outage.Status.CONFIRMED


def test_a_wrong_prediction_is_cancelled_with_a_reason(board: Client, outage: Outage) -> None:
    act(board, outage, "cancel", reason="two blown fuses")

    outage.refresh_from_db()
    assert (outage.status, outage.cause) == (Outage.Status.CANCELLED, "two blown fuses")


def test_an_agent_changes_nothing(onlooker: Client, outage: Outage) -> None:
    events = FeedEvent.objects.count()

    answer = act(onlooker, outage, "confirm")

    outage.refresh_from_db()
    assert (answer.status_code, outage.status) == (403, Outage.Status.PREDICTED)
    assert FeedEvent.objects.count() == events


def test_an_action_or_outage_that_does_not_exist_is_not_found(board: Client, outage: Outage) -> None:
    assert act(board, outage, "explode").status_code == 404
    assert board.post(reverse("board:act", args=[outage.pk + 9, "confirm"])).status_code == 404
    assert board.get(reverse("board:act", args=[outage.pk, "confirm"])).status_code == 405


def test_a_form_from_elsewhere_is_refused(outage: Outage, dispatcher: User, board: Client) -> None:
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(dispatcher, backend="django.contrib.auth.backends.ModelBackend")

    answer = act(stranger, outage, "confirm")

    outage.refresh_from_db()
    assert (answer.status_code, outage.status) == (403, Outage.Status.PREDICTED)
