"""Moves what people wrote out of the feed's events into notes, and notes at whom calls rang, in batches."""

from collections.abc import Iterator
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

BATCH = 1_000


def batches(events: Any) -> Iterator[list[Any]]:
    last = 0
    while batch := list(events.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def move_notes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    FeedEvent, Ticket, TicketNote = (apps.get_model("crm", name) for name in ("FeedEvent", "Ticket", "TicketNote"))
    for batch in batches(FeedEvent.objects.using(alias).filter(name="ticket.noted", data__has_key="text")):
        tickets = set(
            Ticket.objects.using(alias).filter(pk__in=[e.data["ticket"] for e in batch]).values_list("pk", flat=True)
        )
        for event in batch:
            text = event.data.pop("text")
            if event.data["ticket"] in tickets:
                note = TicketNote.objects.using(alias).create(
                    ticket_id=event.data["ticket"], text=text, written_by_id=event.by_id, written_at=event.happened_at
                )
                event.data["note"] = note.pk
        FeedEvent.objects.using(alias).bulk_update(batch, ["data"])


def forget_resolutions(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The ticket holds them itself."""
    events = apps.get_model("crm", "FeedEvent").objects.using(schema_editor.connection.alias)
    over = events.filter(name__in=["ticket.closed", "ticket.cancelled"], data__has_key="text")
    for batch in batches(over):
        for event in batch:
            del event.data["text"]
        events.bulk_update(batch, ["data"])


def note_offers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    FeedEvent, Call, User = (apps.get_model(*name) for name in (("crm", "FeedEvent"), ("crm", "Call"), ("auth", "User")))
    offers = Call.offered_to.through.objects.using(alias)
    users = set(User.objects.using(alias).values_list("pk", flat=True))
    rang = FeedEvent.objects.using(alias).filter(name__in=["call.offered", "call.answered"])
    for batch in batches(rang):
        calls = set(
            Call.objects.using(alias).filter(pk__in=[e.data["call"] for e in batch]).values_list("pk", flat=True)
        )
        offers.bulk_create(
            (
                offers.model(call_id=event.data["call"], user_id=user)
                for event in batch
                if event.data["call"] in calls
                for user in {*event.data.get("agents", []), event.by_id} & users
            ),
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("crm", "0006_notes_and_offers")]

    operations = [
        migrations.RunPython(move_notes, migrations.RunPython.noop),
        migrations.RunPython(forget_resolutions, migrations.RunPython.noop),
        migrations.RunPython(note_offers, migrations.RunPython.noop),
    ]
