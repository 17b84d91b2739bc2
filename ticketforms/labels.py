"""Knows how content that people define is named in two languages; the program's own words are gettext's."""

import re

from django.contrib.admin import display
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_language(polish: str, english: str, language: str | None = None) -> str:
    """Return the English text if there is one and the language (by default the active one) is English, else Polish."""
    spoken = language or get_language() or "pl"
    return english if spoken.startswith("en") and english else polish


# ł does not decompose under Unicode normalisation, so Polish is folded by a table.
_FOLDED = str.maketrans("ąćęłńóśźż", "acelnoszz")


def code_from(label: str) -> str:
    """Return a label as a code: “Łąkowa 3?” is lakowa_3; "" when nothing of it can stand in a code."""
    return re.sub(r"[^a-z0-9]+", "_", label.lower().translate(_FOLDED)).strip("_")[:50].strip("_")


class Labelled(models.Model):
    """Content with a Polish label and, for English screens, an English one."""

    label_pl = models.CharField(_("Polish label"), max_length=120)
    label_en = models.CharField(_("English label"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    @display(description=_("name"))
    def label(self) -> str:
        """The label in the active language."""
        return in_language(self.label_pl, self.label_en)
