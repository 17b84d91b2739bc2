"""Gives calls the moment they last rang and the end of the work after them; of calls in place both stay unknown."""

from typing import Any

from django.db import migrations, models
from django.db.migrations.state import ProjectState


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


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("crm", "0026_exchanges")]

    operations = [
        migrations.AddField(
            "call",
            "rang_at",
            models.DateTimeField(
                blank=True,
                help_text="When it last began to ring at an agent's line.",
                null=True,
                verbose_name="last rang at",
            ),
        ),
        migrations.AddField(
            "call",
            "wrapped_up_at",
            models.DateTimeField(
                blank=True,
                help_text="When the agent was done with the work after the call.",
                null=True,
                verbose_name="wrapped up at",
            ),
        ),
        AddIndexQuietly(
            "call",
            models.Index(
                condition=models.Q(("ended_at", None)), fields=["offered_at", "id"], name="call_without_end"
            ),
        ),
        AddIndexQuietly(
            "call",
            models.Index(
                condition=models.Q(
                    ("answered_at__isnull", False), ("ended_at__isnull", False), ("wrapped_up_at", None)
                ),
                fields=["ended_at", "id"],
                name="call_to_wrap_up",
            ),
        ),
    ]
