"""What criteria may look at: subjects, the tables they stand in, and the roads from what is looked for to those tables.

Here are the forms; the register's own subjects are in `register`, those of answers in `answers`, and a higher floor
lends its own through `add`. A road to many rows means “some”: a clause holds when one of the rows fulfils it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db.models import Case, Exists, F, Model, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise

from crm.criteria.comparing import Comparing, Moment
from crm.customers.matching import fold
from ticketforms.conditions import Clause
from ticketforms.port import port

ROOTS = ("ticket", "customer", "service_point", "call", "outage")
# Of what a thing may have several, so that it matters whether conditions hold of one and the same.
SEVERAL: Mapping[str, tuple[str, ...]] = {
    "ticket": ("case",),
    "customer": ("ticket", "service_point", "meter", "call", "case", "outage"),
    "service_point": ("ticket", "meter", "case", "outage"),
    "call": ("ticket", "case"),
    "outage": ("ticket", "customer", "service_point", "call"),
}
EMPTINESS = ("is_empty", "is_filled")
_BY_WORDS = ("is", "contains", "begins_with")


class Outer(Protocol):
    """Names a column of the row looked for, from within as many subqueries as `depth` says."""

    def __call__(self, path: str, depth: int = 1) -> Any: ...


Road = Callable[[Outer], Q]
Way = Callable[[QuerySet[Any]], Q]
Choices = Callable[[], list[tuple[str, Any]]]
Permissions = Callable[[str], bool]


@dataclass(frozen=True)
class Viewer:
    """Who looks: what they may see, in which roles, and who “me” is."""

    may: Permissions
    roles: frozenset[str] = frozenset()
    user_id: int | None = None


def viewer_of(user: AbstractBaseUser | AnonymousUser) -> Viewer:
    """Return what this person's rights let criteria look at."""
    rights = user if isinstance(user, PermissionsMixin) else None
    return Viewer(
        may=lambda permission: rights is not None and rights.has_perm(permission),
        roles=port.roles.of(user),
        user_id=user.pk,
    )


@dataclass(frozen=True)
class Repeats:
    """That rows of a table hold the key of a row of the root, and what it is sorted by, with an index in that order."""

    key: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Lead:
    """Rows without one of which nothing fits: read in their order, they lead along a list past all that cannot fit."""

    rows: QuerySet[Any]
    repeats: Repeats


@dataclass(frozen=True)
class Table:
    """Rows that belong to what is looked for; `roads` say how, by root. Without a road a subject is not offered.

    Where a road is long, a way says the same from its other end, and without looking back at what is looked for: given
    rows, it is the condition that one of them belongs to a row of the root. A higher floor may add roads and ways.
    `repeated` tells, by root, what the rows repeat of it, and `implied` what is true of it wherever it has such a row,
    so that its own indexes serve.
    """

    name: str
    rows: Callable[[], QuerySet[Any]]
    roads: dict[str, Road]
    permission: str = ""
    ways: dict[str, Way] = field(default_factory=dict)
    repeated: Mapping[str, Repeats] = field(default_factory=dict)
    implied: Mapping[str, Q] = field(default_factory=dict)

    def is_reached_from(self, root: str) -> bool:
        """Return whether rows of the root can be asked about it: it is theirs, or there is a road."""
        return root == self.name or root in self.roads

    def has_row(self, root: str, fits: Q) -> Q:
        """Return the condition on rows of the root that some row here that belongs to them fits."""
        if way := self.ways.get(root):
            return way(self.rows().filter(fits).order_by())
        has_one = Q(Exists(self.rows().filter(self.roads[root](_in_query)).filter(fits).order_by()))
        return self.implied[root] & has_one if root in self.implied else has_one

    def rows_with(self, root: str, record: Model) -> QuerySet[Any]:
        """Return the rows here that belong to one record of the root."""
        if root == self.name:
            return self.rows().filter(pk=record.pk)
        return self.rows().filter(self.roads[root](_column_of(record)))


@dataclass(frozen=True)
class Subject:
    """One thing to look at; `path` is its column, or `flag` the condition that makes a yes of it.

    `shown` is what lists show instead of a column that is only compared. `words_path` is a folded column, with an index
    of words, that holds all that this one does: looking there first spares reading everything.

    `sort_path` is a column with an index that lists of its own table can be sorted by, `lookup` a register to choose
    a value from.
    """

    name: str
    label: str | Promise
    group: str
    table: Table
    comparing: Comparing
    path: str = ""
    shown: Any = None
    flag: Callable[[Moment], Q] | None = None
    choices: Choices | None = None
    lookup: str = ""
    unit: str | Promise = ""
    words_path: str = ""
    sort_path: str = ""
    sorts_empty: bool = False
    permission: str = ""
    is_retired: bool = False
    is_column: bool = True
    only_where: Q = field(default_factory=Q)

    @property
    def operators(self) -> tuple[str, ...]:
        return self.comparing.operators

    def is_seen_by(self, viewer: Viewer) -> bool:
        """Return whether the viewer may look at it."""
        return all(viewer.may(name) for name in (self.permission, self.table.permission) if name)

    def condition(self, root: str, clause: Clause, moment: Moment) -> Q:
        """Return the clause as a condition on rows of the root, true or false for each."""
        operator, is_negated = _positive(clause.operator)
        fits = self._fits(operator, clause.value, moment)
        if root != self.table.name:
            fits = self.table.has_row(root, self.only_where & fits)
        return ~fits if is_negated else fits

    def lead(self, root: str, clause: Clause, moment: Moment) -> Lead | None:
        """Return the rows one of which the clause asks for, where the table has them in the order of the root."""
        operator, is_negated = _positive(clause.operator)
        if is_negated or root not in self.table.repeated:
            return None
        fits = self.only_where & self._fits(operator, clause.value, moment)
        return Lead(self.table.rows().filter(fits), self.table.repeated[root])

    def holds(self, values: Iterable[Any], clause: Clause, moment: Moment) -> bool:
        """Return whether the clause holds for the values that `values` gathered; the database says the same."""
        operator, is_negated = _positive(clause.operator)
        filled = [value for value in values if not self.comparing.is_empty_value(value)]
        if operator == "is_filled":
            fits = bool(filled)
        else:
            fits = any(self.comparing.in_memory(value, operator, clause.value, moment) for value in filled)
        return fits is not is_negated

    def values(self, root: str, record: Model, moment: Moment) -> list[Any]:
        """Return every value that the record has of it, from the database."""
        told = (
            self.table.rows_with(root, record)
            .filter(self.only_where)
            .order_by()
            .annotate(criteria_value=self.column(moment))
        )
        return list(told.values_list("criteria_value", flat=True))

    def rows_of(self, root: str) -> QuerySet[Any]:
        """Return the rows it stands in, for a subquery of rows of the root."""
        return self.table.rows().filter(self.table.roads[root](_in_query), self.only_where)

    def column(self, moment: Moment) -> Any:
        """Return the value that is compared, as an expression over rows of its table."""
        return Case(When(self.flag(moment), then=Value(True)), default=Value(False)) if self.flag else F(self.path)

    def shown_column(self, moment: Moment) -> Any:
        """Return the value that lists show, as an expression over rows of its table."""
        return self.column(moment) if self.shown is None else self.shown

    def _fits(self, operator: str, value: Any, moment: Moment) -> Q:
        if self.flag:
            return self.flag(moment) if value else ~self.flag(moment)
        if operator == "is_filled":
            return self.comparing.is_filled(self.path)
        fits = self.comparing.in_database(self.path, operator, value, moment)
        if self.words_path and operator in _BY_WORDS and (words := fold(value)):
            return Q(**{f"{self.words_path}__contains": words}) & fits
        return fits


def table_called(name: str, known: Mapping[str, Subject]) -> Table:
    """Return the table that known subjects stand in; raises `KeyError` when none of them does."""
    for subject in known.values():
        if subject.table.name == name:
            return subject.table
    raise KeyError(name)


def _positive(operator: str) -> tuple[str, bool]:
    """Return the operator that this one says the opposite of, and whether it does."""
    return {"is_not": ("is", True), "is_empty": ("is_filled", True)}.get(operator, (operator, False))


def _in_query(path: str, depth: int = 1) -> Any:
    reference: Any = path
    for _ in range(depth):
        reference = OuterRef(reference)
    return reference


def _column_of(record: Model) -> Outer:
    def column(path: str, depth: int = 1) -> Any:
        value: Any = record
        for name in path.split("__"):
            value = getattr(value, name, None)
        return value

    return column


_LENT: list[Callable[[], Iterable[Subject]]] = []


def add(subjects: Callable[[], Iterable[Subject]]) -> None:
    """Let a higher floor lend subjects; asked each time, so that they may follow what administrators define."""
    _LENT.append(subjects)


def lent() -> Iterable[Subject]:
    """Return what higher floors lend."""
    return (subject for subjects in _LENT for subject in subjects())
