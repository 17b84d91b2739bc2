"""Says in memory whether one thing fulfils criteria, as `compiling` says it in the database."""

from collections.abc import Mapping
from typing import Any as AnyType

from django.db.models import Model

from crm.criteria.comparing import Moment
from crm.criteria.subjects import Subject
from ticketforms.conditions import All, Any, Clause, Condition, Not, subjects


def holds(
    condition: Condition, values: Mapping[str, list[AnyType]], known: Mapping[str, Subject], moment: Moment
) -> bool:
    """Return whether the criteria hold for gathered values; pure but for the users that a person's name stands for."""
    match condition:
        case All(parts=parts):
            return all(holds(part, values, known, moment) for part in parts)
        case Any(parts=parts):
            return any(holds(part, values, known, moment) for part in parts)
        case Not(part=part):
            return not holds(part, values, known, moment)
        case Clause(subject=name):
            return known[name].holds(values[name], condition, moment)


def gathered(
    condition: Condition, root: str, record: Model, known: Mapping[str, Subject], moment: Moment
) -> dict[str, list[AnyType]]:
    """Return what the record has of everything the criteria look at, by subject; a query each."""
    return {name: known[name].values(root, record, moment) for name in sorted(subjects(condition))}
