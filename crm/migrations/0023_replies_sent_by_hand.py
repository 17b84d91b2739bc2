"""Keeps the replies that people sent by hand."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0022_queue_workers_and_duplicate_tickets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TicketReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "e-mail"),
                            ("letter", "letter"),
                            ("sms", "SMS"),
                            ("call", "telephone"),
                            ("other", "other"),
                        ],
                        max_length=8,
                        verbose_name="channel",
                    ),
                ),
                (
                    "sent_to",
                    models.CharField(blank=True, help_text="Masked.", max_length=120, verbose_name="to whom"),
                ),
                ("text", models.TextField(verbose_name="text")),
                ("sent_at", models.DateTimeField(verbose_name="sent at")),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="crm.ticket"
                    ),
                ),
            ],
            options={
                "verbose_name": "reply",
                "verbose_name_plural": "replies",
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
    ]
