"""Who repairs: crews and their members; not what they are doing now."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Crew(models.Model):
    """A crew with its vehicle (CIM Crew)."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    vehicle = models.CharField(_("vehicle"), max_length=40, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    is_active = models.BooleanField(_("on duty"), default=True)

    class Meta:
        verbose_name = _("crew")
        verbose_name_plural = _("crews")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CrewMember(models.Model):
    """A person in a crew; one of them is the foreman."""

    crew = models.ForeignKey(Crew, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(_("name"), max_length=120)
    is_foreman = models.BooleanField(_("foreman"), default=False)

    class Meta:
        verbose_name = _("crew member")
        verbose_name_plural = _("crew members")
        ordering = ["-is_foreman", "pk"]

    def __str__(self) -> str:
        return self.name
