"""Dictionaries: lists of choices that administrators keep. An entry is retired, not deleted, once it was used."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from ticketforms.labels import Labelled


class Dictionary(Labelled, ClusterableModel):
    """A named list of choices."""

    code = models.SlugField(_("code"), unique=True)

    class Meta:
        verbose_name = _("dictionary")
        verbose_name_plural = _("dictionaries")
        ordering = ["label_pl", "pk"]


class DictionaryEntry(Labelled):
    """One choice of a dictionary."""

    dictionary = ParentalKey(Dictionary, on_delete=models.CASCADE, related_name="entries")
    code = models.SlugField(_("code"))
    sort_order = models.PositiveIntegerField(_("order"), default=0)
    is_retired = models.BooleanField(_("retired"), default=False)

    # Wagtail's editor of the entries keeps their order here.
    sort_order_field = "sort_order"

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["sort_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["dictionary", "code"], name="entry_once_a_dictionary")]


def dictionary_choices() -> list[tuple[str, str]]:
    """Return every dictionary as code and label, for the editor's lists."""
    return [(dictionary.code, dictionary.label) for dictionary in Dictionary.objects.all()]
