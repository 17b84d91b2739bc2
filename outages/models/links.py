"""Dated links: which report follows which outage, which outage went into which; ended, never deleted."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models import Call, Ticket
from outages.models.outage import Outage
from outages.models.reasons import Reasoned
from ticketforms.models import FormVersion


class ReportLink(Reasoned):
    """A ticket follows an outage from a moment until another; by nobody means by the prediction."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    outage = models.ForeignKey(Outage, on_delete=models.CASCADE, related_name="report_links")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    came_with = models.ForeignKey("OutageMerge", on_delete=models.SET_NULL, null=True, related_name="links")

    class Meta:
        verbose_name = _("report of an outage")
        verbose_name_plural = _("reports of outages")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(valid_to__isnull=True), name="one_outage_a_ticket"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} → {self.outage_id}"


class OutageMerge(Reasoned):
    """One outage went into another; the links and crews that came with it name it, so that it can be undone."""

    source = models.ForeignKey(Outage, on_delete=models.CASCADE, related_name="merges_away")
    target = models.ForeignKey(Outage, on_delete=models.CASCADE, related_name="merges_in")
    source_status = models.CharField(max_length=20)
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("merge of outages")
        verbose_name_plural = _("merges of outages")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(undone_at__isnull=True), name="merged_into_one"
            ),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="never_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class RepeatedReport(models.Model):
    """A further report about an event whose ticket is open: it is counted there, and what was said in it is kept.

    The key makes a retry count once.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    call = models.ForeignKey(Call, on_delete=models.SET_NULL, null=True, related_name="+")
    idempotency_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField()
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, null=True, related_name="+")
    answers = models.JSONField(default=dict)
    reporter_name = models.CharField(max_length=200, blank=True, default="")
    reporter_phone = models.CharField(max_length=40, blank=True, default="")
    location = models.CharField(max_length=240, blank=True, default="")
    is_erased = models.BooleanField(
        default=False, db_default=False, help_text="All answers that are kept for a time only are gone."
    )

    class Meta:
        verbose_name = _("repeated report")
        verbose_name_plural = _("repeated reports")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.reported_at.isoformat()}"
