"""From drafted fields and rules to a definition that can be frozen, and everything that stands against it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any as AnyType

from django.utils.translation import gettext as _

from ticketforms.conditions import ConditionError
from ticketforms.definition import FORMAT, PARTS, REQUIREMENTS, whole_field
from ticketforms.effects import UnfitEffect, typed_effect
from ticketforms.kinds import KINDS, AnswerError, EntriesOf, UnfitSettings
from ticketforms.labels import in_language
from ticketforms.linting import Lint, lint, order_of
from ticketforms.surroundings import SUBJECTS
from ticketforms.typed_conditions import typed

# More than anybody could ask in a call, and as much as can be decided at a key stroke.
MOST_FIELDS = 500
MOST_RULES = 500


@dataclass(frozen=True)
class Trouble:
    """What is wrong with the field or rule (`place`: fields, rules) at `index`, at which part, and what to do."""

    index: int
    code: str
    part: str
    message: str
    place: str = "fields"

    def __str__(self) -> str:
        return f"“{self.code}”: {self.message}" if self.code else self.message


@dataclass(frozen=True)
class Compiled:
    """The definition of what can be asked, the troubles with the rest, and what works but hardly as it was meant."""

    definition: dict[str, AnyType]
    troubles: tuple[Trouble, ...]
    warnings: tuple[Trouble, ...] = ()


class _Unfit(ValueError):
    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


def compile_form(
    fields: Sequence[Mapping[str, AnyType]], entries_of: EntriesOf, rules: Sequence[Mapping[str, AnyType]] = ()
) -> Compiled:
    """Return the form of plain drafted fields and rules; dictionary entries are copied in, values typed as answers are.

    What cannot be asked is left out and told as a trouble; rules that are switched off are left out quietly.
    """
    drafted = [whole_field(field) for field in fields[:MOST_FIELDS]]
    names = {field["code"]: in_language(field["label_pl"], field["label_en"]) for field in drafted}
    frozen: dict[str, dict[str, AnyType]] = {}
    troubles = _too_many(fields, rules)
    places: dict[str, int] = {}
    for index, field in enumerate(drafted):
        try:
            frozen[field["code"]] = _frozen_field(field, frozen, entries_of)
            places[field["code"]] = index
        except _Unfit as unfit:
            troubles.append(Trouble(index, field["code"], unfit.part, str(unfit)))
    looked_at = {**frozen, **{name: subject.as_field() for name, subject in SUBJECTS.items()}}
    earlier = dict(looked_at)
    for code in reversed(list(frozen)):
        earlier.pop(code)
        try:
            frozen[code]["visible_when"] = typed(frozen[code]["visible_when"], earlier, names, must_come_before=True)
        except (ConditionError, AnswerError) as error:
            troubles.append(Trouble(places[code], code, "visible_when", str(error)))
            frozen[code]["visible_when"] = None
            del frozen[code]
    kept_rules, rule_places = [], []
    for index, rule in enumerate(rules[:MOST_RULES]):
        if not rule.get("is_enabled", True):
            continue
        try:
            kept_rules.append(_frozen_rule(rule, index, frozen, looked_at, names, entries_of))
            rule_places.append(index)
        except _Unfit as unfit:
            troubles.append(Trouble(index, rule.get("code") or "", unfit.part, str(unfit), "rules"))
    definition: dict[str, AnyType] = {"format": FORMAT, "fields": list(frozen.values()), "rules": kept_rules}
    order, found = order_of(definition)
    definition["order"] = order
    found = [*found, *lint(definition)]

    def told(one: Lint) -> Trouble:
        index = rule_places[one.index] if one.place == "rules" else places[one.code]
        return Trouble(index, one.code, one.part, one.message, one.place)

    troubles += [told(one) for one in found if one.is_fatal]
    troubles.sort(key=lambda trouble: (trouble.place, trouble.index))
    return Compiled(definition, tuple(troubles), tuple(told(one) for one in found if not one.is_fatal))


def _too_many(fields: Sequence[Mapping[str, AnyType]], rules: Sequence[Mapping[str, AnyType]]) -> list[Trouble]:
    troubles = []
    if len(fields) > MOST_FIELDS:
        message = _("A form holds at most %(most)d fields: divide it into several types.") % {"most": MOST_FIELDS}
        troubles.append(Trouble(MOST_FIELDS, fields[MOST_FIELDS]["code"], "code", message))
    if len(rules) > MOST_RULES:
        message = _("A form holds at most %(most)d rules: divide it into several types.") % {"most": MOST_RULES}
        troubles.append(Trouble(MOST_RULES, "", "when", message, "rules"))
    return troubles


def _frozen_field(
    drafted: Mapping[str, AnyType], earlier: Mapping[str, AnyType], entries_of: EntriesOf
) -> dict[str, AnyType]:
    code, kind = drafted["code"], KINDS[drafted["kind"]]
    if not drafted["label_pl"]:
        raise _Unfit("label_pl", _("Name the field in Polish."))
    if not code:
        raise _Unfit("code", _("Give the field a code of letters and digits."))
    if code in earlier:
        raise _Unfit("code", _("An earlier field has this code: give this one another."))
    if drafted["requirement"] not in REQUIREMENTS:
        raise _Unfit("requirement", _("Choose when the field must be answered."))
    try:
        settings = kind.freeze(drafted["settings"], entries_of)
        kind.check_earlier(settings, earlier)
    except UnfitSettings as unfit:
        raise _Unfit(unfit.setting, str(unfit)) from unfit
    frozen = {"code": code, "kind": kind.name, "label_pl": drafted["label_pl"]}
    frozen |= {name: drafted[name] for name in PARTS}
    frozen["settings"] = settings
    _check_default(frozen)
    return frozen


def _check_default(frozen: Mapping[str, AnyType]) -> None:
    kind = KINDS[frozen["kind"]]
    match frozen["default"]:
        case None:
            return
        case {"from": str(subject)} if subject in SUBJECTS:
            return
        case {"value": value}:
            try:
                kind.clean(value, frozen["settings"])
            except AnswerError as error:
                raise _Unfit("default", str(error)) from error
            return
    raise _Unfit("default", _("Choose what the field is filled with, or nothing."))


def _frozen_rule(
    rule: Mapping[str, AnyType],
    index: int,
    fields: Mapping[str, Mapping[str, AnyType]],
    looked_at: Mapping[str, Mapping[str, AnyType]],
    names: Mapping[str, str],
    entries_of: EntriesOf,
) -> dict[str, AnyType]:
    known = {code: field for code, field in looked_at.items() if "." in code or code in fields}
    try:
        when = typed(rule.get("when"), known, names)
    except (ConditionError, AnswerError) as error:
        raise _Unfit("when", str(error)) from error
    if not rule.get("effects"):
        raise _Unfit("effects", _("Say what the rule does."))
    try:
        effects = [typed_effect(effect, fields, names, entries_of) for effect in rule["effects"]]
    except UnfitEffect as unfit:
        raise _Unfit("effects", str(unfit)) from unfit
    return {
        "code": rule.get("code") or f"rule_{index + 1}",
        "description_pl": rule.get("description_pl") or "",
        "description_en": rule.get("description_en") or "",
        "when": when,
        "effects": effects,
    }
