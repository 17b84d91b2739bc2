"""The feed: every change as one row, and who read personal data. Rows are only ever added."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FeedEvent(models.Model):
    """What happened, told once; `position` is given after commit (docs/adr/0001-feed-numbering.md)."""

    position = models.BigIntegerField(null=True, unique=True)
    name = models.CharField(max_length=64)
    subject = models.CharField(max_length=64, help_text=_("The thing it happened to, as a topic."))
    topics = models.JSONField(default=list)
    data = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["subject", "id"], name="feed_by_subject"),
            models.Index(fields=["id"], condition=models.Q(position__isnull=True), name="feed_not_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"


class PersonalDataRead(models.Model):
    """Who saw whose data, on a page, in a file, through an API or an export, and when."""

    reader = models.CharField(_("reader"), max_length=120)
    door = models.CharField(_("door"), max_length=40)
    subject = models.CharField(_("subject"), max_length=64, db_index=True)
    read_at = models.DateTimeField(_("read at"))
    quarter = models.IntegerField(
        null=True, editable=False, help_text="Which quarter of an hour, for what is written down once in each."
    )

    class Meta:
        verbose_name = _("read of personal data")
        verbose_name_plural = _("reads of personal data")
        ordering = ["-read_at", "-pk"]
        indexes = [
            models.Index(fields=["-read_at", "-id"], name="read_newest_first"),
            models.Index(fields=["subject", "-read_at"], name="read_by_subject"),
            models.Index(fields=["reader", "-read_at"], name="read_by_reader"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "reader", "door", "quarter"],
                condition=models.Q(quarter__isnull=False),
                name="read_once_a_quarter",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.subject}"
