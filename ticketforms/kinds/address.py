"""A place as the register of addresses (TERYT) names it, or in the caller's own words where no such name is known."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import Block, BooleanBlock, ChoiceBlock

from ticketforms.kinds import groups
from ticketforms.kinds.base import AnswerError, DictionaryChoices, EntriesOf, FieldKind, Settings
from ticketforms.labels import in_language
from ticketforms.storing import is_storable

# The first two digits of TERC.
VOIVODESHIPS = {
    "02": "dolnośląskie",
    "04": "kujawsko-pomorskie",
    "06": "lubelskie",
    "08": "lubuskie",
    "10": "łódzkie",
    "12": "małopolskie",
    "14": "mazowieckie",
    "16": "opolskie",
    "18": "podkarpackie",
    "20": "podlaskie",
    "22": "pomorskie",
    "24": "śląskie",
    "26": "świętokrzyskie",
    "28": "warmińsko-mazurskie",
    "30": "wielkopolskie",
    "32": "zachodniopomorskie",
}
PARTS = ("street", "house", "flat", "postcode", "place", "commune", "county", "voivodeship", "terc", "simc", "ulic")
_LONGEST = {"street": 120, "house": 20, "flat": 10, "place": 80, "commune": 80, "county": 80, "text": 240}
_CODES = {"terc": r"[0-9]{2}|[0-9]{4}|[0-9]{6,7}", "simc": r"[0-9]{7}", "ulic": r"[0-9]{5}"}


class AddressKind(FieldKind):
    """The parts of an address that are known, by name; or `{text}`, where `is_text_allowed`."""

    name = "address"
    label = gettext_lazy("address")
    group = groups.PLACES
    icon = "site"
    template = "ticketforms/fields/address.html"
    reading = "whole"
    operators = ("is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        parts = [
            ("short", gettext_lazy("place, street, numbers and postcode")),
            ("full", gettext_lazy("commune, county and voivodeship too")),
        ]
        return {
            "parts": ChoiceBlock(choices=parts, default="short", label=gettext_lazy("Asks for")),
            "is_text_allowed": BooleanBlock(
                required=False, default=True, label=gettext_lazy("May be told in the caller's own words")
            ),
        }

    def clean(self, raw: object, settings: Settings) -> dict[str, str] | None:
        if raw == "":
            return None
        given = {"text": raw} if isinstance(raw, str) else raw
        if not isinstance(given, Mapping) or set(given) - {*PARTS, "text"}:
            raise AnswerError(_("Enter an address."))
        parts = {name: _plain(given[name]) for name in (*PARTS, "text") if name in given}
        parts = {name: part for name, part in parts.items() if part}
        if not parts:
            return None
        text = parts.pop("text", "")
        if parts:
            return _checked(parts)
        if not settings.get("is_text_allowed", True):
            raise AnswerError(_("Enter the place and the number of the house."))
        return {"text": _short(text, "text")}

    def show(self, value: dict[str, str], settings: Settings, language: str) -> str:
        if "text" in value:
            return value["text"]
        number = f"{value['house']}/{value['flat']}" if value.get("flat") else value["house"]
        line = f"{value.get('street') or value['place']} {number}"
        post = f"{value.get('postcode', '')} {value['place']}".strip()
        around = [
            in_language(f"{short} {value[name]}", f"{value[name]} {name}", language)
            for name, short in (("commune", "gm."), ("county", "pow."), ("voivodeship", "woj."))
            if value.get(name)
        ]
        return ", ".join([line, post, *around])

    def written(self, answer: Any) -> dict[str, str]:
        held = answer if isinstance(answer, Mapping) else {"text": str(answer or "")}
        return {name: str(held.get(name) or "") for name in (*PARTS, "text")}

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        whole = {"parts": settings.get("parts") or "short"}
        if whole["parts"] == "full":
            whole["voivodeships"] = list(VOIVODESHIPS.values())
        return {**settings, **whole, "is_text_allowed": settings.get("is_text_allowed", True)}


def _plain(part: object) -> str:
    if part is None:
        return ""
    if not isinstance(part, str) or not is_storable(part):
        raise AnswerError(_("Enter an address."))
    return " ".join(part.split())


def _short(part: str, name: str) -> str:
    longest = _LONGEST.get(name, 240)
    if len(part) > longest:
        raise AnswerError(_("Shorten “%(part)s…” to %(longest)d characters.") % {"part": part[:20], "longest": longest})
    return part


def _checked(parts: dict[str, str]) -> dict[str, str]:
    for name, part in parts.items():
        _short(part, name)
        if name in _CODES and not re.fullmatch(_CODES[name], part):
            raise AnswerError(_("“%(code)s” is not a code of the register of addresses.") % {"code": part[:20]})
    if not parts.get("place") or not parts.get("house"):
        raise AnswerError(_("Enter the place and the number of the house."))
    if "postcode" in parts:
        parts["postcode"] = _postcode(parts["postcode"])
    named, coded = parts.get("voivodeship", "").lower(), VOIVODESHIPS.get(parts.get("terc", "")[:2], "")
    if named and named not in VOIVODESHIPS.values():
        raise AnswerError(_("There is no voivodeship “%(name)s”.") % {"name": named})
    if named and coded and named != coded:
        raise AnswerError(_("The code and the name tell of different voivodeships: change one."))
    if named or coded:
        parts["voivodeship"] = named or coded
    return {name: parts[name] for name in PARTS if name in parts}


def _postcode(written: str) -> str:
    digits = re.sub(r"[\s-]", "", written)
    if not re.fullmatch(r"[0-9]{5}", digits):
        raise AnswerError(_("Enter a postcode of five digits, for example 62-001."))
    return f"{digits[:2]}-{digits[2:]}"
