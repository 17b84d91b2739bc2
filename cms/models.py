"""Which group plays which role; what a role may do stands in `cms.roles`."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.Model):
    """A role's group, found by code whatever an administrator calls it, and what was granted to it so far."""

    code = models.SlugField(_("code"), unique=True)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="+", verbose_name=_("group"))
    granted = models.JSONField(_("granted"), default=list)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["code"]
        default_permissions = ()
        permissions = [("view_wallboard", _("Can watch the wallboard"))]

    def __str__(self) -> str:
        return self.code
