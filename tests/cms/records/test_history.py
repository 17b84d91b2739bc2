"""An agent reads all that was said with a customer, and about a place whoever lived there."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.models import Call, ServicePoint, Ticket
from crm.tickets.replying import keep_reply
from crm.workflow.operations import StageTold, record_stage
from outages.models import Outage, ReportLink
from tests.conftest import NOW, Town
from tests.crm.conftest import take
from ticketforms.models import FormVersion


def of_customer(point: ServicePoint) -> str:
    return reverse("records:customer_history", args=[point.customer_id])


def of_place(point: ServicePoint) -> str:
    return reverse("records:service_point", args=[point.pk])


def test_the_history_shows_each_ticket_in_the_words_of_its_own_form(at_agent: Client, ticket: Ticket) -> None:
    assert ticket.service_point
    Call.objects.create(exchange_id="c", customer=ticket.customer, offered_at=NOW, from_number="+48601234567")

    page = at_agent.get(of_customer(ticket.service_point), headers={"accept-language": "en"}).content.decode()

    assert ticket.number in page
    assert "Extent" in page
    assert "Call without a ticket" in page


def test_tickets_of_one_outage_fold_under_the_newest(
    at_agent: Client, town: Town, no_power_form: FormVersion, agent: User
) -> None:
    point = town.household("Nowak Jan", "ST1A")
    outage = Outage.objects.create(number=7005, device=town.devices["ST1"], started_at=NOW)
    for minutes in (0, 5):
        reported = take(no_power_form, point, agent, at=NOW + timedelta(minutes=minutes))
        ReportLink.objects.create(ticket=reported, outage=outage, valid_from=NOW)

    page = at_agent.get(of_customer(point), headers={"accept-language": "en"}).content.decode()

    assert f"outage {outage.number}" in page
    assert "1 more ticket about this outage" in page


def test_the_place_tells_who_reported_before_and_what_outages_there_were(
    at_agent: Client, town: Town, no_power_form: FormVersion, agent: User
) -> None:
    point = town.household("Nowak Jan", "ST1A")
    take(no_power_form, point, agent)
    Outage.objects.create(number=7005, device=town.devices["ST1"], started_at=NOW)
    newcomer = town.household("Kowal Ewa", "ST1A").customer
    ServicePoint.objects.filter(pk=point.pk).update(customer=newcomer)

    page = at_agent.get(of_place(point), headers={"accept-language": "en"}).content.decode()

    assert "reported by Nowak Jan" in page
    assert "Kowal Ewa" in page
    assert "7005" in page


def test_what_is_typed_stays_out_of_the_address(at_agent: Client, ticket: Ticket) -> None:
    assert ticket.service_point
    answer = at_agent.post(of_customer(ticket.service_point), {"typed": "kowalska", "kind": "ticket"})

    assert answer.status_code == 302
    assert "kowalska" not in answer["Location"]
    assert "kind=ticket" in answer["Location"]


@pytest.mark.parametrize(
    "query",
    ["older=t-1", "older=%00", "newer=x&older=y", "since=2026-13-45", "until=99999-01-01", "state=%27&type=%25"],
)
def test_an_address_that_says_nonsense_shows_the_newest(at_agent: Client, ticket: Ticket, query: str) -> None:
    assert ticket.service_point
    for address in (of_customer(ticket.service_point), of_place(ticket.service_point)):
        answer = at_agent.get(f"{address}?{query}")

        assert answer.status_code == 200
        assert ticket.number in answer.content.decode()


def test_nothing_is_there_for_who_may_not_look(client: Client, at_agent: Client, ticket: Ticket) -> None:
    assert ticket.service_point
    client.logout()
    for address in (of_customer(ticket.service_point), of_place(ticket.service_point)):
        assert client.get(address).status_code == 302
    client.force_login(User.objects.get(username="agent"))
    assert client.get(reverse("records:service_point", args=[10**9])).status_code == 404
    assert client.get(reverse("records:customer_history", args=[10**9])).status_code == 404


def test_a_long_history_asks_as_often_as_a_short_one(
    at_agent: Client, ticket: Ticket, no_power_form: FormVersion, agent: User
) -> None:
    point = ticket.service_point
    assert point
    Call.objects.create(exchange_id="c", customer=point.customer, offered_at=NOW, agent=agent)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert at_agent.get(address).status_code == 200
        return len(captured)

    queries(of_customer(point))
    few = [queries(of_customer(point)), queries(of_place(point))]
    for hour in range(25):
        take(no_power_form, point, agent, at=NOW - timedelta(hours=hour))
        Call.objects.create(exchange_id=f"c{hour}", customer=point.customer, offered_at=NOW, agent=agent)

    assert [queries(of_customer(point)), queries(of_place(point))] == few


def _case(ticket: Ticket, case_id: str, *stages: str) -> None:
    for number, stage in enumerate(stages):
        told = StageTold(sequence=number, stage_code=f"s{number}", stage_label=stage, occurred_at=NOW)
        record_stage(ticket=ticket, source="EOD", case_id=case_id, case_type="reklamacja", told=told, by=None, at=NOW)


def test_cases_with_their_stages_stand_with_the_ticket_they_are_about(at_agent: Client, ticket: Ticket) -> None:
    assert ticket.service_point
    _case(ticket, "R/118", "przyjęta", "weryfikacja")

    for address in (of_customer(ticket.service_point), of_place(ticket.service_point)):
        (line,) = at_agent.get(address).context["lines"]
        (told,) = line["cases"]
        assert told.case.case_id == "R/118"
        assert [stage.stage_label for stage in told.stages] == ["weryfikacja", "przyjęta"]

    page = at_agent.get(of_customer(ticket.service_point), headers={"accept-language": "en"}).content.decode()
    assert "R/118" in page
    assert "2 stages" in page


def test_what_was_registered_twice_in_one_call_folds_and_a_later_call_does_not(
    at_agent: Client, town: Town, no_power_form: FormVersion, agent: User
) -> None:
    point = town.household("Nowak Jan", "ST1A")
    for minutes in (0, 5, 40):
        take(no_power_form, point, agent, at=NOW + timedelta(minutes=minutes))
    call = Call.objects.create(exchange_id="c", customer=point.customer, offered_at=NOW, agent=agent)
    first, second, later = Ticket.objects.order_by("pk")
    Ticket.objects.filter(pk__in=[first.pk, second.pk]).update(call=call)

    lines = at_agent.get(of_customer(point)).context["lines"]

    assert [line["contact"].ticket for line in lines] == [later, second]
    assert [line["contact"].ticket for line in lines[1]["again"]] == [first]


def test_a_long_history_with_cases_and_replies_asks_as_often_as_a_short_one(
    at_agent: Client, ticket: Ticket, no_power_form: FormVersion, agent: User
) -> None:
    point = ticket.service_point
    assert point

    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            made = take(no_power_form, point, agent, at=NOW - timedelta(hours=number))
            _case(made, f"R/{number}", "przyjęta", "weryfikacja")
            keep_reply(ticket=made, channel="sms", to="601", text="Oddzwonimy", by=agent, at=NOW)

    def queries() -> list[int]:
        counts = []
        for address in (of_customer(point), of_place(point)):
            with CaptureQueriesContext(connection) as captured:
                at_agent.get(address)
            counts.append(len(captured))
        return counts

    fill(0, 2)
    queries()
    few = queries()
    fill(2, 200)

    assert queries() == few
