"""What the desk knows beyond the place's own outage: outages around, earlier promises, cases, neighbours' tickets."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.models import ServicePoint, Source, Ticket, WorkflowCase
from outages.models import Outage
from outages.repair.operations import confirm, set_estimate
from outages.repair.promises import record_told
from tests.conftest import Town, report_no_power
from ticketforms.models import FormVersion


@pytest.fixture
def caller(town: Town) -> ServicePoint:
    return town.household("Kowalska Anna", "ST1A")


@pytest.fixture
def at_desk(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


def known_to(client: Client, place: ServicePoint) -> str:
    keys = {"customer": place.customer_id, "service_point": place.pk}
    return client.get(reverse("desk:known"), keys).content.decode()


def outage_at(town: Town, form: FormVersion, circuit: str, names: tuple[str, str]) -> Outage:
    """Two neighbours report lost power just now."""
    now = timezone.now()
    taken = [report_no_power(form, town.household(name, circuit), None, at=now) for name in names]
    outage = taken[-1].outage
    assert outage is not None
    return outage


def test_outages_around_stand_with_their_reason_the_nearest_first(
    at_desk: Client, caller: ServicePoint, town: Town, no_power_form: FormVersion
) -> None:
    far = outage_at(town, no_power_form, "ST2A", ("Ala", "Ela"))
    near = outage_at(town, no_power_form, "ST1B", ("Iga", "Ola"))

    page = known_to(at_desk, caller)

    assert page.index(f"<b>{near.number}</b>") < page.index(f"<b>{far.number}</b>")
    assert "same station, 2 reports in 15 min" in page
    assert "same feeder, 2 reports in 15 min" in page


def test_the_outage_that_reaches_the_place_is_not_told_twice(
    at_desk: Client, caller: ServicePoint, town: Town, no_power_form: FormVersion
) -> None:
    outage_at(town, no_power_form, "ST1A", ("Ala", "Ela"))

    assert "desk-around-title" not in known_to(at_desk, caller)


def test_a_promise_that_got_worse_is_told_first(
    at_desk: Client, caller: ServicePoint, town: Town, no_power_form: FormVersion, agent: User, dispatcher: User
) -> None:
    now = timezone.now()
    outage = confirm(outage=outage_at(town, no_power_form, "ST1A", ("Ala", "Ela")), by=dispatcher, at=now)
    set_estimate(outage=outage, restores_at=now + timedelta(hours=1), source="dispatcher", by=dispatcher, at=now)
    record_told(outage=outage, call=None, ticket=None, customer=caller.customer, by=agent, at=now)

    holding = known_to(at_desk, caller)
    later = now + timedelta(seconds=1)
    set_estimate(outage=outage, restores_at=now + timedelta(hours=3), source="dispatcher", by=dispatcher, at=later)
    broken = known_to(at_desk, caller)

    assert "Told before" in holding
    assert "no longer holds" not in holding
    assert "no longer holds" in broken


def test_a_case_says_its_stage_and_who_is_responsible(
    at_desk: Client, caller: ServicePoint, no_power_form: FormVersion
) -> None:
    ticket = report_no_power(no_power_form, caller, None, at=timezone.now()).ticket
    WorkflowCase.objects.create(
        ticket=ticket,
        case_id="R/7",
        sequence=1,
        stage_label="weryfikacja",
        responsible_name="p. Nowak",
        status=WorkflowCase.ONGOING[0],
        occurred_at=timezone.now(),
        told_at=timezone.now(),
        due_at=timezone.now() - timedelta(days=1),
    )

    page = known_to(at_desk, caller)

    for said in ("R/7", "weryfikacja", "p. Nowak", "late"):
        assert said in page


def test_neighbours_of_the_station_are_told_and_not_those_of_another(
    at_desk: Client, caller: ServicePoint, town: Town, no_power_form: FormVersion
) -> None:
    now = timezone.now()
    near = report_no_power(no_power_form, town.household("Iga", "ST1B"), None, at=now).ticket
    far = report_no_power(no_power_form, town.household("Ala", "ST2A"), None, at=now).ticket
    old = report_no_power(no_power_form, town.household("Ola", "ST1B"), None, at=now - timedelta(days=2)).ticket

    page = known_to(at_desk, caller)

    assert near.number in page
    assert far.number not in page
    assert old.number not in page


def test_a_storm_around_costs_no_more_queries_than_one_outage(
    at_desk: Client, caller: ServicePoint, town: Town, no_power_form: FormVersion
) -> None:
    counts = []
    for circuit, names in (("ST1B", ("Iga", "Ola")), ("ST2A", ("Ala", "Ela")), ("ST2B", ("Ewa", "Ida"))):
        outage_at(town, no_power_form, circuit, names)
        known_to(at_desk, caller)
        with CaptureQueriesContext(connection) as queries:
            known_to(at_desk, caller)
        counts.append(len(queries))

    assert Ticket.objects.count() == 6
    assert len(set(counts)) == 1


def test_what_is_said_is_marked_as_doubtful_while_its_source_is_down(at_desk: Client, caller: ServicePoint) -> None:
    fresh = known_to(at_desk, caller)
    Source.objects.filter(code=Source.Code.NETWORK).update(trouble="Prace serwisowe do 15:00")

    doubtful = known_to(at_desk, caller)

    assert "Prace serwisowe" not in fresh
    assert "Prace serwisowe do 15:00" in doubtful
    assert 'id="desk-say"' in doubtful
