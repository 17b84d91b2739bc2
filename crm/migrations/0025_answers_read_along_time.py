"""Lets answers be read along the time of their tickets, and tickets of a type along theirs.

What an answer's row now repeats of its ticket never changes there: the type and when it was reported.
"""

from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState

_BATCH = 200_000
_FILL = """
    UPDATE crm_answerindex SET
        ticket_type_id = (SELECT ticket_type_id FROM crm_ticket WHERE crm_ticket.id = crm_answerindex.ticket_id),
        reported_at = (SELECT reported_at FROM crm_ticket WHERE crm_ticket.id = crm_answerindex.ticket_id)
    WHERE id BETWEEN %s AND %s AND reported_at IS NULL
"""
# Django's own index of the key; the one by type and time serves whatever it served.
_OLD = "DROP INDEX IF EXISTS crm_ticket_ticket_type_id_2835d0e6"
_OLD_AGAIN = "CREATE INDEX IF NOT EXISTS crm_ticket_ticket_type_id_2835d0e6 ON crm_ticket (ticket_type_id)"


class AddIndexQuietly(migrations.AddIndex):
    """As `AddIndex`, concurrently where the database can."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.add_index(model, self.index, concurrently=True)


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Copy both from the tickets, a batch a statement; what was stopped goes on where it was."""
    last = apps.get_model("crm", "AnswerIndex").objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with schema_editor.connection.cursor() as cursor:
        for start in range(1, last + 1, _BATCH):
            cursor.execute(_FILL, [start, start + _BATCH - 1])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("crm", "0024_duplicate_search")]

    operations = [
        migrations.AddField(
            "answerindex",
            "ticket_type",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ticketforms.tickettype",
            ),
        ),
        migrations.AddField("answerindex", "reported_at", models.DateTimeField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "answerindex",
            "ticket_type",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ticketforms.tickettype",
            ),
        ),
        migrations.AlterField("answerindex", "reported_at", models.DateTimeField()),
        migrations.RemoveIndex("answerindex", "answer_by_value"),
        AddIndexQuietly(
            "answerindex",
            models.Index(fields=["ticket_type", "field", "text", "-reported_at", "-ticket"], name="answer_by_value"),
        ),
        AddIndexQuietly(
            "answerindex",
            models.Index(fields=["ticket_type", "field", "-reported_at", "-ticket"], name="answer_newest_first"),
        ),
        AddIndexQuietly(
            "ticket", models.Index(fields=["ticket_type", "-reported_at", "-id"], name="ticket_of_type_newest_first")
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_OLD, _OLD_AGAIN)],
            state_operations=[
                migrations.AlterField(
                    "ticket",
                    "ticket_type",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ticketforms.tickettype",
                        verbose_name="type",
                    ),
                )
            ],
        ),
    ]
