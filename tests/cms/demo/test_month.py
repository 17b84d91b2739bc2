"""The demo's register could be a real month's: its answers pass their forms, its timelines go forward, it adds up."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Count, F

from cms.demo.loading import Loaded
from crm.models import AnswerIndex, Call, Customer, FeedEvent, HazardAcknowledgement, ServicePoint, Ticket
from crm.tickets.reindexing import reindex_answers
from outages.models import CrewAssignment, EstimateTold, Outage, ReportLink
from outages.network.queries import supply_state
from tests.cms.demo.conftest import SMALL
from tests.conftest import NOW
from ticketforms.answers import check
from ticketforms.kinds import Given

pytestmark = pytest.mark.django_db


def test_there_are_as_many_customers_and_tickets_as_were_asked_for(loaded: Loaded) -> None:
    assert (loaded.customers, loaded.tickets) == (SMALL.customers, SMALL.tickets)
    assert (Customer.objects.count(), Ticket.objects.count()) == (SMALL.customers, SMALL.tickets)


def test_all_answers_pass_the_check_of_their_form(loaded: Loaded) -> None:
    for ticket in Ticket.objects.select_related("form_version"):
        raw = {code: answer["value"] for code, answer in ticket.answers.items()}
        assert check(ticket.form_version.definition, raw, given=Given(at=NOW)).answers == ticket.answers


def test_answers_are_copied_into_columns_as_the_operations_would(loaded: Loaded) -> None:
    def copies() -> list[tuple[object, ...]]:
        rows = AnswerIndex.objects.order_by("ticket", "field", "text")
        return list(rows.values_list("ticket", "field", "text", "folded", "number", "day"))

    written, dates = copies(), dict(Ticket.objects.values_list("pk", "erase_at"))
    list(reindex_answers())

    assert copies() == written
    assert {row[1] for row in written} >= {"extent", "invoice", "serial"}
    assert dict(Ticket.objects.values_list("pk", "erase_at")) == dates
    assert any(dates.values())


def test_nothing_has_happened_later_than_now(loaded: Loaded) -> None:
    assert not Ticket.objects.filter(reported_at__gt=NOW).exists()
    assert not Ticket.objects.filter(closed_at__gt=NOW).exists()
    assert not FeedEvent.objects.filter(happened_at__gt=NOW).exists()
    assert not Ticket.objects.filter(closed_at__lt=F("reported_at")).exists()


def test_a_ticket_is_closed_exactly_when_it_says_so(loaded: Loaded) -> None:
    closed = Ticket.objects.filter(state=Ticket.State.CLOSED)

    assert closed.exists()
    assert not closed.filter(closed_at=None).exists()
    assert not closed.filter(resolution="").exists()
    assert not Ticket.objects.open().exclude(closed_at=None).exists()


def test_every_timeline_goes_forward_and_the_feed_is_numbered(loaded: Loaded) -> None:
    timelines: defaultdict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for event in FeedEvent.objects.order_by("position"):
        assert event.position is not None
        timelines[event.subject].append((event.name, event.happened_at))

    for ticket in Ticket.objects.all():
        assert timelines[f"ticket:{ticket.pk}"][0] == ("ticket.registered", ticket.reported_at)
    for timeline in timelines.values():
        moments = [moment for _, moment in timeline]
        assert moments == sorted(moments)


def test_most_tickets_came_by_a_call_that_has_ended(loaded: Loaded) -> None:
    by_call = Ticket.objects.exclude(call=None)

    assert by_call.count() > SMALL.tickets / 2
    assert not by_call.filter(reported_at__lt=F("call__answered_at")).exists()
    assert not Call.objects.filter(ended_at=None).exists()


def test_two_outages_go_on_and_one_of_them_has_a_crew_and_a_time_ahead(loaded: Loaded) -> None:
    confirmed, predicted = Outage.objects.ongoing().order_by("started_at")

    assert (confirmed.status, predicted.status) == ("confirmed", "predicted")
    assert confirmed.assignments.get().status == CrewAssignment.Status.ARRIVED
    newest = confirmed.estimates.first()
    assert newest is not None
    assert newest.restores_at > NOW + timedelta(minutes=30)
    assert ReportLink.objects.filter(outage=predicted, valid_to=None).count() == 3
    assert EstimateTold.objects.filter(outage=confirmed).exists()


def test_who_called_again_about_the_dark_street_has_one_ticket_with_two_calls(loaded: Loaded) -> None:
    dark = Outage.objects.get(status="confirmed")

    tickets = Ticket.objects.filter(pk__in=ReportLink.objects.filter(outage=dark, valid_to=None).values("ticket"))
    assert sorted(tickets.values_list("call_count", flat=True)) == [1, 1, 1, 1, 1, 2]


def test_work_is_planned_for_the_next_morning(loaded: Loaded) -> None:
    planned = Outage.objects.get(kind=Outage.Kind.PLANNED)

    assert planned.status == Outage.Status.SCHEDULED
    assert planned.planned_from == datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    assert planned.planned_to == datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def test_anna_kowalska_has_not_called_yet_and_her_street_is_dark(loaded: Loaded) -> None:
    home = ServicePoint.objects.get(customer__number="20000001")

    state = supply_state(home, NOW)

    assert str(home).startswith("ul. Łąkowa 3,")
    assert state.outage == Outage.objects.get(status="confirmed")
    assert state.promise is not None
    assert not Ticket.objects.filter(service_point=home, reported_at__gt=NOW - timedelta(hours=4)).exists()


def test_outages_of_the_past_closed_their_tickets(loaded: Loaded) -> None:
    past = Outage.objects.exclude(restored_at=None)

    assert past.exists()
    for outage in past.annotate(reports=Count("report_links")):
        assert outage.restored_at
        tickets = Ticket.objects.filter(pk__in=ReportLink.objects.filter(outage=outage).values("ticket"))
        assert tickets.count() == outage.reports > 0
        assert {ticket.closed_at - outage.restored_at for ticket in tickets if ticket.closed_at} == {
            timedelta(minutes=2)
        }
        assert outage.started_at == min(ticket.reported_at for ticket in tickets)
        assert outage.estimates.count() == 2


def test_one_hazard_waits_for_a_dispatcher(loaded: Loaded) -> None:
    seen = HazardAcknowledgement.objects.values("ticket")

    assert Ticket.objects.open().filter(ticket_type__code="hazard").exclude(pk__in=seen).count() == 1
