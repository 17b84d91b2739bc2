"""The neighbours that tell us things: when each last did, and how long its silence is usual; not what it told."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# What is noted of a source is no newer than this: in a storm its row is still written once a minute.
NOTED_EVERY = timedelta(minutes=1)


class Source(models.Model):
    """A system beside ours whose data our screens show; rows come with the migration and are never added."""

    class Code(models.TextChoices):
        BILLING = "billing", _("billing")
        READINGS = "readings", _("meter readings")
        NETWORK = "network", _("network operation")
        WORKFLOW = "workflow", _("document workflow")
        TELEPHONY = "telephony", _("telephone exchange")

    class State(models.TextChoices):
        WORKING = "working", _("working")
        SILENT = "silent", _("silent for too long")
        DOWN = "down", _("down")
        NEVER = "never", _("has told nothing yet")

    code = models.CharField(_("code"), max_length=12, choices=Code, unique=True)
    name_pl = models.CharField(_("name in Polish"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60)
    told_at = models.DateTimeField(_("last told something"), null=True, blank=True, editable=False)
    failed_at = models.DateTimeField(_("last failed"), null=True, blank=True, editable=False)
    failure = models.CharField(_("failed with"), max_length=200, blank=True, editable=False)
    stale_after = models.DurationField(_("usual silence at most"))
    trouble = models.CharField(_("known trouble"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["pk"]
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(condition=models.Q(stale_after__gt=timedelta(0)), name="source_may_be_silent"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the screen."""
        return self.name_pl if get_language() == "pl" else self.name_en

    @property
    def is_failing(self) -> bool:
        """True when what it told last could not be taken; one refusal among much that was taken is none."""
        return self.failed_at is not None and (self.told_at is None or self.failed_at - self.told_at > NOTED_EVERY)

    def state(self, now: datetime) -> "Source.State":
        """Return how far the source can be relied on now; trouble that a person knows of comes first."""
        if self.trouble or self.is_failing:
            return self.State.DOWN
        if self.told_at is None:
            return self.State.NEVER
        return self.State.SILENT if now - self.told_at > self.stale_after else self.State.WORKING
