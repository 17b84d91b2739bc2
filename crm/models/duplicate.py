"""Which customers may be one and the same, how far the search came, and how two became one for as long as it holds."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.customer import Customer


class DuplicatePair(models.Model):
    """Two customers who look like one; dismissed by a person, they stay so."""

    class State(models.TextChoices):
        OPEN = "open", _("to be decided")
        DISMISSED = "dismissed", _("two different customers")
        MERGED = "merged", _("merged")

    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(_("likeness"), help_text=_("Of 100."))
    reasons = models.JSONField(default=list, help_text="Codes of what is alike.")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(_("found at"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-score", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["state", "-score", "id"], name="duplicates_surest_first")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"


class DuplicateSearch(models.Model):
    """How far the comparison of everybody has come; there is one row, for the newest search."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    step = models.PositiveSmallIntegerField(default=0, help_text="Which kind of thing that people share is looked at.")
    place = models.CharField(max_length=240, blank=True, help_text="The last value that was; empty once it is through.")
    is_cut = models.BooleanField(default=False, help_text="Something was shared by too many to say anything.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.started_at}: {self.step}"


class CustomerMerge(models.Model):
    """How one customer went into another: the keys of the rows that moved, and what the survivor took over.

    `moved` holds keys by model; `changed` the survivor's fields by name, each with what stood there before and after.
    """

    survivor = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    changed = models.JSONField(default=dict)
    demoted = models.JSONField(default=dict, help_text="Which of the moved were main ones, by model.")
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(_("merged at"))
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge of customers")
        verbose_name_plural = _("merges of customers")
        ordering = ["-merged_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=models.Q(undone_at=None), name="merged_into_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.survivor_id}"
