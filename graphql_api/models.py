"""Tokens of the systems that may ask; the token itself is nowhere kept."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Sets of tokens."""

    def valid_at(self, moment: datetime) -> "ApiTokenQuerySet":
        """Tokens that open the door at a moment: not revoked, not expired."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=moment), revoked_at=None)


class ApiToken(models.Model):
    """A neighbour system's right to ask, within its scopes, until it expires or is revoked."""

    name = models.CharField(_("system"), max_length=80, unique=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("account"),
        help_text=_("Signs what the system writes; nobody can log in with it."),
    )
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
