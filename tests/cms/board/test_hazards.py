"""Hazards stay on top of every board until a dispatcher acknowledges them."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from crm.models import FeedEvent, HazardAcknowledgement, Ticket
from crm.tickets.operations import acknowledge_hazard
from tests.conftest import NOW, report_wire_down


@pytest.fixture
def hazard(agent: User) -> Ticket:
    return report_wire_down(agent)


def acknowledge(client: Client, ticket: Ticket) -> tuple[int, str]:
    answer = client.post(reverse("board:acknowledge", args=[ticket.pk]), headers={"x-requested-with": "XMLHttpRequest"})
    return answer.status_code, answer.content.decode()


def test_a_hazard_is_pinned_until_it_is_acknowledged(board: Client, hazard: Ticket, dispatcher: User) -> None:
    before = board.get(reverse("board:board")).content.decode()

    status, answer = acknowledge(board, hazard)

    assert f'data-hazard="{hazard.number}"' in before
    assert status == 200
    assert "data-hazard" not in answer
    assert HazardAcknowledgement.objects.get().acknowledged_by == dispatcher


def test_the_second_to_acknowledge_reads_who_was_first(
    board: Client, hazard: Ticket, dispatcher: User, agent: User
) -> None:
    acknowledge_hazard(ticket=hazard, by=agent, at=NOW)

    status, answer = acknowledge(board, hazard)

    assert status == 409
    assert "agent has already acknowledged it." in answer
    assert HazardAcknowledgement.objects.get().acknowledged_by == agent


def test_an_agent_sees_the_hazard_and_does_not_acknowledge_it(onlooker: Client, hazard: Ticket) -> None:
    events = FeedEvent.objects.count()

    seen = onlooker.get(reverse("board:hazards")).content.decode()
    status, _ = acknowledge(onlooker, hazard)

    assert f'data-hazard="{hazard.number}"' in seen
    assert "<form" not in seen
    assert status == 403
    assert FeedEvent.objects.count() == events
    assert not HazardAcknowledgement.objects.exists()
