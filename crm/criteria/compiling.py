"""Turns criteria into a condition of the database; `judging` gives the same verdicts over loaded values."""

from collections.abc import Iterator, Mapping

from django.db.models import Q, Value
from django.db.models.fields import BooleanField

from crm.criteria.comparing import Moment
from crm.criteria.fitting import Fitting
from crm.criteria.subjects import Lead, Subject, table_called
from ticketforms.conditions import All, Any, Clause, Condition, Not

# More ways than these the planner takes longer to think about than it would to read.
_MOST_ALTERNATIVES = 8
_ALWAYS, _NEVER = (Q(Value(verdict, output_field=BooleanField())) for verdict in (True, False))


def compiled(condition: Condition, root: str, known: Mapping[str, Subject], moment: Moment) -> Q:
    """Return the checked criteria as a condition on rows of the root; each part is true or false, never unknown."""
    match condition:
        case All(parts=parts, of=of) if of:
            table = table_called(of, known)
            return table.has_row(root, compiled(All(parts), of, known, moment))
        case All(parts=parts):
            both = Q()
            for part in parts:
                both &= compiled(part, root, known, moment)
            return both
        case Any(parts=parts):
            if not parts:
                return _NEVER
            either = compiled(parts[0], root, known, moment) or _ALWAYS
            for part in parts[1:]:
                either |= compiled(part, root, known, moment) or _ALWAYS
            return either
        case Not(part=part):
            return ~(compiled(part, root, known, moment) or _ALWAYS)
        case Clause(subject=name):
            return known[name].condition(root, condition, moment)


def fitting_of(condition: Condition, root: str, known: Mapping[str, Subject], moment: Moment) -> Fitting:
    """Return the checked criteria in each form in which the database can be asked for what fits them."""
    alternatives = _alternatives(condition)
    return Fitting(
        whole=compiled(condition, root, known, moment),
        alternatives=tuple(compiled(one, root, known, moment) for one in alternatives) if len(alternatives) > 1 else (),
        lead=_lead_of(condition, root, known, moment),
    )


def _alternatives(condition: Condition) -> list[Condition]:
    """Return conditions one of which holds wherever the condition does, without “or” as far as they stay few."""
    match condition:
        case Any(parts=parts) if parts:
            found = [one for part in parts for one in _alternatives(part)]
        case All(parts=parts, of=of) if not of:
            together: list[tuple[Condition, ...]] = [()]
            for part in parts:
                ways = _alternatives(part)
                ways = ways if len(together) * len(ways) <= _MOST_ALTERNATIVES else [part]
                together = [(*one, way) for one in together for way in ways]
            found = [All(one) for one in together]
        case Not(part=Not(part=part)):
            return _alternatives(part)
        case Not(part=Any(parts=parts)):
            return _alternatives(All(tuple(Not(part) for part in parts)))
        case Not(part=All(parts=parts, of=of)) if parts and not of:
            return _alternatives(Any(tuple(Not(part) for part in parts)))
        case _:
            return [condition]
    return found if len(found) <= _MOST_ALTERNATIVES else [condition]


def _lead_of(condition: Condition, root: str, known: Mapping[str, Subject], moment: Moment) -> Lead | None:
    """Return rows without one of which the criteria cannot hold, in the order of the root; the fewest that are known.

    `None` when nothing that must hold is kept in such an order.
    """
    # One value stands together in its index; of others all are passed by.
    clauses = sorted(_musts(condition), key=lambda clause: clause.operator != "is")
    leads = (known[clause.subject].lead(root, clause, moment) for clause in clauses)
    return next((lead for lead in leads if lead is not None), None)


def _musts(condition: Condition) -> Iterator[Clause]:
    """Return the clauses that hold wherever the condition does."""
    match condition:
        case All(parts=parts, of=of) if not of:
            for part in parts:
                yield from _musts(part)
        case Any(parts=(part,)):
            yield from _musts(part)
        case Clause():
            yield condition
