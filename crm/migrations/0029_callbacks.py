"""Makes room for the calls that we owe people, and keeps of each call the number at its other end.

Of calls to us in place that is the caller's number; of calls of ours in place it stays unknown.
"""

from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState

_BATCH = 100_000
_FILL = """
    UPDATE crm_call SET other_number = from_number
    WHERE id BETWEEN %s AND %s AND direction = 'in' AND from_number <> '' AND other_number = ''
"""


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
    """Copy the callers' numbers, a batch a statement; what was stopped goes on where it was."""
    last = apps.get_model("crm", "Call").objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with schema_editor.connection.cursor() as cursor:
        for start in range(1, last + 1, _BATCH):
            cursor.execute(_FILL, [start, start + _BATCH - 1])


def person() -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("crm", "0028_report_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "call",
            "other_number",
            models.CharField(
                blank=True,
                default="",
                help_text="E.164 of whoever is outside our walls, empty when withheld.",
                max_length=20,
                verbose_name="number at the other end",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexQuietly(
            "call",
            models.Index(
                condition=models.Q(("other_number", ""), _negated=True),
                fields=["other_number", "-offered_at"],
                name="call_of_number",
            ),
        ),
        migrations.CreateModel(
            name="Callback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.CharField(
                        help_text="E.164, or a short number as it is.", max_length=20, verbose_name="number"
                    ),
                ),
                ("wanted_at", models.DateTimeField(verbose_name="wanted since")),
                ("not_before", models.DateTimeField(blank=True, null=True, verbose_name="not before")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("attempted_at", models.DateTimeField(blank=True, null=True, verbose_name="last attempt")),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="taken at")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reached", "we reached them"),
                            ("called_us", "they called again"),
                            ("given_up", "given up"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="callbacks",
                        to="crm.customer",
                        verbose_name="customer",
                    ),
                ),
                ("done_by", person()),
                (
                    "done_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="crm.call",
                        verbose_name="done in the call",
                    ),
                ),
                ("taken_by", person()),
            ],
            options={
                "verbose_name": "callback",
                "verbose_name_plural": "callbacks",
                "ordering": ["wanted_at", "pk"],
                "default_permissions": ("view", "change"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["wanted_at", "id"],
                        name="callback_open_oldest_first",
                    ),
                    models.Index(
                        condition=models.Q(("done_at__isnull", False)),
                        fields=["-done_at", "-id"],
                        name="callback_done_newest_first",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at", None)), fields=("number",), name="one_open_callback_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("outcome", "")),
                            models.Q(("done_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="callback_done_with_an_outcome",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallbackReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("missed", "missed call"),
                            ("abandoned", "hung up while waiting"),
                            ("asked", "asked for a call"),
                            ("told", "what they were told got worse"),
                        ],
                        max_length=10,
                        verbose_name="why",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "call",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="callback_reason",
                        to="crm.call",
                        verbose_name="call",
                    ),
                ),
                (
                    "callback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reasons", to="crm.callback"
                    ),
                ),
                ("noted_by", person()),
            ],
            options={
                "verbose_name": "reason for a callback",
                "verbose_name_plural": "reasons for callbacks",
                "ordering": ["at", "pk"],
                "default_permissions": (),
            },
        ),
    ]
