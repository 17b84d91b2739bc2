"""One search finds people, places, tickets and outages, each for those who may see them; the dark come first."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.customers.vocabulary import learn_all
from outages.finding import look_for, search_people, without_power
from outages.models import Outage, ReportLink
from tests.conftest import NOW, NewUser, Town, report_no_power
from ticketforms.models import FormVersion


@pytest.fixture
def outage(town: Town, no_power_form: FormVersion, agent: User) -> Outage:
    first, second = town.household("Zych Adam", "ST1A"), town.household("Zych Ewa", "ST1A")
    for index, point in enumerate((first, second)):
        report_no_power(no_power_form, point, agent, key=str(index))
    town.household("Zych Aaron", "ST2A")
    learn_all()
    return Outage.objects.ongoing().get()


def test_whose_power_is_off_comes_first(outage: Outage, agent: User) -> None:
    found = look_for("zych", user=agent, at=NOW)

    assert [line.hit.customer.name for line in found.people] == ["Zych Adam", "Zych Ewa", "Zych Aaron"]
    assert [line.open_tickets for line in found.people] == [1, 1, 0]
    assert [bool(line.points[0][1].outage) for line in found.people] == [True, True, False]


def test_places_tickets_and_outages_are_found_by_their_numbers(outage: Outage, agent: User) -> None:
    ticket = ReportLink.objects.filter(outage=outage).order_by("pk")[0].ticket

    place = look_for("000000000000000001", user=agent, at=NOW).places
    assert [line.hit.customer.name for line in place] == ["Zych Adam"]
    assert look_for(str(outage.number), user=agent, at=NOW).outages == (outage,)
    assert look_for(outage.device.code, user=agent, at=NOW).outages == (outage,)
    assert look_for(ticket.number, user=agent, at=NOW).tickets == (ticket,)


def test_each_finds_what_they_may_see(outage: Outage, new_user: NewUser) -> None:
    administrator, display = new_user("administrator"), new_user("display")

    assert look_for("zych", user=administrator, at=NOW).people == ()
    assert look_for(str(outage.number), user=administrator, at=NOW).outages == (outage,)
    assert look_for("zych", user=display, at=NOW).count == 0
    assert look_for(str(outage.number), user=display, at=NOW).count == 0


def test_without_an_outage_nobody_is_dark_in_one_query(town: Town) -> None:
    point = town.household("Zych Adam", "ST1A")

    with CaptureQueriesContext(connection) as queries:
        assert without_power([point.customer_id]) == set()
    assert len(queries) == 1


def test_more_hits_cost_no_more_queries(outage: Outage, town: Town, agent: User) -> None:
    counts = []
    agent.get_all_permissions()
    for more in (0, 6):
        for index in range(more):
            town.household(f"Zych Bogdan{index}", "ST1B")
        with CaptureQueriesContext(connection) as queries:
            found = look_for("zych", user=agent, at=NOW)
        assert len(found.people) == 3 + more
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert len(search_people("zych", limit=2, user=agent, at=NOW).hits) == 2
