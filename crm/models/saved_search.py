"""Criteria that somebody keeps, with the columns and order of their list; what they find is asked anew each time."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Sets of saved searches."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "SavedSearchQuerySet":
        """What this person saved, and what others share; each finds what its reader may see."""
        return self.filter(models.Q(owner=user.pk) | models.Q(is_shared=True)) if user.pk else self.none()


class SavedSearch(models.Model):
    """A search by criteria under a name."""

    class Root(models.TextChoices):
        TICKET = "ticket", _("tickets")
        CUSTOMER = "customer", _("customers")
        SERVICE_POINT = "service_point", _("service points")
        CALL = "call", _("calls")
        OUTAGE = "outage", _("outages")

    name = models.CharField(_("name"), max_length=80)
    root = models.CharField(_("finds"), max_length=16, choices=Root, default=Root.TICKET)
    criteria = models.JSONField(_("criteria"), default=dict)
    columns = models.JSONField(_("columns"), default=list)
    sort_by = models.CharField(_("sorted by"), max_length=120, blank=True)
    is_descending = models.BooleanField(_("from the end"), default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    is_shared = models.BooleanField(_("shared"), default=False)
    shared_with = models.JSONField(
        _("shared with"), default=list, blank=True, help_text=_("Codes of roles; empty: everyone.")
    )
    changed_at = models.DateTimeField(_("changed at"))

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "root", "name"], name="search_named_once_an_owner")]

    def __str__(self) -> str:
        return self.name


class FirstSearch(models.Model):
    """The search that a person's list opens with: a saved one, or an overview of ours by its code."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="first_searches")
    root = models.CharField(_("finds"), max_length=16, choices=SavedSearch.Root)
    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    overview = models.CharField(_("overview"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("first search")
        verbose_name_plural = _("first searches")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "root"], name="search_first_once_a_list"),
            models.CheckConstraint(
                condition=models.Q(search__isnull=True) ^ models.Q(overview=""), name="search_first_is_one_of_both"
            ),
        ]

    def __str__(self) -> str:
        return str(self.search or self.overview)
