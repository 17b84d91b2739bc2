"""Who audits reads who saw what, and what happened to a ticket or customer: not a name, an answer or a text."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.records.audit_views import PAGE
from crm.models import PersonalDataRead, Ticket
from crm.tickets.completing import complete_answers
from crm.tickets.operations import add_note
from crm.tickets.replying import keep_reply
from tests.conftest import NOW, NewUser
from tests.crm.conftest import Claiming, claim, claim_form, point

__all__ = ["claim", "claim_form", "point"]
IBAN = "PL61109010140000"
READS = "/admin/reads/"


@pytest.fixture
def at_auditor(new_user: NewUser) -> Client:
    client = Client()
    client.force_login(new_user("auditor"))
    return client


def _saw(subject: str, *, reader: str = "agent", door: str = "ticket", minutes: int = 0) -> None:
    at = NOW + timedelta(minutes=minutes)
    PersonalDataRead.objects.create(reader=reader, door=door, subject=subject, read_at=at)


def test_an_auditor_goes_from_the_list_of_reads_to_the_record_of_a_ticket(
    at_auditor: Client, at_agent: Client, ticket: Ticket
) -> None:
    at_agent.get(reverse("records:ticket", args=[ticket.pk]))

    listed = at_auditor.get(READS).content.decode()
    record = reverse("records:ticket_record", args=[ticket.pk])

    assert record in listed
    assert [one.read.reader for one in at_auditor.get(record).context["seen"]] == ["agent"]
    assert at_auditor.get(reverse("records:ticket", args=[ticket.pk])).status_code == 302


def test_the_record_of_a_ticket_holds_no_answer_name_or_written_text(
    at_auditor: Client, claim: Claiming, agent: User
) -> None:
    ticket = claim(account=IBAN, amount="15")
    complete_answers(ticket=ticket, raw_answers={"amount": "20"}, by=agent, at=NOW + timedelta(hours=1))
    add_note(ticket=ticket, text="sąsiad widział", by=agent, at=NOW)
    keep_reply(ticket=ticket, channel="sms", to="601234567", text="Oddzwonimy", by=agent, at=NOW)

    answer = at_auditor.get(reverse("records:ticket_record", args=[ticket.pk]))
    page = answer.content.decode()

    kinds = [line.kind for line in answer.context["story"]]
    assert kinds == ["ticket-answers_changed", "ticket-replied", "ticket-noted", "ticket-registered"]
    assert answer.context["story"][0].text in ("Kwota", "Amount")
    assert ticket.customer
    for hidden in (IBAN, "••••", "sąsiad widział", "Oddzwonimy", ticket.customer.name):
        assert hidden not in page


def test_the_record_of_a_customer_tells_who_saw_them_and_leads_to_their_tickets(
    at_auditor: Client, at_agent: Client, ticket: Ticket
) -> None:
    assert ticket.customer
    at_agent.get(reverse("records:customer", args=[ticket.customer.pk]))
    _saw(f"customer:{ticket.customer.pk}:pesel", reader="supervisor", door="screen", minutes=1)

    answer = at_auditor.get(reverse("records:customer_record", args=[ticket.customer.pk]))

    assert {(one.read.reader, one.read.door) for one in answer.context["seen"]} == {
        ("agent", "card"),
        ("supervisor", "screen"),
    }
    assert ticket.customer.name not in answer.content.decode()
    assert reverse("records:ticket_record", args=[ticket.pk]) in answer.content.decode()


def test_reads_are_found_by_person_and_day_and_paged_without_naming_the_person_in_an_address(
    at_auditor: Client,
) -> None:
    for minute in range(PAGE + 1):
        _saw(f"ticket:{minute}", minutes=minute)
    _saw("ticket:7", reader="ciekawska", minutes=1)

    first = at_auditor.get(READS)
    older = at_auditor.get(f"{READS}?{first.context['older_query']}")
    assert [len(page.context["seen"]) for page in (first, older)] == [PAGE, 2]

    sent = at_auditor.post(READS, {"who": "ciekawska", "since": "2026-11-24"})
    assert "ciekawska" not in sent["Location"]
    assert [one.read.reader for one in at_auditor.get(sent["Location"]).context["seen"]] == ["ciekawska"]
    assert at_auditor.get(f"{READS}?until=2026-11-23").context["seen"] == []
    assert at_auditor.get(f"{READS}?until=2026-99-99&older=x").status_code == 200


def test_who_does_not_audit_reads_none_of_it(at_agent: Client, ticket: Ticket) -> None:
    addresses = [READS, *(reverse(f"records:{name}_record", args=[ticket.pk]) for name in ("ticket", "customer"))]

    assert [at_agent.get(address).status_code for address in addresses] == [302, 302, 302]


def test_a_long_list_of_reads_asks_as_often_as_a_short_one(at_auditor: Client, ticket: Ticket) -> None:
    def asked() -> list[int]:
        counts = []
        for address in (READS, reverse("records:ticket_record", args=[ticket.pk])):
            with CaptureQueriesContext(connection) as queries:
                at_auditor.get(address)
            counts.append(len(queries))
        return counts

    for number in range(2):
        _saw(f"customer:{ticket.customer_id}", minutes=number)
        _saw(f"ticket:{ticket.pk}", minutes=number)
    asked()
    few = asked()
    for number in range(200):
        _saw(f"customer:{ticket.customer_id}", minutes=number)
        _saw(f"ticket:{ticket.pk}", minutes=number)

    assert asked() == few


@pytest.mark.parametrize("subject", ["servicepoint", "service_point"])
def test_a_service_point_that_was_seen_is_named_by_its_ppe_and_nothing_else(
    subject: str, at_auditor: Client, ticket: Ticket
) -> None:
    place = ticket.service_point
    assert place
    _saw(f"{subject}:{place.pk}", door="history")

    answer = at_auditor.get(READS)

    assert [one.of for one in answer.context["seen"]] == [place.ppe]
    assert place.address not in answer.content.decode()
