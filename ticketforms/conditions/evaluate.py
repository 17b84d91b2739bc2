"""Says whether a condition holds for plain answers; the browser's conditions.js gives the same verdicts."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any as AnyType

from ticketforms.conditions.tree import All, Any, Clause, Condition, Not


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
            return not is_empty and any(_same(answer, choice) for choice in _listed(clause.value))
        case "contains":
            return not is_empty and _contains(answer, clause.value)
    return not is_empty and _compares(clause.operator, answer, clause.value)


def _same(answer: AnyType, value: AnyType) -> bool:
    """Numbers compare as numbers, yes and no as themselves; anything else as text."""
    if isinstance(answer, bool) or isinstance(value, bool):
        return _plain(answer) == _plain(value)
    left, right = _number(answer), _number(value)
    if left is not None and right is not None:
        return left == right
    return str(answer) == str(value)


def _plain(value: AnyType) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _listed(value: AnyType) -> list[AnyType]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _contains(answer: AnyType, value: AnyType) -> bool:
    if isinstance(answer, list | tuple):
        return any(_same(item, value) for item in answer)
    return str(value).casefold() in str(answer).casefold()


def _compares(operator: str, answer: AnyType, value: AnyType) -> bool:
    left, right = _number(answer), _number(value)
    if left is None or right is None:
        order = (str(answer) > str(value)) - (str(answer) < str(value))
    else:
        order = (left > right) - (left < right)
    return {"less_than": order < 0, "at_most": order <= 0, "more_than": order > 0, "at_least": order >= 0}[operator]


def _number(value: AnyType) -> Decimal | None:
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
