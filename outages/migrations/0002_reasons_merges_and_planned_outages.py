"""Reasons become a code with figures (the written sentence keeps its column); links and crews remember the merge
that brought them; planned outages get their period; a repeated report is counted once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _reasons():
    for model in ("outage", "outagemerge", "reportlink"):
        yield migrations.AlterField(
            model, "reason", models.CharField(blank=True, db_column="reason", editable=False, max_length=300)
        )
        yield migrations.RenameField(model, "reason", "reason_text")
        yield migrations.AddField(
            model, "reason_code", models.CharField(blank=True, default="", editable=False, max_length=20)
        )
        yield migrations.AddField(model, "reason_data", models.JSONField(blank=True, default=dict, editable=False))


def _key(to, related_name, on_delete=django.db.models.deletion.SET_NULL):
    return models.ForeignKey(null=True, on_delete=on_delete, related_name=related_name, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0001_initial"),
        ("outages", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *_reasons(),
        migrations.AddField("crewassignment", "came_with", _key("outages.outagemerge", "crews")),
        migrations.AddField("reportlink", "came_with", _key("outages.outagemerge", "links")),
        migrations.AddField(
            "outage",
            "known_since",
            models.DateTimeField(
                blank=True,
                help_text="When a person says it began, before any report.",
                null=True,
                verbose_name="known since",
            ),
        ),
        migrations.AddField(
            "outage", "planned_from", models.DateTimeField(blank=True, null=True, verbose_name="planned from")
        ),
        migrations.AddField(
            "outage", "planned_to", models.DateTimeField(blank=True, null=True, verbose_name="planned to")
        ),
        migrations.AlterField(
            "outage",
            "status",
            models.CharField(
                choices=[
                    ("scheduled", "scheduled"),
                    ("predicted", "predicted"),
                    ("confirmed", "confirmed"),
                    ("partially_restored", "partially restored"),
                    ("restored", "restored"),
                    ("closed", "closed"),
                    ("cancelled", "cancelled"),
                    ("merged", "merged"),
                ],
                default="predicted",
                max_length=20,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            "outage",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("planned_from", None), ("planned_to", None)),
                    models.Q(("kind", "planned"), ("planned_from__lt", models.F("planned_to"))),
                    _connector="OR",
                ),
                name="planned_ends_after_it_begins",
            ),
        ),
        migrations.CreateModel(
            name="RepeatedReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "idempotency_key",
                    models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True),
                ),
                ("reported_at", models.DateTimeField()),
                ("call", _key("crm.call", "+")),
                ("taken_by", _key(settings.AUTH_USER_MODEL, "+", django.db.models.deletion.PROTECT)),
                (
                    "ticket",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="crm.ticket"),
                ),
            ],
            options={
                "verbose_name": "repeated report",
                "verbose_name_plural": "repeated reports",
                "ordering": ["pk"],
            },
        ),
    ]
