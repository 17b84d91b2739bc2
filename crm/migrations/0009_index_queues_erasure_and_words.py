"""Builds the indexes over the register's large tables without stopping who writes; words only on PostgreSQL."""

from typing import Any

from django.db import Error, migrations, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState, StateApps

WORDS = "answer_words"


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


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except Error:
            # Without the extension searching is slower, not wrong; the operator's guide says how to add it.
            return
        cursor.execute(
            f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {WORDS} ON crm_answerindex USING gin (folded gin_trgm_ops)"
        )


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {WORDS}")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("crm", "0008_queue_retention_and_answers_in_columns")]

    operations = [
        AddIndexQuietly(
            "ticket",
            models.Index(fields=["queue", "-reported_at"], condition=~models.Q(queue=""), name="ticket_by_queue"),
        ),
        AddIndexQuietly(
            "ticket",
            models.Index(fields=["erase_at"], condition=models.Q(erase_at__isnull=False), name="ticket_to_erase"),
        ),
        migrations.RunPython(create, drop),
    ]
