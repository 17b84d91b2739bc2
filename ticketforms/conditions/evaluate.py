"""Says whether a condition holds for clean answers; the browser's conditions.js gives the same verdicts.

Both are held together by tests/ticketforms/condition_vectors.json: whatever changes here changes there.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any as AnyType

from ticketforms.conditions.tree import All, Any, Clause, Condition, Not

_NUMBER = re.compile(r"-?[0-9]{1,30}([.,][0-9]{1,30})?")


def evaluate(condition: Condition, answers: Mapping[str, AnyType]) -> bool:
    """Return whether the condition holds; a missing answer is empty, and no comparison holds for an empty answer."""
    match condition:
        case All(parts=parts):
            return all(evaluate(part, answers) for part in parts)
        case Any(parts=parts):
            return any(evaluate(part, answers) for part in parts)
        case Not(part=part):
            return not evaluate(part, answers)
        case Clause():
            return _holds(condition, answers.get(condition.subject))


def _holds(clause: Clause, answer: AnyType) -> bool:
    is_empty = answer is None or answer in ("", [])
    match clause.operator:
        case "is_empty":
            return is_empty
        case "is_filled":
            return not is_empty
        case "is":
            return not is_empty and _same(answer, clause.value)
        case "is_not":
            return is_empty or not _same(answer, clause.value)
        case "is_any_of":
            return not is_empty and any(
                _same(given, choice) for given in _listed(answer) for choice in _listed(clause.value)
            )
        case "contains":
            return not is_empty and _contains(answer, clause.value)
    return not is_empty and _compares(clause.operator, answer, clause.value)


def _same(answer: AnyType, value: AnyType) -> bool:
    """Lists compare item by item, numbers as numbers, anything else as text; a list is never the same as one thing."""
    if isinstance(answer, list | tuple) or isinstance(value, list | tuple):
        both = isinstance(answer, list | tuple) and isinstance(value, list | tuple)
        return both and len(answer) == len(value) and all(map(_same, answer, value))
    left, right = _number(answer), _number(value)
    if left is not None and right is not None:
        return left == right
    return _text(answer) == _text(value)


def _listed(value: AnyType) -> list[AnyType]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _contains(answer: AnyType, value: AnyType) -> bool:
    if isinstance(answer, list | tuple):
        return any(_same(item, value) for item in answer)
    return _text(value).lower() in _text(answer).lower()


def _compares(operator: str, answer: AnyType, value: AnyType) -> bool:
    left, right = _number(answer), _number(value)
    if left is None or right is None:
        order = (_text(answer) > _text(value)) - (_text(answer) < _text(value))
    else:
        order = (left > right) - (left < right)
    return {"less_than": order < 0, "at_most": order <= 0, "more_than": order > 0, "at_least": order >= 0}[operator]


def _text(value: AnyType) -> str:
    """Write a value as JSON would, text without its quotes; nothing and lists have no text."""
    if value is None or isinstance(value, list | tuple | dict):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: AnyType) -> Decimal | None:
    """Read what a person would call a number, with a comma or a point; a yes is not 1."""
    if isinstance(value, bool) or not _NUMBER.fullmatch(_text(value)):
        return None
    return Decimal(_text(value).replace(",", "."))
