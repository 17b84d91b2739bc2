"""One deed on many tickets: what was asked, and what became of each ticket; a ticket's line is written once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.ticket import Ticket


class BulkChange(models.Model):
    """What somebody asked to be done to many tickets; `criteria` is null where they were chosen one by one."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("stopped")
        FAILED = "failed", _("failed")
        UNDOING = "undoing", _("being taken back")
        UNDONE = "undone", _("taken back")

    AT_WORK = (State.WAITING, State.RUNNING, State.UNDOING)
    UNDOABLE = (State.DONE, State.CANCELLED)
    STAYS_UNDOABLE = timedelta(hours=24)

    action = models.CharField(_("what is done"), max_length=32)
    parameters = models.JSONField(default=dict)
    criteria = models.JSONField(null=True, blank=True)
    gathered_to = models.BigIntegerField(null=True, help_text="The last ticket looked at; null when all are found.")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    why_failed = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["asked_by", "-id"], name="bulk_by_person")]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK

    @property
    def undoable_until(self) -> datetime | None:
        """Until when it may be taken back; `None` while it is not over, and once it was taken back."""
        over = self.finished_at if self.state in self.UNDOABLE else None
        return over + self.STAYS_UNDOABLE if over else None

    def is_undoable(self, at: datetime) -> bool:
        """Whether it may be taken back at this moment."""
        return self.undoable_until is not None and at <= self.undoable_until

    @property
    def is_resumable(self) -> bool:
        """Whether it was stopped before it was over."""
        if self.state != self.State.CANCELLED:
            return False
        return self.gathered_to is not None or self.lines.filter(state=BulkLine.State.WAITING).exists()


class BulkLine(models.Model):
    """One ticket of a bulk change; `done` holds what taking it back needs, `why` the refusal in words."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        UNDONE = "undone", _("taken back")
        KEPT = "kept", _("could not be taken back")

    change = models.ForeignKey(BulkChange, on_delete=models.CASCADE, related_name="lines")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    why = models.CharField(max_length=300, blank=True)
    done = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("ticket of a bulk change")
        verbose_name_plural = _("tickets of a bulk change")
        ordering = ["pk"]
        indexes = [models.Index(fields=["change", "state", "id"], name="bulk_lines_by_state")]
        constraints = [models.UniqueConstraint(fields=["change", "ticket"], name="ticket_once_a_bulk_change")]

    def __str__(self) -> str:
        return f"{self.change}: {self.ticket_id}"
