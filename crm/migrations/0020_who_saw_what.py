"""Reads on screens are written down once a quarter of an hour; builds the indexes that reads are listed along.

None of the rows that are there has a quarter, so that the constraint finds nothing to look at.
"""

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

    dependencies = [("crm", "0019_words_people_say")]

    operations = [
        migrations.AddField(
            "personaldataread",
            "quarter",
            models.IntegerField(
                editable=False,
                help_text="Which quarter of an hour, for what is written down once in each.",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            "personaldataread",
            models.UniqueConstraint(
                fields=["subject", "reader", "door", "quarter"],
                condition=models.Q(quarter__isnull=False),
                name="read_once_a_quarter",
            ),
        ),
        AddIndexQuietly("personaldataread", models.Index(fields=["-read_at", "-id"], name="read_newest_first")),
        AddIndexQuietly("personaldataread", models.Index(fields=["subject", "-read_at"], name="read_by_subject")),
        AddIndexQuietly("personaldataread", models.Index(fields=["reader", "-read_at"], name="read_by_reader")),
    ]
