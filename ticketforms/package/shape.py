"""What a document of definitions may say; every place that says something else is told, nothing is guessed.

It looks into no table: whether what is named exists, `references` knows.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from ticketforms.models import Category, Dictionary, DictionaryAttribute, DictionaryEntry, TextTemplate, TicketType
from ticketforms.package.document import (
    CATEGORIES,
    DICTIONARIES,
    FORMAT,
    SECTIONS,
    TEXTS,
    TYPES,
    Document,
    Part,
    Trouble,
    UnfitPackage,
    terse,
    too_deep,
    unknown_format,
)
from ticketforms.package.facts import defaults_of, facts_of
from ticketforms.package.questions import read_field
from ticketforms.package.tidying import tidied
from ticketforms.package.type_rules import read_rule
from ticketforms.package.type_stages import read_stage
from ticketforms.storing import is_too_deep

_MOST_TOLD = 100
_LONGEST_TEXT = 2000
_CODE = re.compile(r"[-\w]{1,50}")


def checked(found: object) -> Document:
    """Return plain data as a canonical document; raises `UnfitPackage` with every place that is not of the format."""
    if is_too_deep(found):
        raise UnfitPackage(too_deep())
    if not isinstance(found, dict):
        raise UnfitPackage(unknown_format(None))
    if found.get("format") != FORMAT or isinstance(found["format"], bool):
        raise UnfitPackage(unknown_format(found.get("format")))
    return _Checker().document(found)


class _Checker:
    """Reads part by part and remembers what was wrong."""

    def __init__(self) -> None:
        self.troubles: list[Trouble] = []

    def document(self, found: dict[str, Any]) -> Document:
        plain = tidied(found, say=self._unfit_text)
        self._refuse_unknown(plain, {"format", *SECTIONS}, "")
        readers: dict[str, Callable[[dict[str, Any], str], Part]] = {
            CATEGORIES: self._category,
            DICTIONARIES: self._dictionary,
            TYPES: self._type,
            TEXTS: self._text,
        }
        document: Document = {"format": FORMAT}
        for section, reader in readers.items():
            document[section] = self._listed(plain.get(section, []), section, reader)
        self._shortcuts(document[TYPES])
        if self.troubles:
            raise UnfitPackage(*self.troubles[:_MOST_TOLD])
        for section in SECTIONS:
            document[section].sort(key=lambda part: part["code"])
        return document

    def say(self, place: str, message: str) -> None:
        self.troubles.append(Trouble(place, message))

    def _unfit_text(self, place: str) -> None:
        self.say(place, _("Remove the characters that cannot be shown."))

    def _category(self, plain: dict[str, Any], place: str) -> Part:
        return self._facts(plain, place, Category)

    def _dictionary(self, plain: dict[str, Any], place: str) -> Part:
        part = self._facts(plain, place, Dictionary, also=("parent", "attributes", "entries"))
        part |= self._codes(plain, place, "parent")
        attributes = self._listed(plain.get("attributes", []), f"{place}.attributes", self._attribute)
        entries = self._listed(plain.get("entries", []), f"{place}.entries", self._entry)
        return part | terse({"attributes": attributes, "entries": entries}, {"attributes": [], "entries": []})

    def _attribute(self, plain: dict[str, Any], place: str) -> Part:
        return self._facts(plain, place, DictionaryAttribute)

    def _entry(self, plain: dict[str, Any], place: str) -> Part:
        part = self._facts(plain, place, DictionaryEntry, also=("parent", "replaced_by"))
        for name, value in part.get("attributes", {}).items():
            if not _CODE.fullmatch(name):
                self.say(f"{place}.attributes.{name[:50]}", _("Name the attribute by its code."))
            elif not (value is None or isinstance(value, str | int | float)):
                self.say(f"{place}.attributes.{name}", _("Give a text, a number, true or false here."))
        if part.get("valid_from") and part.get("valid_to", "9999") <= part["valid_from"]:
            self.say(f"{place}.valid_to", _("An entry ends after it begins."))
        return part | self._codes(plain, place, "parent", "replaced_by")

    def _type(self, plain: dict[str, Any], place: str) -> Part:
        part = self._facts(plain, place, TicketType, also=("category", "fingerprint", "fields", "rules", "stages"))
        part |= self._codes(plain, place, "category", "fingerprint")
        if not part.get("category"):
            self.say(f"{place}.category", _("Name the code of a category."))
        if part.get("default_priority", 4) not in (1, 2, 3, 4):
            self.say(f"{place}.default_priority", _("Choose a priority from 1 to 4."))
        part["fields"] = self._listed(plain.get("fields", []), f"{place}.fields", read_field, self.say)
        part["rules"] = self._listed(plain.get("rules", []), f"{place}.rules", read_rule, self.say)
        part["stages"] = self._listed(plain.get("stages", []), f"{place}.stages", read_stage, self.say)
        return terse(part, {"fields": [], "rules": [], "stages": []})

    def _text(self, plain: dict[str, Any], place: str) -> Part:
        part = self._facts(plain, place, TextTemplate, also=("ticket_type", "category"))
        for name in ("text_pl", "text_en"):
            if len(part.get(name, "")) > _LONGEST_TEXT:
                message = _("Give a text of at most %(longest)d characters here.")
                self.say(f"{place}.{name}", message % {"longest": _LONGEST_TEXT})
        return part | self._codes(plain, place, "ticket_type", "category")

    def _facts(self, plain: dict[str, Any], place: str, model: type[models.Model], also: tuple[str, ...] = ()) -> Part:
        facts = facts_of(model)
        self._refuse_unknown(plain, {*facts, *also}, place)
        part: Part = {}
        for name, fact in facts.items():
            if name not in plain:
                if fact.is_needed:
                    self.say(place, _("“%(name)s” is missing.") % {"name": name})
                continue
            try:
                part[name] = fact.read(plain[name])
            except ValidationError as error:
                self.say(f"{place}.{name}", " ".join(error.messages))
        return terse(part, defaults_of(model))

    def _codes(self, plain: dict[str, Any], place: str, *names: str) -> Part:
        part: Part = {}
        for name in names:
            code = plain.get(name)
            if isinstance(code, str) and code:
                part[name] = code
            elif code is not None and code != "":
                self.say(f"{place}.{name}", _("Give a code here."))
        return part

    def _listed(self, plain: Any, place: str, reader: Callable[..., Part], *more: Any) -> list[Part]:
        if not isinstance(plain, list):
            self.say(place, _("Give a list here."))
            return []
        parts: list[Part] = []
        first: dict[str, str] = {}
        for index, one in enumerate(plain):
            here = f"{place}[{index}]"
            if not isinstance(one, dict):
                self.say(here, _("Give names with values here."))
                continue
            parts.append(reader(one, here, *more))
            code = one.get("code")
            if isinstance(code, str) and first.setdefault(code, here) != here:
                said = {"code": code, "place": first[code]}
                self.say(f"{here}.code", _("The code “%(code)s” stands already at %(place)s.") % said)
        return parts

    def _shortcuts(self, types: list[Part]) -> None:
        first: dict[str, str] = {}
        for index, part in enumerate(types):
            place, shortcut = f"{TYPES}[{index}].shortcut", part.get("shortcut")
            if shortcut and first.setdefault(shortcut, place) != place:
                said = {"code": shortcut, "place": first[shortcut]}
                self.say(place, _("The shortcut “%(code)s” stands already at %(place)s.") % said)

    def _refuse_unknown(self, plain: Mapping[str, Any], known: set[str], place: str) -> None:
        for name in sorted(set(plain) - known):
            where = f"{place}.{name[:50]}" if place else name[:50]
            self.say(where, _("This part is not known: remove it, or mend its name."))
