"""From a ticket's page it becomes a duplicate of another and stands for itself again; the history folds it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from crm.models import DuplicateTicket, Ticket
from tests.conftest import NOW, Town
from tests.crm.conftest import take
from ticketforms.models import FormVersion


@pytest.fixture
def later(no_power_form: FormVersion, ticket: Ticket, agent: User) -> Ticket:
    assert ticket.service_point
    return take(no_power_form, ticket.service_point, agent, at=NOW + timedelta(minutes=5))


def page_of(client: Client, ticket: Ticket) -> str:
    return client.get(reverse("records:ticket", args=[ticket.pk]), headers={"accept-language": "en"}).content.decode()


def test_a_ticket_is_merged_by_the_number_of_the_main_one_and_taken_off_again(
    at_agent: Client, ticket: Ticket, later: Ticket
) -> None:
    answer = at_agent.post(reverse("records:merge", args=[later.pk]), {"main": ticket.number})

    assert answer.headers["location"] == reverse("records:ticket", args=[ticket.pk])
    assert "1 duplicate" in page_of(at_agent, ticket)
    assert "The work goes on there." in page_of(at_agent, later)

    link = DuplicateTicket.objects.get()
    at_agent.post(reverse("records:unmerge", args=[ticket.pk, later.pk]), {"link": link.pk})

    later.refresh_from_db()
    assert later.is_open
    assert "no duplicate of this one any more" in page_of(at_agent, ticket)


def test_another_customers_ticket_asks_for_a_clear_word_first(
    at_agent: Client, ticket: Ticket, no_power_form: FormVersion, town: Town, agent: User
) -> None:
    other = take(no_power_form, town.household("Nowak Jan", "ST1A"), agent)
    Ticket.objects.filter(pk=other.pk).update(service_point=None)
    address, main = reverse("records:merge", args=[other.pk]), {"main": ticket.number}

    answer = at_agent.post(address, main, headers={"accept-language": "en"})

    assert answer.status_code == 409
    assert 'name="across"' in answer.content.decode()
    assert not DuplicateTicket.objects.exists()
    at_agent.post(address, main | {"across": "on"})
    assert DuplicateTicket.objects.get().main == ticket


def test_what_is_no_number_or_seen_too_long_ago_changes_nothing(
    at_agent: Client, ticket: Ticket, later: Ticket
) -> None:
    refused = at_agent.post(reverse("records:merge", args=[later.pk]), {"main": "x" * 200})
    assert refused.status_code == 409
    at_agent.post(reverse("records:merge", args=[later.pk]), {"main": ticket.number})

    stale = at_agent.post(reverse("records:unmerge", args=[ticket.pk, later.pk]), {"link": "0"})

    assert stale.status_code == 409
    assert DuplicateTicket.objects.present().count() == 1


def test_the_history_folds_duplicates_under_their_main_ticket(at_agent: Client, ticket: Ticket, later: Ticket) -> None:
    at_agent.post(reverse("records:merge", args=[later.pk]), {"main": ticket.number})

    address = reverse("records:customer_history", args=[ticket.customer_id])
    page = at_agent.get(address, headers={"accept-language": "en"}).content.decode()

    assert "1 duplicate of this ticket" in page
    assert f"duplicate of {ticket.number}" in page
    lines = [page.index(reverse("records:ticket", args=[one.pk])) for one in (ticket, later)]
    assert lines == sorted(lines)


def test_who_only_reads_merges_nothing(ticket: Ticket, later: Ticket, new_user: object, client: Client) -> None:
    client.force_login(new_user("administrator"))  # type: ignore[operator]

    client.post(reverse("records:merge", args=[later.pk]), {"main": ticket.number})

    assert not DuplicateTicket.objects.exists()
