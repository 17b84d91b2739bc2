"""Knows how what people type is compared with names: lower case, no accents, no punctuation. It knows no table.

The same folding stands in static/ticketforms/controls/entry.js.
"""

import re
import unicodedata
from typing import Any

from django.db import models

_UNDECOMPOSED = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"})
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return the text as it is compared, a space between words: “ul. Łąkowa” is “ul lakowa”."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_UNDECOMPOSED))
    unaccented = "".join(character for character in plain if not unicodedata.combining(character))
    return _BETWEEN_WORDS.sub(" ", unaccented.lower()).strip()


class FoldedField(models.TextField):
    """Other fields of the row, folded into one text whenever the row is written; a space stands before every word."""

    def __init__(self, *args: Any, of: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.of = of
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", list(args), dict(kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        folded = "".join(f" {fold(text)}" for name in self.of if (text := getattr(model_instance, name)))
        setattr(model_instance, self.attname, folded)
        return folded
