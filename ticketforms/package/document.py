"""The document that definitions travel in: its sections, its bytes, and how it says what is wrong with it.

What the parts mean is known elsewhere; no table is known here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

FORMAT = 1
CATEGORIES, DICTIONARIES, TYPES, TEXTS = "categories", "dictionaries", "types", "texts"
SECTIONS = (CATEGORIES, DICTIONARIES, TYPES, TEXTS)
# One thing of a document, as plain data: parts that say nothing are left out.
Part = dict[str, Any]
Document = dict[str, Any]


@dataclass(frozen=True)
class Trouble:
    """What is wrong at a place such as types[2].fields[5].visible_when; the place is empty for the whole."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class UnfitPackage(ValueError):
    """A document that cannot be taken in; `troubles` has every place and what to do there."""

    def __init__(self, *troubles: Trouble) -> None:
        super().__init__("\n".join(map(str, troubles)))
        self.troubles: tuple[Trouble, ...] = troubles


def written(document: Document) -> bytes:
    """Return the canonical bytes: the same definitions always give the same ones."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    return text.encode() + b"\n"


def terse(part: Mapping[str, Any], defaults: Mapping[str, Any]) -> Part:
    """Return the part without what is as it would be anyway."""
    return {name: value for name, value in part.items() if name not in defaults or value != defaults[name]}


def codes_of(parts: Sequence[Part]) -> dict[str, Part]:
    """Return parts by their codes."""
    return {part["code"]: part for part in parts}


def nothing() -> Document:
    """Return a document without definitions."""
    return {"format": FORMAT, **{section: [] for section in SECTIONS}}


def unknown_format(found: object) -> Trouble:
    """Return the sentence for a document of another format."""
    return Trouble(
        "format",
        _("This is not a package of format %(format)d: export it again with this version of the program.")
        % {"format": FORMAT}
        if found is None
        else _("Format %(found)s is not known here; this version of the program reads format %(format)d.")
        % {"found": str(found)[:20], "format": FORMAT},
    )


def too_deep() -> Trouble:
    """Return the sentence for a document that has no bottom."""
    return Trouble("", _("The file is nested too deeply to be a package."))
