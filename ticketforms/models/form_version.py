"""The frozen form a ticket was filled in with: plain JSON that no later change of type or dictionary reaches."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ticketforms.models.ticket_type import TicketType


class FormVersion(models.Model):
    """One publication of a type's form; the database refuses to change it."""

    ticket_type = models.ForeignKey(TicketType, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    definition = models.JSONField(_("definition"))
    checksum = models.CharField(max_length=64)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("form version")
        verbose_name_plural = _("form versions")
        ordering = ["ticket_type", "-number"]
        constraints = [models.UniqueConstraint(fields=["ticket_type", "number"], name="version_once_a_type")]

    def __str__(self) -> str:
        return f"{self.ticket_type} {self.number}"
