"""What a condition is made of, and how it is read from plain JSON; not whether it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any as AnyType

OPERATORS = (
    "is",
    "is_not",
    "is_any_of",
    "contains",
    "is_empty",
    "is_filled",
    "less_than",
    "at_most",
    "more_than",
    "at_least",
)
MAX_DEPTH = 8


class ConditionError(ValueError):
    """A condition that cannot be read; the message says what is wrong and where."""


@dataclass(frozen=True)
class Clause:
    """The subject's answer, compared by an operator with a value."""

    subject: str
    operator: str
    value: AnyType = None


@dataclass(frozen=True)
class All:
    """Holds when every part holds; with no part it holds.

    With `of`, when there is one such thing of which every part holds. Forms have nothing of which there are several:
    `parse` reads no `of`.
    """

    parts: tuple["Condition", ...]
    of: str = ""


@dataclass(frozen=True)
class Any:
    """Holds when at least one part holds; with no part it does not."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """Holds when its part does not."""

    part: "Condition"


Condition = Clause | All | Any | Not


def parse(raw: object, *, depth: int = 0) -> Condition:
    """Return the tree that plain JSON describes; raise `ConditionError` on anything that is not of the language."""
    if depth > MAX_DEPTH:
        raise ConditionError(f"conditions are nested deeper than {MAX_DEPTH}")
    if not isinstance(raw, Mapping):
        raise ConditionError("a condition is an object with all, any, not or subject")
    if set(raw) == {"all"} or set(raw) == {"any"}:
        (name,) = raw
        if not isinstance(raw[name], list | tuple):
            raise ConditionError(f"“{name}” takes a list of conditions")
        parts = tuple(parse(part, depth=depth + 1) for part in raw[name])
        return All(parts) if name == "all" else Any(parts)
    if set(raw) == {"not"}:
        return Not(parse(raw["not"], depth=depth + 1))
    if not set(raw) <= {"subject", "operator", "value"} or not isinstance(raw.get("subject"), str):
        raise ConditionError(f"a condition has an unknown part: {', '.join(sorted(map(str, raw)))}")
    if raw.get("operator") not in OPERATORS:
        raise ConditionError(f"unknown operator “{raw.get('operator')}”")
    return Clause(raw["subject"], raw["operator"], raw.get("value"))


def plain(condition: Condition) -> dict[str, AnyType]:
    """Return the plain JSON that is read back as the same tree."""
    match condition:
        case All(parts=parts, of=of):
            return {"all": [plain(part) for part in parts]} | ({"of": of} if of else {})
        case Any(parts=parts):
            return {"any": [plain(part) for part in parts]}
        case Not(part=part):
            return {"not": plain(part)}
        case Clause(subject=subject, operator=operator, value=value):
            return {"subject": subject, "operator": operator} | ({} if value is None else {"value": value})


def subjects(condition: Condition) -> frozenset[str]:
    """Return the names of everything the condition looks at."""
    match condition:
        case All(parts=parts) | Any(parts=parts):
            return frozenset().union(*map(subjects, parts))
        case Not(part=part):
            return subjects(part)
        case Clause(subject=subject):
            return frozenset((subject,))
