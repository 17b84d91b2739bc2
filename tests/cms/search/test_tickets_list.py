"""The list of tickets: pages, ready-made filters, what is typed into the box, and what it costs."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.models import ServicePoint, Ticket
from crm.tickets.moving import cancel
from outages.intake import register_report
from tests.cms.search.conftest import LIST, listed, send
from tests.conftest import NOW, Town
from tests.crm.conftest import take
from ticketforms.models import FormVersion


def keys(*tickets: Ticket) -> list[int]:
    return [ticket.pk for ticket in tickets]


def test_pages_follow_on_without_a_gap_or_a_double_though_they_begin_at_the_same_moment(
    at_agent: Client, no_power_form: FormVersion, point: ServicePoint, agent: User
) -> None:
    tickets = [take(no_power_form, point, agent) for _ticket in range(60)]

    first = at_agent.get(LIST).context
    further = send(at_agent, "found/", {}, **{"X-From": first["next"]}).json()

    shown = [line.pk for line in first["lines"]]
    assert shown == keys(*tickets[:9:-1])
    assert [ticket.pk for ticket in tickets[:10] if f'data-srch-row="{ticket.pk}"' in further["results"]] == keys(
        *tickets[:10]
    )
    assert (further["results"].count("data-srch-row"), further["next"]) == (10, "")


def test_what_was_done_to_many_tickets_is_found_from_the_list(at_agent: Client) -> None:
    assert 'href="/admin/many/"' in at_agent.get(LIST).content.decode()
    assert 'href="/admin/many/"' not in at_agent.get("/admin/search/customer/").content.decode()


def test_filters_of_an_address_narrow_the_list_and_unknown_ones_are_left_out(
    at_agent: Client, dispatcher: User, hazard: Ticket, no_power_form: FormVersion, point: ServicePoint
) -> None:
    by_somebody_else = take(no_power_form, point, dispatcher, NOW + timedelta(minutes=1))
    cancel(ticket=by_somebody_else, reason="pomyłka", by=dispatcher, at=NOW)

    assert listed(at_agent, "state=cancelled") == keys(by_somebody_else)
    assert listed(at_agent, "state=unfinished") == keys(hazard)
    assert listed(at_agent, "mine=1") == keys(hazard)
    assert listed(at_agent, "type=no-power&hazards=1") == keys(by_somebody_else, hazard)
    assert listed(at_agent, "state=moon&type=nothing&before=x&search=unknown") == keys(by_somebody_else, hazard)


@pytest.mark.parametrize("typed", ["{number}", "kowalska", "ANNA kowal", "łucja", "przystanek lesna", "602 345 678"])
def test_a_ticket_is_found_by_number_customer_reporter_and_place(
    at_agent: Client, ticket: Ticket, no_power_form: FormVersion, town: Town, agent: User, typed: str
) -> None:
    other = take(no_power_form, town.household("Nowak Jan", "ST1A"), agent)
    told = register_report(
        form_version=no_power_form,
        raw_answers={"extent": "flat"},
        customer=ticket.customer,
        service_point=ticket.service_point,
        reporter_name="Sąsiadka Łucja",
        reporter_phone="602 345 678",
        location="Przystanek Leśna",
        reported_at=NOW + timedelta(hours=2),
        by=agent,
        at=NOW + timedelta(hours=2),
    ).ticket

    answer = at_agent.post(LIST, {"typed": typed.format(number=told.number)}, follow=True)

    found = [line.pk for line in answer.context["lines"]]
    assert told.pk in found
    assert other.pk not in found
    assert answer.request["QUERY_STRING"].startswith("search=")


@pytest.mark.parametrize("typed", ["%", "_", "'\"", "\0", "ł" * 10_000])
def test_odd_searches_are_answered_with_a_page(at_agent: Client, ticket: Ticket, typed: str) -> None:
    assert at_agent.post(LIST, {"typed": typed}, follow=True).status_code == 200


def test_a_long_list_costs_no_more_queries(
    at_agent: Client, no_power_form: FormVersion, town: Town, agent: User
) -> None:
    # The first look at a form's version reads what it marks.
    listed(at_agent)
    counts = []
    for names in (["Ala", "Ela"], [f"Nowak {index}" for index in range(48)]):
        for name in names:
            take(no_power_form, town.household(name, "ST1A"), agent)
        with CaptureQueriesContext(connection) as queries:
            listed(at_agent)
        counts.append(len(queries))

    assert counts[0] == counts[1]
