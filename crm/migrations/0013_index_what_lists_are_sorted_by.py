"""Builds the indexes that lists of everything are read along, without stopping who writes."""

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

    dependencies = [("crm", "0012_saved_searches")]

    operations = [
        AddIndexQuietly("call", models.Index(fields=["-offered_at", "-id"], name="call_newest_first")),
        AddIndexQuietly(
            "ticket",
            models.Index(fields=["due_at", "id"], condition=models.Q(due_at__isnull=False), name="ticket_by_due"),
        ),
        AddIndexQuietly(
            "ticket",
            models.Index(fields=["closed_at", "id"], condition=models.Q(closed_at__isnull=False), name="ticket_by_end"),
        ),
        AddIndexQuietly("ticket", models.Index(fields=["priority", "id"], name="ticket_by_priority")),
    ]
