"""What a rule may do when it holds: the shape of each effect, and what a drafted one must name; it applies none."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from ticketforms.definition import REQUIREMENTS
from ticketforms.kinds import KINDS, AnswerError, EntriesOf
from ticketforms.labels import in_language

Fields = Mapping[str, Mapping[str, Any]]
TONES = ("say", "ask", "do", "warn")
DUE_UNITS = ("minutes", "hours", "days", "working_days")
LONGEST_DUE = 10_000
QUEUE_DICTIONARY = "queue"
# Effects that decide about a field's answer: the conditions of their rules must be decided before that field.
DECIDING = ("show", "read_only", "set_if_empty", "restrict")


class UnfitEffect(ValueError):
    """An effect that could not be carried out; the message says what to choose."""


def typed_effect(
    effect: Mapping[str, Any], fields: Fields, names: Mapping[str, str], entries_of: EntriesOf
) -> dict[str, Any]:
    """Return the effect as it is frozen; raise `UnfitEffect` when it names what is not there or says too little."""
    name = effect.get("effect")
    if not isinstance(name, str) or name not in _SHAPES:
        raise UnfitEffect(_("Choose what the rule does."))
    return {"effect": name, **_SHAPES[name](effect, fields, names, entries_of)}


def _named(code: Any, fields: Fields, names: Mapping[str, str]) -> Mapping[str, Any]:
    if not isinstance(code, str) or not code:
        raise UnfitEffect(_("Choose which field the rule is about."))
    if code not in fields:
        known = names.get(code)
        if known is not None:
            raise UnfitEffect(
                _("The rule is about “%(field)s”, which cannot be asked: mend that field first.") % {"field": known}
            )
        raise UnfitEffect(
            _("The rule is about “%(field)s”, which is not in the form: choose another field.") % {"field": code}
        )
    return fields[code]


def _codes(effect: Mapping[str, Any], fields: Fields, names: Mapping[str, str], *, only_questions: bool) -> list[str]:
    codes = effect.get("fields")
    if not isinstance(codes, list) or not codes:
        raise UnfitEffect(_("Choose which field the rule is about."))
    for code in codes:
        field = _named(code, fields, names)
        if only_questions and not KINDS[field["kind"]].is_question:
            raise UnfitEffect(
                _("“%(field)s” is no question: choose another field.")
                % {"field": in_language(field["label_pl"], field["label_en"])}
            )
    return list(dict.fromkeys(codes))


def _show(effect: Mapping[str, Any], fields: Fields, names: Mapping[str, str], _entries: EntriesOf) -> dict[str, Any]:
    return {"fields": _codes(effect, fields, names, only_questions=False)}


def _require(
    effect: Mapping[str, Any], fields: Fields, names: Mapping[str, str], _entries: EntriesOf
) -> dict[str, Any]:
    if effect.get("level") not in REQUIREMENTS[1:]:
        raise UnfitEffect(_("Choose when the field must be answered."))
    return {"fields": _codes(effect, fields, names, only_questions=True), "level": effect["level"]}


def _read_only(
    effect: Mapping[str, Any], fields: Fields, names: Mapping[str, str], _entries: EntriesOf
) -> dict[str, Any]:
    return {"fields": _codes(effect, fields, names, only_questions=True)}


def _set_if_empty(
    effect: Mapping[str, Any], fields: Fields, names: Mapping[str, str], _entries: EntriesOf
) -> dict[str, Any]:
    (code,) = _codes({"fields": [effect.get("field")]}, fields, names, only_questions=True)
    field = fields[code]
    try:
        value = KINDS[field["kind"]].compared_with(effect.get("value"), field["settings"])
    except AnswerError as error:
        raise UnfitEffect(str(error)) from error
    return {"field": code, "value": value}


def _restrict(
    effect: Mapping[str, Any], fields: Fields, names: Mapping[str, str], _entries: EntriesOf
) -> dict[str, Any]:
    field = _named(effect.get("field"), fields, names)
    offered = {choice["code"] for choice in field["settings"].get("choices", ())}
    left = effect.get("choices")
    if not offered:
        raise UnfitEffect(_("Only the choices of a dictionary can be narrowed: choose another field."))
    if not isinstance(left, list) or not left:
        raise UnfitEffect(_("Choose which answers are left."))
    if gone := [code for code in left if not isinstance(code, str) or code not in offered]:
        raise UnfitEffect(
            _("“%(choice)s” is not offered any more: choose which answers are left.") % {"choice": gone[0]}
        )
    return {"field": field["code"], "choices": list(dict.fromkeys(left))}


def _texts(effect: Mapping[str, Any]) -> dict[str, str]:
    polish, english = effect.get("text_pl"), effect.get("text_en") or ""
    if not isinstance(polish, str) or not polish.strip() or not isinstance(english, str):
        raise UnfitEffect(_("Write the text in Polish."))
    return {"text_pl": polish.strip(), "text_en": english.strip()}


def _notice(
    effect: Mapping[str, Any], _fields: Fields, _names: Mapping[str, str], _entries: EntriesOf
) -> dict[str, Any]:
    if effect.get("tone") not in TONES:
        raise UnfitEffect(_("Choose whether the agent is to say, ask, do or beware of it."))
    return {"tone": effect["tone"], **_texts(effect)}


def _block(
    effect: Mapping[str, Any], _fields: Fields, _names: Mapping[str, str], _entries: EntriesOf
) -> dict[str, Any]:
    return _texts(effect)


def _set_priority(
    effect: Mapping[str, Any], _fields: Fields, _names: Mapping[str, str], _entries: EntriesOf
) -> dict[str, Any]:
    if effect.get("priority") not in (1, 2, 3, 4):
        raise UnfitEffect(_("Choose a priority from 1 to 4."))
    return {"priority": int(effect["priority"])}


def _set_queue(
    effect: Mapping[str, Any], _fields: Fields, _names: Mapping[str, str], entries: EntriesOf
) -> dict[str, Any]:
    if effect.get("queue") not in [entry["code"] for entry in entries(QUEUE_DICTIONARY)]:
        raise UnfitEffect(_("Choose a queue from the dictionary “queue”."))
    return {"queue": effect["queue"]}


def _set_due(
    effect: Mapping[str, Any], _fields: Fields, _names: Mapping[str, str], _entries: EntriesOf
) -> dict[str, Any]:
    amount, unit = effect.get("amount"), effect.get("unit")
    if not isinstance(amount, int) or isinstance(amount, bool) or not 1 <= amount <= LONGEST_DUE:
        raise UnfitEffect(_("Enter how long it may take, from 1 to %(longest)d.") % {"longest": LONGEST_DUE})
    if unit not in DUE_UNITS:
        raise UnfitEffect(_("Choose minutes, hours, days or working days."))
    return {"amount": amount, "unit": unit}


def _propose_joining(
    _effect: Mapping[str, Any], _fields: Fields, _names: Mapping[str, str], _entries: EntriesOf
) -> dict[str, Any]:
    return {}


_SHAPES: dict[str, Callable[[Mapping[str, Any], Fields, Mapping[str, str], EntriesOf], dict[str, Any]]] = {
    "show": _show,
    "require": _require,
    "read_only": _read_only,
    "set_if_empty": _set_if_empty,
    "restrict": _restrict,
    "notice": _notice,
    "block": _block,
    "set_priority": _set_priority,
    "set_queue": _set_queue,
    "set_due": _set_due,
    "propose_joining": _propose_joining,
}
EFFECTS = tuple(_SHAPES)
