"""Fills the searched text of tickets taken before it was kept, in batches; indexes it by trigrams on PostgreSQL."""

import re
import unicodedata

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q

BATCH = 1_000


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("ł", "l"))
    unaccented = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(re.sub(r"[^\w/]|_", " ", unaccented).split())


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Ticket = apps.get_model("crm", "Ticket")
    said_something = ~Q(reporter_name="", reporter_phone="", location="")
    last = 0
    while True:
        waiting = Ticket.objects.using(schema_editor.connection.alias).filter(said_something, folded_text="", pk__gt=last)
        batch = list(waiting.order_by("pk")[:BATCH])
        if not batch:
            return
        for ticket in batch:
            ticket.folded_text = fold(f"{ticket.reporter_name} {ticket.reporter_phone} {ticket.location}")[:600]
        Ticket.objects.using(schema_editor.connection.alias).bulk_update(batch, ["folded_text"])
        last = batch[-1].pk


def index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone():
            cursor.execute(
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS ticket_text_words ON crm_ticket "
                "USING gin (folded_text gin_trgm_ops)"
            )


def drop_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("DROP INDEX CONCURRENTLY IF EXISTS ticket_text_words")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("crm", "0004_ticket_folded_text")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(index, drop_index),
    ]
