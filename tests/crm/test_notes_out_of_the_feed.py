"""The migration with data in place: what people wrote moves out of the feed's events, once."""

from importlib import import_module

from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection

from crm import feed
from crm.models import Call, FeedEvent, Ticket, TicketNote
from tests.conftest import NOW

steps = import_module("crm.migrations.0007_notes_out_of_the_feed")


def test_notes_and_resolutions_leave_the_events(ticket: Ticket, agent: User) -> None:
    subject = f"ticket:{ticket.pk}"
    for key in (ticket.pk, 999_999):
        data = {"ticket": key, "text": "prosi o SMS"}
        feed.append(name="ticket.noted", subject=subject, data=data, by=agent, at=NOW)
    feed.append(name="ticket.closed", subject=subject, data={"ticket": ticket.pk, "text": "Gotowe."}, by=agent, at=NOW)

    for _run in range(2):
        steps.move_notes(apps, connection.schema_editor())
        steps.forget_resolutions(apps, connection.schema_editor())

    note = TicketNote.objects.get()
    assert (note.ticket, note.text, note.written_by, note.written_at) == (ticket, "prosi o SMS", agent, NOW)
    assert list(FeedEvent.objects.exclude(name="ticket.registered").order_by("pk").values_list("data", flat=True)) == [
        {"ticket": ticket.pk, "note": note.pk},
        {"ticket": 999_999},
        {"ticket": ticket.pk},
    ]


def test_at_whom_a_call_rang_is_noted(agent: User, dispatcher: User, db: None) -> None:
    call = Call.objects.create(exchange_id="c", offered_at=NOW)
    rang = {"call": call.pk, "agents": [agent.pk, 999_999]}
    feed.append(name="call.offered", subject=f"call:{call.pk}", data=rang, by=None, at=NOW)
    feed.append(name="call.answered", subject=f"call:{call.pk}", data={"call": call.pk}, by=dispatcher, at=NOW)

    for _run in range(2):
        steps.note_offers(apps, connection.schema_editor())

    assert set(call.offered_to.all()) == {agent, dispatcher}
