"""Three neighbours lose power: the station is predicted, confirmed, and one restoration time reaches them all."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from crm.models import FeedEvent, ServicePoint, Ticket
from crm.tickets.checking import UnableToRegister
from outages.intake import TakenReport, register_report
from outages.models import Crew, Outage, ReportLink
from outages.network.queries import supply_state
from outages.repair.operations import UnableToRepair, assign_crew, confirm, set_estimate
from tests.conftest import NOW, Town, report_no_power
from ticketforms.answers import AnswersRefused
from ticketforms.models import FormVersion


def report(form: FormVersion, point: ServicePoint, by: User, *, minute: int = 0, key: str | None = None) -> TakenReport:
    return report_no_power(form, point, by, at=NOW + timedelta(minutes=minute), key=key)


def test_third_neighbour_makes_the_station_predicted_and_all_three_follow_it(
    town: Town, no_power_form: FormVersion, agent: User
) -> None:
    neighbours = [
        town.household(name, circuit) for name, circuit in [("Ala", "ST1A"), ("Ela", "ST1A"), ("Ula", "ST1B")]
    ]
    town.household("Iza", "ST2A")

    taken = [report(no_power_form, point, agent, minute=minute) for minute, point in enumerate(neighbours)]

    station_outage = Outage.objects.ongoing().get()
    assert [found.outage and found.outage.device.code for found in taken] == [None, "ST1A", "ST1"]
    assert station_outage.device.code == "ST1"
    assert station_outage.started_at == NOW
    assert station_outage.customers_off == 3
    followers = ReportLink.objects.filter(outage=station_outage, valid_to=None).values_list("ticket_id", flat=True)
    assert set(followers) == {found.ticket.pk for found in taken}


def test_a_confirmed_outage_tells_its_restoration_time_to_a_later_caller(
    town: Town, no_power_form: FormVersion, agent: User, dispatcher: User
) -> None:
    first, second, later = (town.household(name, "ST1A") for name in ("Ala", "Ela", "Ula"))
    report(no_power_form, first, agent)
    outage = report(no_power_form, second, agent).outage
    assert outage is not None
    confirm(outage=outage, by=dispatcher, at=NOW)
    assign_crew(outage=outage, crew=Crew.objects.create(name="PE-1"), by=dispatcher, at=NOW)
    back_at = NOW + timedelta(hours=2)
    set_estimate(outage=outage, restores_at=back_at, source="dispatcher", by=dispatcher, at=NOW)

    now, then = supply_state(later, NOW), supply_state(later, back_at)

    assert (now.outage, now.promise) == (outage, back_at)
    assert (then.outage, then.promise) == (outage, None)


def test_dispatcher_cannot_write_over_the_crews_restoration_time(
    town: Town, no_power_form: FormVersion, agent: User, dispatcher: User
) -> None:
    report(no_power_form, town.household("Ala", "ST1A"), agent)
    outage = report(no_power_form, town.household("Ela", "ST1A"), agent).outage
    assert outage is not None
    by_crew = set_estimate(outage=outage, restores_at=NOW + timedelta(hours=1), source="crew", by=dispatcher, at=NOW)

    with pytest.raises(UnableToRepair):
        set_estimate(outage=outage, restores_at=NOW + timedelta(hours=3), source="dispatcher", by=dispatcher, at=NOW)

    assert list(outage.estimates.all()) == [by_crew]


def test_the_same_key_makes_one_ticket(town: Town, no_power_form: FormVersion, agent: User) -> None:
    point = town.household("Ala", "ST1A")

    tickets = {report(no_power_form, point, agent, key="k").ticket.pk for _ in range(2)}

    assert len(tickets) == Ticket.objects.count() == 1


def test_refused_answers_leave_no_ticket_and_no_event(town: Town, no_power_form: FormVersion, agent: User) -> None:
    point = town.household("Ala", "ST1A")

    with pytest.raises(AnswersRefused):
        register_report(
            form_version=no_power_form,
            raw_answers={},
            customer=point.customer,
            service_point=point,
            reported_at=NOW,
            by=agent,
            at=NOW,
        )

    assert not Ticket.objects.exists()
    assert not FeedEvent.objects.exists()


def test_a_service_point_of_somebody_else_is_refused(town: Town, no_power_form: FormVersion, agent: User) -> None:
    ours, theirs = town.household("Ala", "ST1A"), town.household("Ela", "ST1A")

    with pytest.raises(UnableToRegister):
        register_report(
            form_version=no_power_form,
            raw_answers={"extent": "flat"},
            customer=ours.customer,
            service_point=theirs,
            reported_at=NOW,
            by=agent,
            at=NOW,
        )

    assert not Ticket.objects.exists()
