"""From drafted fields to a definition that can be frozen, and everything that stands against it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any as AnyType

from django.utils.translation import gettext as _

from ticketforms.conditions import All, Any, Clause, Condition, ConditionError, Not, parse, plain
from ticketforms.kinds import KINDS, AnswerError, EntriesOf, UnfitSettings
from ticketforms.labels import in_language

VALUELESS = ("is_filled", "is_empty")


@dataclass(frozen=True)
class Trouble:
    """What is wrong with the field at `index`, at which of its parts, and what to do."""

    index: int
    code: str
    part: str
    message: str

    def __str__(self) -> str:
        return f"“{self.code}”: {self.message}" if self.code else self.message


@dataclass(frozen=True)
class Compiled:
    """The definition of the fields that can be asked, and the troubles with the others."""

    definition: dict[str, AnyType]
    troubles: tuple[Trouble, ...]


class _Unfit(ValueError):
    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


def compile_form(fields: Sequence[Mapping[str, AnyType]], entries_of: EntriesOf) -> Compiled:
    """Return the form of plain drafted fields; dictionary entries are copied in, rule values typed as answers are."""
    names = {field["code"]: in_language(field["label_pl"], field["label_en"]) for field in fields}
    earlier: dict[str, dict[str, AnyType]] = {}
    troubles = []
    for index, drafted in enumerate(fields):
        try:
            earlier[drafted["code"]] = _compile(drafted, earlier, names, entries_of)
        except _Unfit as unfit:
            troubles.append(Trouble(index, drafted["code"], unfit.part, str(unfit)))
    return Compiled({"fields": list(earlier.values())}, tuple(troubles))


def _compile(
    drafted: Mapping[str, AnyType], earlier: Mapping[str, AnyType], names: Mapping[str, str], entries_of: EntriesOf
) -> dict[str, AnyType]:
    code, kind = drafted["code"], KINDS[drafted["kind"]]
    if not drafted["label_pl"]:
        raise _Unfit("label_pl", _("Name the field in Polish."))
    if not code:
        raise _Unfit("code", _("Give the field a code of letters and digits."))
    if code in earlier:
        raise _Unfit("code", _("An earlier field has this code: give this one another."))
    try:
        settings = kind.freeze(drafted["settings"], entries_of)
    except UnfitSettings as unfit:
        raise _Unfit(unfit.setting, str(unfit)) from unfit
    try:
        rule = drafted["visible_when"] and plain(_typed(parse(drafted["visible_when"]), earlier, names))
    except (ConditionError, AnswerError) as error:
        raise _Unfit("visible_when", str(error)) from error
    return {
        "code": code,
        "kind": kind.name,
        "label_pl": drafted["label_pl"],
        "label_en": drafted["label_en"],
        "help_pl": drafted["help_pl"],
        "help_en": drafted["help_en"],
        "is_required": drafted["is_required"],
        "visible_when": rule or None,
        "settings": settings,
    }


def _typed(condition: Condition, earlier: Mapping[str, AnyType], names: Mapping[str, str]) -> Condition:
    match condition:
        case All(parts=parts):
            return All(tuple(_typed(part, earlier, names) for part in parts))
        case Any(parts=parts):
            return Any(tuple(_typed(part, earlier, names) for part in parts))
        case Not(part=part):
            return Not(_typed(part, earlier, names))
        case Clause(subject=subject) if subject in earlier:
            return _typed_clause(condition, earlier[subject])
        case Clause(subject=""):
            raise ConditionError(_("Choose which field the rule looks at."))
        case Clause(subject=subject) if subject in names:
            raise ConditionError(
                _("The rule looks at “%(subject)s”, which does not come before this field: move that one up.")
                % {"subject": names[subject]}
            )
    raise ConditionError(
        _("The rule looks at “%(subject)s”, which is not in the form: choose another field.")
        % {"subject": condition.subject}
    )


def _typed_clause(clause: Clause, looked_at: Mapping[str, AnyType]) -> Clause:
    kind, name = KINDS[looked_at["kind"]], in_language(looked_at["label_pl"], looked_at["label_en"])
    if clause.operator not in kind.operators:
        raise ConditionError(_("“%(subject)s” cannot be compared like this: choose again.") % {"subject": name})
    if clause.operator in VALUELESS:
        return Clause(clause.subject, clause.operator)
    value = clause.value
    if clause.operator == "is_any_of" and not isinstance(value, list):
        value = [value]
    elif clause.operator != "is_any_of" and isinstance(value, list):
        raise ConditionError(_("Compare “%(subject)s” with one value.") % {"subject": name})
    return Clause(clause.subject, clause.operator, kind.compared_with(value, looked_at["settings"]))
