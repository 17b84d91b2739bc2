"""A draft is published at the moment planned for it: once, as it was when it was planned, or not at all and said so."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from tests.conftest import NO_POWER_FIELDS, NOW, NewUser, draft_no_power
from ticketforms.catalogue import published_form
from ticketforms.history import troubled_plans
from ticketforms.models import DictionaryEntry, FormVersion, PlannedPublication, TicketType
from ticketforms.planning import UnableToPlan, cancel_plan, plan_publication, publish_due
from ticketforms.publishing import PublishedMeanwhile, UnableToPublish, publish, withdraw

MONDAY = datetime(2026, 11, 30, 5, 0, tzinfo=UTC)
State = PlannedPublication.State


@pytest.fixture
def planned(no_power_form: FormVersion, new_user: NewUser) -> PlannedPublication:
    """The second field is to go on Monday."""
    drafted = draft_no_power(NO_POWER_FIELDS[:1])
    return plan_publication(ticket_type=drafted, publish_at=MONDAY, by=new_user("administrator"), at=NOW)


def number_in_use() -> int:
    return published_form("no-power").version.number


def state_of(plan: PlannedPublication) -> str:
    return PlannedPublication.objects.get(pk=plan.pk).state


def told() -> list[str]:
    entries = ModelLogEntry.objects.filter(action__startswith="ticketforms.").order_by("pk")
    with override("en"):
        return [entry.message for entry in entries]


def test_nothing_happens_before_its_time(planned: PlannedPublication) -> None:
    carried_out = publish_due(at=MONDAY - timedelta(seconds=1))

    assert carried_out == []
    assert (number_in_use(), state_of(planned)) == (1, State.WAITING)


def test_what_is_due_is_published_once_in_the_name_of_who_planned_it(planned: PlannedPublication) -> None:
    first = publish_due(at=MONDAY + timedelta(seconds=20))
    second = publish_due(at=MONDAY + timedelta(seconds=50))

    version = published_form("no-power").version
    assert ([plan.pk for plan in first], second) == ([planned.pk], [])
    assert (version.number, version.published_at) == (2, MONDAY + timedelta(seconds=20))
    assert version.published_by == planned.planned_by
    planned.refresh_from_db()
    assert (planned.state, planned.version, planned.revision) == (State.DONE, version, None)


def test_editing_after_planning_is_not_published_with_it_and_stays_the_draft(planned: PlannedPublication) -> None:
    draft_no_power([NO_POWER_FIELDS[0] | {"label_pl": "Jak daleko"}])

    publish_due(at=MONDAY)

    assert published_form("no-power").version.definition["fields"][0]["label_pl"] == "Zasięg"
    ticket_type = TicketType.objects.get()
    assert ticket_type.has_unpublished_changes
    assert ticket_type.get_latest_revision_as_object().fields[0].value["label_pl"] == "Jak daleko"


def test_a_form_that_broke_meanwhile_is_not_published_tried_once_and_said_so(planned: PlannedPublication) -> None:
    DictionaryEntry.objects.all().delete()

    (failed,) = publish_due(at=MONDAY)
    again = publish_due(at=MONDAY + timedelta(minutes=1))

    assert (number_in_use(), again) == (1, [])
    failed.refresh_from_db()
    assert failed.state == State.FAILED
    with override("en"):
        assert "choose another or add entries" in failed.reason
    assert "choose another or add entries" in told()[-1]
    assert list(PlannedPublication.objects.unresolved()) == [failed]


def test_one_broken_form_does_not_keep_another_from_its_time(planned: PlannedPublication) -> None:
    DictionaryEntry.objects.all().delete()
    other = TicketType.objects.create(
        code="other", shortcut="IN", label_pl="Inne", category=planned.ticket_type.category, live=False, fields=[]
    )
    plan_publication(ticket_type=other, publish_at=MONDAY, by=None, at=NOW)

    carried_out = publish_due(at=MONDAY)

    assert [plan.state for plan in carried_out] == [State.FAILED, State.DONE]
    assert published_form("other").version.number == 1


def test_publishing_by_hand_puts_aside_what_failed(planned: PlannedPublication) -> None:
    DictionaryEntry.objects.all().update(is_retired=True)
    publish_due(at=MONDAY)
    DictionaryEntry.objects.all().update(is_retired=False)

    publish(ticket_type=planned.ticket_type, by=None, at=MONDAY + timedelta(hours=1))

    assert not PlannedPublication.objects.unresolved().exists()


def test_a_cancelled_plan_leaves_the_draft(planned: PlannedPublication) -> None:
    cancel_plan(ticket_type=planned.ticket_type, by=None, at=NOW)

    assert publish_due(at=MONDAY) == []
    assert TicketType.objects.get().has_unpublished_changes
    assert state_of(planned) == State.CANCELLED
    with pytest.raises(UnableToPlan, match=r"carried out|przeprowadzon"):
        cancel_plan(ticket_type=planned.ticket_type, by=None, at=NOW)


def test_a_new_plan_replaces_the_one_before(planned: PlannedPublication) -> None:
    draft_no_power([NO_POWER_FIELDS[0] | {"label_pl": "Jak daleko"}])
    later = plan_publication(ticket_type=planned.ticket_type, publish_at=MONDAY + timedelta(days=1), by=None, at=NOW)

    assert (publish_due(at=MONDAY), state_of(planned)) == ([], State.CANCELLED)
    publish_due(at=MONDAY + timedelta(days=1))
    assert state_of(later) == State.DONE
    assert published_form("no-power").version.definition["fields"][0]["label_pl"] == "Jak daleko"


@pytest.mark.parametrize("overtaken_by", ["publishing", "withdrawal"])
def test_a_decision_made_by_hand_overtakes_the_plan(planned: PlannedPublication, overtaken_by: str) -> None:
    if overtaken_by == "publishing":
        publish(ticket_type=planned.ticket_type, by=None, at=NOW)
    else:
        withdraw(ticket_type=planned.ticket_type, by=None, at=NOW)

    assert (publish_due(at=MONDAY), state_of(planned)) == ([], State.CANCELLED)
    assert [line for line in told() if "was cancelled" in line]


def test_a_moment_that_is_over_is_refused_and_the_earlier_plan_stays(planned: PlannedPublication) -> None:
    with pytest.raises(UnableToPlan):
        plan_publication(ticket_type=planned.ticket_type, publish_at=NOW, by=None, at=NOW)

    assert state_of(planned) == State.WAITING


def test_a_draft_that_cannot_be_asked_is_refused_before_it_is_planned(no_power_form: FormVersion) -> None:
    drafted = draft_no_power(NO_POWER_FIELDS[::-1])

    with pytest.raises(UnableToPublish):
        plan_publication(ticket_type=drafted, publish_at=MONDAY, by=None, at=NOW)

    assert not PlannedPublication.objects.exists()


def test_the_slower_of_two_administrators_is_told_who_was_quicker(
    no_power_form: FormVersion, new_user: NewUser
) -> None:
    quicker = User.objects.create_user("ola", first_name="Ola", last_name="Nowak")
    drafted = draft_no_power(NO_POWER_FIELDS[:1])
    publish(ticket_type=drafted, in_use=1, by=quicker, at=NOW)
    draft_no_power(NO_POWER_FIELDS)

    with pytest.raises(PublishedMeanwhile, match="Ola Nowak"):
        publish(ticket_type=drafted, in_use=1, by=new_user("administrator"), at=NOW)
    with pytest.raises(PublishedMeanwhile, match="Ola Nowak"):
        plan_publication(ticket_type=drafted, publish_at=MONDAY, in_use=1, by=None, at=NOW)

    assert number_in_use() == 2
    assert TicketType.objects.get().has_unpublished_changes


def test_wagtails_own_command_finds_nothing_to_publish(planned: PlannedPublication) -> None:
    call_command("publish_scheduled", verbosity=0)

    assert (number_in_use(), state_of(planned)) == (1, State.WAITING)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite")
def test_several_workers_publish_it_once(planned: PlannedPublication) -> None:
    start = Barrier(3)

    def work(_worker: int) -> int:
        try:
            start.wait(timeout=10)
            return len(publish_due(at=MONDAY))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        carried_out = sum(pool.map(work, range(3)))

    assert (carried_out, number_in_use()) == (1, 2)
    assert ModelLogEntry.objects.filter(action="ticketforms.publish").count() == 2


def test_what_failed_or_nobody_carried_out_is_told_on_the_first_page(
    client: Client, planned: PlannedPublication
) -> None:
    assert planned.planned_by is not None
    client.force_login(planned.planned_by)
    home = reverse("wagtailadmin_home")
    quiet = client.get(home).content.decode()

    DictionaryEntry.objects.all().delete()
    publish_due(at=MONDAY)
    told_of = client.get(home).content.decode()
    versions = client.get(reverse("ticketforms:versions", args=[planned.ticket_type_id])).content.decode()

    door = reverse("ticketforms:versions", args=[planned.ticket_type_id])
    assert (door in quiet, door in told_of) == (False, True)
    failed = PlannedPublication.objects.get()
    reasons = [escape(failed.reason_pl), escape(failed.reason_en)]
    assert [any(reason in page for reason in reasons) for page in (told_of, versions)] == [True, True]
    assert [plan.pk for plan in troubled_plans(MONDAY)] == [planned.pk]


def test_a_plan_that_no_worker_carries_out_is_trouble_after_some_minutes(planned: PlannedPublication) -> None:
    late = [troubled_plans(MONDAY + timedelta(minutes=minutes)) for minutes in (4, 6)]

    assert late == [[], [planned]]


def test_a_type_that_is_planned_is_not_deleted_from_under_its_plan(
    client: Client, new_user: NewUser, no_power_type: TicketType
) -> None:
    client.force_login(new_user("administrator"))
    plan_publication(ticket_type=no_power_type, publish_at=MONDAY, by=None, at=NOW)
    door = reverse("wagtailsnippets_ticketforms_tickettype:delete", args=[no_power_type.pk])

    client.post(door)
    kept = TicketType.objects.filter(pk=no_power_type.pk).exists()
    cancel_plan(ticket_type=no_power_type, by=None, at=NOW)
    client.post(door)

    assert (kept, TicketType.objects.exists()) == (True, False)
