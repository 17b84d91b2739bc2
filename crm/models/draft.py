"""A report that is being written down: what an agent has typed so far, so that no crash loses it."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.models.call import Call
from crm.models.customer import Customer
from crm.models.service_point import ServicePoint
from ticketforms.models import FormVersion


class ReportDraftQuerySet(models.QuerySet["ReportDraft"]):
    """Sets of drafts, named as people speak of them."""

    def open(self) -> "ReportDraftQuerySet":
        """Those that nobody has registered or dropped."""
        return self.filter(ended_at=None)

    def held_by(self, user: AbstractBaseUser | AnonymousUser) -> "ReportDraftQuerySet":
        """Those this person writes; nobody else sees them."""
        return self.filter(agent=user.pk)


class ReportDraft(models.Model):
    """What was typed of one report; its `key` is the one that the ticket is registered with, once.

    Each page that writes numbers what it sends: `page` and `revision` tell a later word from an earlier one that
    arrives behind it. A customer who is merged stays named here, and is read through the merge.
    """

    class Ending(models.TextChoices):
        REGISTERED = "registered", _("registered")
        DROPPED = "dropped", _("dropped")

    key = models.CharField(max_length=64, unique=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    call = models.ForeignKey(Call, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    service_point = models.ForeignKey(ServicePoint, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    form_version = models.ForeignKey(FormVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answers = models.JSONField(default=dict, help_text=_("As they stand in the form's controls, by field."))
    withheld = models.JSONField(default=dict, help_text=_("Answers of a colleague that the agent may not see."))
    texts = models.JSONField(default=dict, help_text=_("What is typed beside the form, and where the cursor was."))
    page = models.CharField(max_length=36, blank=True)
    revision = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)

    objects = ReportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of a report")
        verbose_name_plural = _("drafts of reports")
        ordering = ["-kept_at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["agent", "-kept_at"], name="draft_of_agent", condition=Q(ended_at=None)),
            models.Index(fields=["kept_at"], name="draft_last_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.begun_at.isoformat()}: {self.form_version or '–'}"
