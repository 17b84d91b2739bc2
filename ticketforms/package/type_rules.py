"""A drafted rule in a document: its parts, and which parts each effect may have."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from ticketforms.package.document import Part, terse
from ticketforms.package.questions import Say, bare, canonical_condition, check_condition
from ticketforms.package.tidying import tidied

DEFAULTS: Part = {"description_pl": "", "description_en": "", "is_enabled": True, "when": None, "effects": []}
# What each effect is told with; a draft may leave some of it out.
EFFECTS: dict[str, tuple[str, ...]] = {
    "show": ("fields",),
    "require": ("fields", "level"),
    "read_only": ("fields",),
    "set_if_empty": ("field", "value"),
    "restrict": ("field", "choices"),
    "notice": ("tone", "text_pl", "text_en"),
    "block": ("text_pl", "text_en"),
    "set_priority": ("priority",),
    "set_queue": ("queue",),
    "set_due": ("amount", "unit"),
    "propose_joining": (),
}
_LISTS, _NUMBERS = ("fields", "choices"), ("priority", "amount")
_LONGEST = 240
_CODE = re.compile(r"[-\w]{1,50}")


def canonical_rule(rule: Part) -> Part:
    """Return a drafted rule as a document has it."""
    effects = [
        {name: bare(value) for name, value in effect.items() if value not in (None, "", [])}
        for effect in rule["effects"]
    ]
    whole = tidied(rule | {"effects": effects})
    return terse(whole | {"when": canonical_condition(whole["when"])}, DEFAULTS)


def read_rule(found: dict[str, Any], place: str, say: Say) -> Part:
    """Return a rule in canonical shape; each place that is not of the language is said."""
    for name in sorted(set(found) - {"code", *DEFAULTS}):
        say(f"{place}.{name[:50]}", _("This part is not known: remove it, or mend its name."))
    _check_code(found.get("code"), f"{place}.code", say)
    for name in ("description_pl", "description_en"):
        text = found.get(name, "")
        if not isinstance(text, str) or len(text) > _LONGEST:
            say(f"{place}.{name}", _("Give a text of at most %(longest)d characters.") % {"longest": _LONGEST})
    if not isinstance(found.get("is_enabled", True), bool):
        say(f"{place}.is_enabled", _("Give true or false here."))
    check_condition(found.get("when"), f"{place}.when", say)
    effects = found.get("effects", [])
    if not isinstance(effects, list):
        say(f"{place}.effects", _("Give a list here."))
        effects = []
    for index, effect in enumerate(effects):
        _check_effect(effect, f"{place}.effects[{index}]", say)
    readable = [effect for effect in effects if isinstance(effect, dict)]
    return canonical_rule({**DEFAULTS, **found, "effects": readable})


def _check_code(code: Any, place: str, say: Say) -> None:
    try:
        validate_slug(code if isinstance(code, str) else "")
    except ValidationError:
        say(place, _("Give the rule a code of letters and digits."))
    else:
        if len(code) > 50:
            say(place, _("Shorten the code to 50 characters."))


def _check_effect(effect: Any, place: str, say: Say) -> None:
    if not isinstance(effect, dict) or not isinstance(effect.get("effect"), str) or effect["effect"] not in EFFECTS:
        say(f"{place}.effect", _("This effect is not known here."))
        return
    for name, value in effect.items():
        if name == "effect" or value is None:
            continue
        if name not in EFFECTS[effect["effect"]]:
            say(f"{place}.{name[:50]}", _("This effect has no such part."))
        elif name in _LISTS and not (
            isinstance(value, list) and all(isinstance(code, str) and _CODE.fullmatch(code) for code in value)
        ):
            say(f"{place}.{name}", _("Give a list of codes here."))
        elif name in _NUMBERS and (not isinstance(value, int) or isinstance(value, bool)):
            say(f"{place}.{name}", _("Give a whole number here."))
        elif name not in (*_LISTS, *_NUMBERS, "value") and not isinstance(value, str):
            say(f"{place}.{name}", _("Give a text here."))
