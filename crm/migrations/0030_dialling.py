"""Lets an exchange call numbers for agents: at an address of its own, or through the bridge, which takes them here."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("crm", "0029_callbacks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "exchange",
            "dials",
            models.CharField(
                blank=True,
                choices=[
                    ("", "does not dial"),
                    ("address", "at an address"),
                    ("bridge", "through the bridge to Asterisk"),
                ],
                default="",
                max_length=10,
                verbose_name="dials",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "exchange",
            "dial_address",
            models.CharField(blank=True, default="", max_length=300, verbose_name="address to dial by"),
            preserve_default=False,
        ),
        migrations.AddField(
            "exchange",
            "bridge_seen_at",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="bridge last seen"),
        ),
        migrations.CreateModel(
            name="DialRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("extension", models.CharField(max_length=20, verbose_name="extension")),
                ("number", models.CharField(max_length=20, verbose_name="number")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="taken at")),
                ("failed_with", models.CharField(blank=True, max_length=200, verbose_name="failed with")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dial_requests",
                        to="crm.exchange",
                    ),
                ),
            ],
            options={
                "verbose_name": "number to dial",
                "verbose_name_plural": "numbers to dial",
                "ordering": ["asked_at", "pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("taken_at", None)),
                        fields=["exchange", "id"],
                        name="dial_request_waiting",
                    )
                ],
            },
        ),
    ]
