"""Says in memory whether one thing fulfils criteria, as `compiling` says it in the database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any as AnyType

from django.db.models import Model

from crm.criteria.comparing import Moment
from crm.criteria.subjects import Subject, table_called
from ticketforms.conditions import All, Any, Clause, Condition, Not


@dataclass(frozen=True)
class Gathered:
    """What a thing has of each subject, and what each of the things has that a group is about, by the group's `id`."""

    values: Mapping[str, list[AnyType]]
    of: Mapping[int, list["Gathered"]]


def holds(condition: Condition, told: Gathered, known: Mapping[str, Subject], moment: Moment) -> bool:
    """Return whether the criteria hold for gathered values; pure but for the users that a person's name stands for."""
    match condition:
        case All(parts=parts, of=of) if of:
            return any(holds(All(parts), one, known, moment) for one in told.of[id(condition)])
        case All(parts=parts):
            return all(holds(part, told, known, moment) for part in parts)
        case Any(parts=parts):
            return any(holds(part, told, known, moment) for part in parts)
        case Not(part=part):
            return not holds(part, told, known, moment)
        case Clause(subject=name):
            return known[name].holds(told.values[name], condition, moment)


def gathered(condition: Condition, root: str, record: Model, known: Mapping[str, Subject], moment: Moment) -> Gathered:
    """Return what the record has of everything the criteria look at; a query each."""
    groups = list(_groups(condition))
    of = {
        id(group): [
            gathered(All(group.parts), group.of, row, known, moment)
            for row in table_called(group.of, known).rows_with(root, record).order_by("pk")
        ]
        for group in groups
    }
    names = {clause.subject for clause in _clauses(condition)}
    return Gathered({name: known[name].values(root, record, moment) for name in sorted(names)}, of)


def _groups(condition: Condition) -> Iterator[All]:
    """The outermost groups that are about one thing."""
    match condition:
        case All(of=of) if of:
            yield condition
        case All(parts=parts) | Any(parts=parts):
            for part in parts:
                yield from _groups(part)
        case Not(part=part):
            yield from _groups(part)


def _clauses(condition: Condition) -> Iterator[Clause]:
    """The clauses outside such groups."""
    match condition:
        case All(of=of) if of:
            return
        case All(parts=parts) | Any(parts=parts):
            for part in parts:
                yield from _clauses(part)
        case Not(part=part):
            yield from _clauses(part)
        case Clause():
            yield condition
