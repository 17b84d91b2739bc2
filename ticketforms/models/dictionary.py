"""Dictionaries: lists of choices that administrators keep. An entry is retired, not deleted, once it was used.

A dictionary may lie under another: each of its entries then belongs to one of the other's (a street to a town). Where
it does not, an entry may belong to another entry of its own dictionary, and they make a tree.
"""

from datetime import date
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from ticketforms.folding import FoldedField
from ticketforms.labels import Labelled


class DictionaryQuerySet(models.QuerySet["Dictionary"]):
    """Sets of dictionaries."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Those that the user's roles may see: where no role is listed, whoever may see dictionaries."""
        return self._open_to(user, "seen_by", "kept_by")

    def changeable_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Those that the user's roles may change: where no role is listed, whoever may change dictionaries."""
        return self._open_to(user, "kept_by")

    def _open_to(self, user: Any, listed: str, *also: str) -> Self:
        if user.is_superuser:
            return self
        roles = user.groups.values("pk")
        allowed = Q(**{listed: None})
        for relation in (listed, *also):
            allowed |= Q(pk__in=Dictionary.objects.filter(**{f"{relation}__in": roles}).values("pk"))
        return self.filter(allowed)


class Dictionary(Labelled, ClusterableModel):
    """A named list of choices."""

    code = models.SlugField(_("code"), unique=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("lies under"),
        help_text=_("The dictionary whose entries narrow this one: streets lie under towns."),
    )
    seen_by = models.ManyToManyField(
        Group,
        blank=True,
        related_name="+",
        verbose_name=_("seen by"),
        help_text=_("With none chosen, everybody who may see dictionaries."),
    )
    kept_by = models.ManyToManyField(
        Group,
        blank=True,
        related_name="+",
        verbose_name=_("changed by"),
        help_text=_("With none chosen, everybody who may change dictionaries."),
    )

    objects = DictionaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("dictionary")
        verbose_name_plural = _("dictionaries")
        ordering = ["label_pl", "pk"]
        permissions = [("answer_from_dictionary", "Can answer questions from dictionaries")]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="dictionary_not_under_itself"),
        ]


class DictionaryAttribute(Labelled):
    """Something that each entry of a dictionary says about itself, beside its name."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        NUMBER = "number", _("number")
        YES_NO = "yes_no", _("yes or no")
        DATE = "date", _("date")

    dictionary = ParentalKey(Dictionary, on_delete=models.CASCADE, related_name="attributes")
    code = models.SlugField(_("code"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.TEXT)
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    sort_order_field = "sort_order"

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ["sort_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["dictionary", "code"], name="attribute_once_a_dictionary")]


class EntryQuerySet(models.QuerySet["DictionaryEntry"]):
    """Sets of entries."""

    def in_use(self, on: date) -> Self:
        """Those that may be chosen on a day."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on), is_retired=False
        )


class DictionaryEntry(Labelled):
    """One choice of a dictionary; `folded` is what typing is compared with."""

    class Colour(models.TextChoices):
        RED = "red", _("red")
        AMBER = "amber", _("amber")
        BLUE = "blue", _("blue")
        GREEN = "green", _("green")
        VIOLET = "violet", _("violet")
        GREY = "grey", _("grey")

    dictionary = ParentalKey(Dictionary, on_delete=models.CASCADE, related_name="entries")
    code = models.SlugField(_("code"))
    abbreviation = models.CharField(_("abbreviation"), max_length=20, blank=True)
    synonyms = models.CharField(
        _("other names"), max_length=400, blank=True, help_text=_("What else people call it, with commas between.")
    )
    parent = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    colour = models.CharField(_("colour"), max_length=8, blank=True, choices=Colour)
    icon = models.CharField(_("icon"), max_length=20, blank=True)
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    valid_from = models.DateField(_("in use from"), null=True, blank=True)
    valid_to = models.DateField(
        _("in use until"), null=True, blank=True, help_text=_("The first day on which it is not offered any more.")
    )
    sort_order = models.PositiveIntegerField(_("order"), default=0)
    is_retired = models.BooleanField(_("retired"), default=False)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="replaces", verbose_name=_("replaced by")
    )
    folded = FoldedField(of=("label_pl", "label_en", "abbreviation", "synonyms"))

    # Wagtail's editor of the entries keeps their order here.
    sort_order_field = "sort_order"

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dictionary", "code"], name="entry_once_a_dictionary"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
                name="entry_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("pk")) & ~Q(replaced_by=F("pk")), name="entry_not_under_or_after_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["dictionary", "sort_order", "folded", "id"], name="entry_in_its_order"),
            # Names that begin as somebody types; SQLite reads its own order, PostgreSQL needs to be told.
            models.Index(fields=["dictionary", "folded"], name="entry_by_its_name", opclasses=["", "text_pattern_ops"]),
        ]

    def is_offered(self, on: date) -> bool:
        """Whether it may be chosen on a day."""
        begins, ends = self.valid_from, self.valid_to
        return not self.is_retired and (begins is None or begins <= on) and (ends is None or on < ends)

    @property
    def names(self) -> list[str]:
        """Its other names, one by one."""
        return [name for part in self.synonyms.split(",") if (name := part.strip())]


def dictionary_choices() -> list[tuple[str, str]]:
    """Return every dictionary as code and label, for the editor's lists."""
    return [(dictionary.code, dictionary.label) for dictionary in Dictionary.objects.all()]
