"""Checks a drafted condition against what it looks at, and types its values as answers are typed; pure."""

from collections.abc import Mapping
from typing import Any as AnyType

from django.utils.translation import gettext as _

from ticketforms.conditions import All, Any, Clause, Condition, ConditionError, Not, parse, plain
from ticketforms.kinds import KINDS
from ticketforms.labels import in_language

VALUELESS = ("is_filled", "is_empty")
Fields = Mapping[str, Mapping[str, AnyType]]


def typed(
    raw: object, looked_at: Fields, names: Mapping[str, str], *, must_come_before: bool = False
) -> dict[str, AnyType] | None:
    """Return the condition with typed values, `None` for none.

    `looked_at` are the frozen fields and surroundings by name, `names` the labels of all drafted fields. Raises
    `ConditionError` for what cannot be looked at or compared, `AnswerError` for a value that nobody could answer.
    """
    if not raw:
        return None
    return plain(_typed(parse(raw), looked_at, names, must_come_before=must_come_before))


def _typed(condition: Condition, looked_at: Fields, names: Mapping[str, str], *, must_come_before: bool) -> Condition:
    def each(parts: tuple[Condition, ...]) -> tuple[Condition, ...]:
        return tuple(_typed(part, looked_at, names, must_come_before=must_come_before) for part in parts)

    match condition:
        case All(parts=parts):
            return All(each(parts))
        case Any(parts=parts):
            return Any(each(parts))
        case Not(part=part):
            return Not(*each((part,)))
        case Clause(subject=subject) if subject in looked_at:
            return _typed_clause(condition, looked_at[subject])
        case Clause(subject=""):
            raise ConditionError(_("Choose which field the rule looks at."))
        case Clause(subject=subject) if subject in names and must_come_before:
            raise ConditionError(
                _("The rule looks at “%(subject)s”, which does not come before this field: move that one up.")
                % {"subject": names[subject]}
            )
        case Clause(subject=subject) if subject in names:
            raise ConditionError(
                _("The rule looks at “%(subject)s”, which cannot be asked: mend that field first.")
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
