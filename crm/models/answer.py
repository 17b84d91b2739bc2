"""What is kept beside a ticket's answers: rows to find and count them by, and what they were before a change."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.ticket import Ticket
from ticketforms.models import TicketType


class AnswerIndex(models.Model):
    """One answer in columns, for fields that the form marks as searchable, column or dimension.

    Of several choices each has a row. What it holds is only a copy: the ticket's answers are the truth, and a row goes
    when its answer does. Type and time of the ticket, which never change, are repeated so that lists of tickets with an
    answer are read along an index, newest first.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    ticket_type = models.ForeignKey(TicketType, on_delete=models.PROTECT, related_name="+", db_index=False)
    reported_at = models.DateTimeField()
    field = models.CharField(max_length=50)
    text = models.CharField(max_length=240, help_text="The value as it is kept, a choice by its code.")
    folded = models.CharField(
        max_length=240, blank=True, default="", help_text="What is searched, folded; empty unless it is searchable."
    )
    number = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    day = models.DateField(null=True)
    is_sensitive = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("indexed answer")
        verbose_name_plural = _("indexed answers")
        ordering = ["pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["ticket_type", "field", "text", "-reported_at", "-ticket"], name="answer_by_value"),
            models.Index(fields=["ticket_type", "field", "-reported_at", "-ticket"], name="answer_newest_first"),
            models.Index(fields=["field", "number"], condition=models.Q(number__isnull=False), name="answer_by_number"),
            models.Index(fields=["field", "day"], condition=models.Q(day__isnull=False), name="answer_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.field}"


class AnswerChange(models.Model):
    """Answers that somebody gave or corrected after the ticket was registered; rows are only ever added.

    `before` and `after` hold answers as the ticket does, by field code; a missing one was or became empty.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="answer_changes")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("change of answers")
        verbose_name_plural = _("changes of answers")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.ticket}: {self.changed_at.isoformat()}"
