"""The board, the drawer and the sentence for a caller: right, and in as many queries for twenty as for two."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from crm.models import ServicePoint
from outages.models import Crew, Device, EstimatedRestoration, Outage
from outages.network.queries import supply_state, supply_states
from outages.repair.operations import advance_crew, assign_crew, note_progress, set_estimate
from outages.repair.planning import plan_outage
from outages.repair.promises import record_told
from outages.repair.queries import board_rows, outage_card
from outages.repair.say_line import say_line
from tests.conftest import NOW, Town
from tests.outages.conftest import Reporting

SOON = NOW + timedelta(minutes=5)
BACK_AT = NOW + timedelta(hours=2)


def many_outages(town: Town, count: int, dispatcher: User) -> list[ServicePoint]:
    points = []
    for index in range(count):
        circuit = town.device(f"C{index}", Device.Kind.LV_CIRCUIT, town.devices["ST1"])
        points.append(town.household(f"Home {index}", circuit.code))
        outage = Outage.objects.create(
            number=2000 + index, device=circuit, started_at=NOW, status=Outage.Status.CONFIRMED
        )
        assign_crew(outage=outage, crew=Crew.objects.create(name=f"C{index}"), by=dispatcher, at=NOW)
        set_estimate(outage=outage, restores_at=BACK_AT, source="dispatcher", by=dispatcher, at=NOW)
    return points


@pytest.mark.parametrize("count", [2, 20])
def test_board_rows_take_as_many_queries_for_twenty_as_for_two(
    town: Town, dispatcher: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many_outages(town, count, dispatcher)

    with django_assert_num_queries(4):
        rows = board_rows(SOON)

    assert len(rows) == count
    assert {row.feeder.code for row in rows if row.feeder} == {"SN1"}


@pytest.mark.parametrize("count", [2, 20])
def test_supply_states_take_as_many_queries_for_twenty_as_for_two(
    town: Town, dispatcher: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    points = many_outages(town, count, dispatcher)

    with django_assert_num_queries(5):
        states = supply_states(points, SOON)

    assert [states[point.pk].outage.number for point in points] == [2000 + i for i in range(count)]  # type: ignore[union-attr]


@pytest.mark.parametrize("count", [2, 20])
def test_an_outage_card_takes_as_many_queries_for_twenty_reports_as_for_two(
    town: Town,
    report: Reporting,
    dispatcher: User,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    points = [town.household(f"Home {index}", "ST1A") for index in range(count)]
    taken = [report(point) for point in points]
    outage = taken[-1].outage
    assert outage is not None
    for index, found in enumerate(taken):
        set_estimate(outage=outage, restores_at=BACK_AT, source="dispatcher", by=dispatcher, at=NOW)
        note_progress(outage=outage, text=f"Step {index}", by=dispatcher, at=NOW)
        record_told(
            outage=outage, call=None, ticket=found.ticket, customer=found.ticket.customer, by=dispatcher, at=NOW
        )

    with django_assert_num_queries(11):
        card = outage_card(outage, SOON)
        [(link.ticket.ticket_type.category.letter, link.ticket.customer) for link in card.tickets]

    assert len(card.tickets) == len(card.estimates) == len(card.progress) == count
    assert card.disappointed == ()


def test_a_caller_hears_of_the_crew_and_the_time(
    town: Town, confirmed: Outage, report: Reporting, dispatcher: User
) -> None:
    neighbour = town.household("Ula", "ST1A")
    job = assign_crew(outage=confirmed, crew=Crew.objects.create(name="PE-1"), by=dispatcher, at=NOW)
    advance_crew(assignment=job, status="arrived", by=dispatcher, at=SOON)
    set_estimate(outage=confirmed, restores_at=BACK_AT, source="crew", by=dispatcher, at=SOON)

    state = supply_state(neighbour, SOON)

    assert [device.code for device in state.chain] == ["ST1A", "ST1", "SN1", "GPZ"]
    assert (state.outage, state.reports, state.promise, state.minutes_old) == (confirmed, 2, BACK_AT, 0)
    with override("en"):
        assert say_line(state, SOON) == ("A crew has been on site since 13:05. Power should be back by about 15:00.")


def test_a_passed_time_is_never_read_out(town: Town, confirmed: Outage, dispatcher: User) -> None:
    neighbour = town.household("Ula", "ST1A")
    set_estimate(outage=confirmed, restores_at=BACK_AT, source="crew", by=dispatcher, at=NOW)

    state = supply_state(neighbour, BACK_AT)

    assert (state.promise, state.estimate_state) == (None, EstimatedRestoration.State.OVERDUE)
    with override("en"):
        line = say_line(state, BACK_AT)
    assert "15:00" not in line
    assert "The time given has passed" in line


def test_without_an_outage_the_agent_is_told_what_to_ask(town: Town) -> None:
    with override("en"):
        line = say_line(supply_state(town.household("Ala", "ST1A"), NOW), NOW)

    assert line == "We know of no outage here: ask about the fuses, the stairwell light and the neighbours."


@pytest.mark.parametrize(
    ("ends_in", "said"),
    [
        (timedelta(hours=28), "here on November 25 from 13:00 to 17:00."),
        (timedelta(hours=36), "here from 13:00 on November 25 to 01:00 on November 26."),
    ],
)
def test_the_day_of_planned_work_is_read_out_once_when_it_is_one_day(
    ends_in: timedelta, said: str, town: Town, dispatcher: User
) -> None:
    tomorrow = {"planned_from": NOW + timedelta(days=1), "planned_to": NOW + ends_in}
    plan_outage(device=town.devices["ST1"], cause="Work", by=dispatcher, at=NOW, **tomorrow)

    with override("en"):
        line = say_line(supply_state(town.household("Ala", "ST1A"), NOW), NOW)

    assert line.endswith(f"Planned work will switch power off {said}")


def test_a_disconnected_service_point_is_promised_nothing(town: Town, confirmed: Outage) -> None:
    point = town.household("Ula", "ST1A")
    point.connection_state = ServicePoint.ConnectionState.PHYSICALLY_DISCONNECTED

    with override("en"):
        line = say_line(supply_state(point, NOW), NOW)

    assert line.startswith("Supply here is disconnected")


def test_only_who_may_view_outages_finds_them(confirmed: Outage, dispatcher: User) -> None:
    stranger = User.objects.create_user("stranger")
    dispatcher.is_superuser = True

    assert list(Outage.objects.visible_to(stranger)) == []
    assert list(Outage.objects.visible_to(dispatcher)) == [confirmed]
