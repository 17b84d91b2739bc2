"""Cases that a workflow system opened about tickets, as it last told of them; the work itself goes on there."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.ticket import Ticket


class WorkflowCaseQuerySet(models.QuerySet["WorkflowCase"]):
    """Sets of cases."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "WorkflowCaseQuerySet":
        """The cases that this person may look at: all of them or none."""
        return self if isinstance(user, PermissionsMixin) and user.has_perm("crm.view_workflowcase") else self.none()

    def ongoing(self) -> "WorkflowCaseQuerySet":
        """Cases that somebody still works on or that wait."""
        return self.filter(status__in=WorkflowCase.ONGOING)


class _StageTold(models.Model):
    """What the workflow system says of a case at a moment; a higher sequence is newer."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        WAITING_CUSTOMER = "waiting_customer", _("waiting for the customer")
        ON_HOLD = "on_hold", _("on hold")
        DONE = "done", _("done")
        REJECTED = "rejected", _("rejected")
        CANCELLED = "cancelled", _("cancelled")

    sequence = models.PositiveBigIntegerField(_("sequence"))
    stage_code = models.CharField(_("stage's code"), max_length=50)
    stage_label = models.CharField(_("stage"), max_length=120)
    status = models.CharField(_("state"), max_length=20, choices=Status, default=Status.OPEN)
    responsible_name = models.CharField(_("responsible person"), max_length=120, blank=True)
    responsible_unit = models.CharField(_("unit"), max_length=120, blank=True)
    responsible_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    resolution = models.CharField(_("how it ended"), max_length=500, blank=True)
    document_number = models.CharField(_("outgoing document"), max_length=60, blank=True)
    occurred_at = models.DateTimeField(_("in this stage since"))
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        abstract = True


class WorkflowCase(_StageTold):
    """A case about a ticket, as it stands by the newest that was told of it."""

    ONGOING = (_StageTold.Status.OPEN, _StageTold.Status.WAITING_CUSTOMER, _StageTold.Status.ON_HOLD)

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="cases", verbose_name=_("ticket"))
    source = models.CharField(_("workflow system"), max_length=40)
    case_id = models.CharField(_("case"), max_length=64)
    case_type = models.CharField(_("kind of case"), max_length=120)

    objects = WorkflowCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-occurred_at", "-pk"]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(status__in=["open", "waiting_customer", "on_hold"]),
                name="case_ongoing_by_due",
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["source", "case_id"], name="case_once_a_system")]

    def __str__(self) -> str:
        return self.case_id

    @property
    def is_ongoing(self) -> bool:
        return self.status in self.ONGOING

    def is_late(self, now: datetime) -> bool:
        """True when it should have been done by now and is not."""
        return self.is_ongoing and self.due_at is not None and self.due_at < now


class CaseStage(_StageTold):
    """One stage that was told of a case; rows are only ever added, in whatever order they come."""

    case = models.ForeignKey(WorkflowCase, on_delete=models.CASCADE, related_name="stages")

    class Meta:
        verbose_name = _("stage of a case")
        verbose_name_plural = _("stages of cases")
        ordering = ["sequence", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["case", "sequence"], name="stage_told_once")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.sequence}"
