"""A number that an agent handed to an exchange to be called, on its way through the bridge."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.models.exchange import Exchange


class DialRequest(models.Model):
    """One press on a number; the bridge to the exchange takes it once."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="dial_requests")
    extension = models.CharField(_("extension"), max_length=20)
    number = models.CharField(_("number"), max_length=20)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    failed_with = models.CharField(_("failed with"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("number to dial")
        verbose_name_plural = _("numbers to dial")
        ordering = ["asked_at", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["exchange", "id"], condition=Q(taken_at=None), name="dial_request_waiting")]

    def __str__(self) -> str:
        return self.number
