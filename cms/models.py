"""Which group plays which role (what it may do stands in `cms.roles`), and packages that wait to be confirmed."""

from django.conf import settings
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


class UploadedPackage(models.Model):
    """Definitions that somebody uploaded and has not confirmed yet, in canonical form; gone once they are taken in."""

    file_name = models.CharField(_("file"), max_length=200)
    document = models.TextField(_("document"))
    keeps_others = models.BooleanField(_("keeps other entries"), default=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        verbose_name = _("uploaded package")
        verbose_name_plural = _("uploaded packages")
        ordering = ["-uploaded_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.file_name
