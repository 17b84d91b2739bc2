"""Who else is at a ticket is told to those who may see it, by name, and forgotten when their pages fall silent."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.models import FeedEvent, Ticket, TicketPresence
from outages.retention import erase_what_is_due
from tests.conftest import NewUser
from tests.crm.conftest import Claiming, claim, claim_form, point

__all__ = ["claim", "claim_form", "point"]


@pytest.fixture
def ticket(claim: Claiming) -> Ticket:
    return claim()


def page_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def say(page: Client, ticket: Ticket, state: str = "here") -> Any:
    return page.post(reverse("records:presence", args=[ticket.pk]), {"state": state})


def test_each_reads_that_the_other_is_there_and_who_writes(ticket: Ticket, agent: User, dispatcher: User) -> None:
    mine, theirs = page_of(agent), page_of(dispatcher)

    alone = say(mine, ticket).content.decode()
    hers = say(theirs, ticket, "writing").content.decode()
    together = say(mine, ticket).content.decode()

    assert alone.strip() == ""
    assert "agent is here too" in hers
    assert "dispatcher is writing here" in together


def test_who_left_or_fell_silent_is_not_there_any_more(ticket: Ticket, agent: User, dispatcher: User) -> None:
    mine, theirs = page_of(agent), page_of(dispatcher)
    say(theirs, ticket)
    TicketPresence.objects.update(seen_at=timezone.now() - timedelta(seconds=26))
    silent = say(mine, ticket).content.decode()
    say(theirs, ticket)
    say(theirs, ticket, "gone")

    assert silent.strip() == ""
    assert say(mine, ticket).content.decode().strip() == ""


def test_who_may_not_see_the_ticket_neither_reads_nor_leaves_a_name(ticket: Ticket, new_user: NewUser) -> None:
    say(page_of(new_user("display")), ticket)

    assert not TicketPresence.objects.exists()


def test_presence_is_no_history_and_is_erased(ticket: Ticket, agent: User) -> None:
    told = FeedEvent.objects.count()
    say(page_of(agent), ticket)

    erase_what_is_due(at=timezone.now() + timedelta(hours=2))

    assert FeedEvent.objects.count() == told
    assert not TicketPresence.objects.exists()
