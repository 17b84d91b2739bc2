"""Two agents press at the same moment: one is done, the other is told; only PostgreSQL lets them begin together."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection

from crm.models import DuplicateTicket, FeedEvent, Ticket
from crm.tickets.assigning import assign
from crm.tickets.changing import UnableToChange
from crm.tickets.merging import merge_into
from crm.tickets.moving import move
from tests.conftest import NOW, NewUser
from tests.crm.conftest import take
from ticketforms.models import FormVersion


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time")
def test_of_two_who_press_at_once_one_is_done_and_the_other_told(
    ticket: Ticket, agent: User, dispatcher: User, new_user: NewUser
) -> None:
    starts = threading.Barrier(2)
    refused: list[str] = []

    def press(person: User) -> None:
        starts.wait(10)
        try:
            assign(ticket=ticket, to=person, seen={"assignee_id": None}, by=person, at=NOW)
        except UnableToChange as refusal:
            refused.append(str(refusal))
        starts.wait(10)
        try:
            move(ticket=ticket, to="in_progress", seen="open", by=person, at=NOW)
        except UnableToChange as refusal:
            refused.append(str(refusal))
        connection.close()

    presses = [threading.Thread(target=press, args=(person,)) for person in (agent, dispatcher)]
    for one in presses:
        one.start()
    for one in presses:
        one.join(20)

    ticket.refresh_from_db()
    assert ticket.assignee_id in (agent.pk, dispatcher.pk)
    assert ticket.state == "in_progress"
    assert len(refused) == 2
    assert FeedEvent.objects.filter(name__in=["ticket.assigned", "ticket.moved"]).count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time")
def test_of_two_tickets_merged_into_each_other_at_once_one_stays_the_main_one(
    ticket: Ticket, no_power_form: FormVersion, agent: User
) -> None:
    assert ticket.service_point
    other = take(no_power_form, ticket.service_point, agent)
    starts = threading.Barrier(2)
    refused: list[str] = []

    def press(one: Ticket, main: Ticket) -> None:
        starts.wait(10)
        try:
            merge_into(ticket=one, main=main, by=agent, at=NOW)
        except UnableToChange as refusal:
            refused.append(str(refusal))
        connection.close()

    presses = [threading.Thread(target=press, args=pair) for pair in ((ticket, other), (other, ticket))]
    for one in presses:
        one.start()
    for one in presses:
        one.join(20)

    assert len(refused) == 1
    assert DuplicateTicket.objects.count() == 1
    assert Ticket.objects.open().count() == 1
