"""A telephone exchange that may tell us of calls; its secrets themselves are nowhere kept."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class Exchange(models.Model):
    """An exchange with the secret its events carry, and for a while the one before, so that it is changed in peace."""

    class Dials(models.TextChoices):
        NOT = "", _("does not dial")
        ADDRESS = "address", _("at an address")
        BRIDGE = "bridge", _("through the bridge to Asterisk")

    name = models.CharField(_("name"), max_length=60, unique=True)
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    secret_made_at = models.DateTimeField(_("secret made at"), editable=False)
    old_secret_digest = models.CharField(max_length=64, blank=True, editable=False)
    old_secret_valid_to = models.DateTimeField(_("old secret valid to"), null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("is listened to"), default=True)
    dials = models.CharField(_("dials"), max_length=10, choices=Dials, blank=True)
    dial_address = models.CharField(_("address to dial by"), max_length=300, blank=True)
    bridge_seen_at = models.DateTimeField(_("bridge last seen"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), editable=False)
    told_at = models.DateTimeField(_("last told something"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        ordering = ["name", "pk"]
        default_permissions = ("view", "add", "change")

    def __str__(self) -> str:
        return self.name

    def has_old_secret(self, now: datetime) -> bool:
        """Tell whether the secret before the present one still opens the door."""
        return self.old_secret_valid_to is not None and self.old_secret_valid_to > now
