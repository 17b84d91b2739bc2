"""The decision to publish a draft at a moment to come, and what became of it; carrying it out is `planning`."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from ticketforms.labels import in_language
from ticketforms.models.form_version import FormVersion
from ticketforms.models.ticket_type import TicketType


class PlannedPublicationQuerySet(models.QuerySet["PlannedPublication"]):
    """Sets of planned publications, named as people speak of them."""

    def waiting(self) -> "PlannedPublicationQuerySet":
        return self.filter(state=PlannedPublication.State.WAITING)

    def unresolved(self) -> "PlannedPublicationQuerySet":
        """What failed and what nobody has dealt with since."""
        return self.filter(state=PlannedPublication.State.FAILED)


class PlannedPublication(models.Model):
    """One plan of one type; it holds its own revision, which later editing does not reach."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("published")
        FAILED = "failed", _("could not be published")
        CANCELLED = "cancelled", _("cancelled")

    ticket_type = models.ForeignKey(TicketType, on_delete=models.CASCADE, related_name="plans")
    # Let go of when the plan is over, so that old drafts can be cleared away.
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    publish_at = models.DateTimeField(_("publish at"))
    planned_at = models.DateTimeField(_("planned at"))
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, null=True, related_name="+")
    reason_pl = models.TextField(blank=True, default="")
    reason_en = models.TextField(blank=True, default="")

    objects = PlannedPublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned publication")
        verbose_name_plural = _("planned publications")
        ordering = ["-publish_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket_type"], condition=models.Q(state="waiting"), name="one_plan_a_type_waits"
            ),
        ]
        indexes = [models.Index(fields=["state", "publish_at"], name="plan_by_state")]

    def __str__(self) -> str:
        return f"{self.ticket_type}: {self.publish_at.isoformat()}"

    @property
    def reason(self) -> str:
        """Why it could not be published, in the active language."""
        return in_language(self.reason_pl, self.reason_en)
