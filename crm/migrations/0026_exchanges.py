"""Lets several exchanges tell of calls: each with secrets of its own, a call's id unique within its exchange.

Calls and lines in place belong to no exchange by name: that is the one the installation's settings know.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.state import ProjectState


class AddUniqueQuietly(migrations.AddConstraint):
    """As `AddConstraint` for a conditional one, concurrently where the database can."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            statement = str(self.constraint.create_sql(model, schema_editor))
            schema_editor.execute(statement.replace("UNIQUE INDEX", "UNIQUE INDEX CONCURRENTLY", 1), params=None)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("crm", "0025_answers_read_along_time")]

    operations = [
        migrations.CreateModel(
            name="Exchange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                ("secret_digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("secret_made_at", models.DateTimeField(editable=False, verbose_name="secret made at")),
                ("old_secret_digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "old_secret_valid_to",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="old secret valid to"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="is listened to")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="created at")),
                (
                    "told_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last told something"),
                ),
            ],
            options={
                "verbose_name": "exchange",
                "verbose_name_plural": "exchanges",
                "ordering": ["name", "pk"],
                "default_permissions": ("view", "add", "change"),
            },
        ),
        migrations.AddField(
            "agentline",
            "exchange",
            models.ForeignKey(
                blank=True,
                help_text="Empty: whichever exchange names the extension.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="crm.exchange",
                verbose_name="exchange",
            ),
        ),
        migrations.AddConstraint(
            "agentline",
            models.UniqueConstraint(
                condition=models.Q(("exchange", None)),
                fields=("extension",),
                name="line_of_any_exchange_has_one_agent",
            ),
        ),
        migrations.AddConstraint(
            "agentline",
            models.UniqueConstraint(fields=("exchange", "extension"), name="line_of_an_exchange_has_one_agent"),
        ),
        migrations.AlterField(
            "agentline", "extension", models.CharField(max_length=20, verbose_name="extension")
        ),
        migrations.AlterModelOptions(
            "agentline",
            options={
                "ordering": ["extension", "pk"],
                "verbose_name": "agent's line",
                "verbose_name_plural": "agents' lines",
            },
        ),
        migrations.AddField(
            "call",
            "told_by",
            models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="Empty: the exchange that the installation's settings know.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calls",
                to="crm.exchange",
                verbose_name="told by",
            ),
        ),
        AddUniqueQuietly(
            "call",
            models.UniqueConstraint(
                condition=models.Q(("told_by", None)),
                fields=("exchange_id",),
                name="call_once_in_the_settings_exchange",
            ),
        ),
        AddUniqueQuietly(
            "call",
            models.UniqueConstraint(
                condition=models.Q(("told_by__isnull", False)),
                fields=("told_by", "exchange_id"),
                name="call_once_an_exchange",
            ),
        ),
        migrations.AlterField(
            "call", "exchange_id", models.CharField(max_length=128, verbose_name="exchange's call id")
        ),
    ]
