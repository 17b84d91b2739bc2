"""How each kind of value is compared: read from what a person typed, in the database, and in memory. It knows no field.

A comparison is over one row's value; that a thing may have many rows is `subjects`' matter. `in_database` is always
true or false, never unknown: a missing value fulfils no comparison.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.contrib.auth import get_user_model
from django.db.models import F, Q
from django.db.models.lookups import Contains, Exact, In, StartsWith
from django.utils.translation import gettext as _

from crm.criteria.folded import Folded, folded
from crm.criteria.periods import Span, UnfitPeriod, checked_period, span_of
from crm.customers.matching import fold
from crm.tickets.due import WARSAW
from ticketforms.storing import is_storable

LONGEST_VALUE, MOST_VALUES = 200, 200
_ORDERED = ("is", "less_than", "at_most", "more_than", "at_least")
_LOOKUPS = {"is": "exact", "less_than": "lt", "at_most": "lte", "more_than": "gt", "at_least": "gte"}


class UnfitValue(ValueError):
    """A value that cannot be compared with; the message tells a person what to do."""


@dataclass(frozen=True)
class Moment:
    """Seen from when, and by whom: what “today” and “me” mean."""

    at: datetime
    user_id: int | None


class Comparing(ABC):
    """One kind of value; `operators` are those it knows, `control` is what a screen draws to give a value."""

    name: ClassVar[str]
    operators: ClassVar[tuple[str, ...]]
    control: ClassVar[str]

    @abstractmethod
    def read(self, operator: str, value: object) -> Any:
        """Return the value as criteria keep it, plain JSON; raises `UnfitValue`."""

    @abstractmethod
    def in_database(self, path: str, operator: str, value: Any, moment: Moment) -> Q:
        """Return the condition on the column at `path`, for every operator but those of emptiness."""

    @abstractmethod
    def in_memory(self, actual: Any, operator: str, value: Any, moment: Moment) -> bool:
        """Return whether a loaded value, never an empty one, fulfils it."""

    def is_filled(self, path: str) -> Q:
        """Return the condition that there is a value."""
        return Q(**{f"{path}__isnull": False})

    def is_empty_value(self, actual: Any) -> bool:
        """Return whether a loaded value counts as none."""
        return actual is None or actual == ""


def _one_text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise UnfitValue(_("Write what to compare with."))
    text = value.strip()
    if len(text) > LONGEST_VALUE:
        raise UnfitValue(_("Shorten it to %(longest)d characters.") % {"longest": LONGEST_VALUE})
    if not is_storable(text):
        raise UnfitValue(_("Remove the characters that cannot be shown."))
    return text


def _several(value: object) -> list[object]:
    many = list(value) if isinstance(value, list | tuple) else [value]
    if not many:
        raise UnfitValue(_("Choose at least one."))
    if len(many) > MOST_VALUES:
        raise UnfitValue(_("Choose at most %(most)d.") % {"most": MOST_VALUES})
    return many


class Text(Comparing):
    """Words of people, without regard to case and Polish letters."""

    name, control = "text", "text"
    operators: ClassVar[tuple[str, ...]] = ("contains", "begins_with", "is", "is_any_of", "is_filled", "is_empty")

    def read(self, operator: str, value: object) -> Any:
        if operator == "is_any_of":
            return [self._read(each) for each in _several(value)]
        return self._read(value)

    def _read(self, value: object) -> str:
        return _one_text(value)

    def _fold(self, text: str) -> str:
        return folded(text)

    def _column(self, path: str) -> Any:
        return Folded(F(path))

    def in_database(self, path: str, operator: str, value: Any, moment: Moment) -> Q:
        column = self._column(path)
        if operator == "is_any_of":
            return Q(In(column, [self._fold(each) for each in value]))
        lookup = {"is": Exact, "contains": Contains, "begins_with": StartsWith}[operator]
        return Q(lookup(column, self._fold(value)))

    def in_memory(self, actual: Any, operator: str, value: Any, moment: Moment) -> bool:
        said = self._fold(str(actual))
        match operator:
            case "is_any_of":
                return said in [self._fold(each) for each in value]
            case "is":
                return said == self._fold(value)
            case "begins_with":
                return said.startswith(self._fold(value))
        return self._fold(value) in said

    def is_filled(self, path: str) -> Q:
        return Q(**{f"{path}__gt": ""})


class FoldedText(Text):
    """Words that stand folded in a column of their own: punctuation does not count either."""

    name = "words"

    def _read(self, value: object) -> str:
        text = _one_text(value)
        if not fold(text):
            raise UnfitValue(_("Write at least one letter or digit."))
        return text

    def _fold(self, text: str) -> str:
        return fold(text)

    def _column(self, path: str) -> Any:
        return F(path)


class Key(Comparing):
    """Numbers that name one thing, found by an index: of a meter, a place, a customer."""

    name, control = "key", "text"
    operators: ClassVar[tuple[str, ...]] = ("is", "is_any_of", "begins_with", "is_filled", "is_empty")

    def read(self, operator: str, value: object) -> Any:
        return [_one_text(each) for each in _several(value)] if operator == "is_any_of" else _one_text(value)

    def in_database(self, path: str, operator: str, value: Any, moment: Moment) -> Q:
        if operator == "begins_with":
            return Q(StartsWith(Folded(F(path)), folded(value)))
        return Q(**{f"{path}__in": value if operator == "is_any_of" else [value]})

    def in_memory(self, actual: Any, operator: str, value: Any, moment: Moment) -> bool:
        if operator == "begins_with":
            return folded(str(actual)).startswith(folded(value))
        return actual in (value if operator == "is_any_of" else [value])

    def is_filled(self, path: str) -> Q:
        return Q(**{f"{path}__gt": ""})


class Number(Comparing):
    """Amounts; `unit` is shown beside the value by whoever draws it."""

    name, control = "number", "number"
    operators: ClassVar[tuple[str, ...]] = (*_ORDERED, "is_filled", "is_empty")
    _most = Decimal(10) ** 15

    def read(self, operator: str, value: object) -> Any:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise UnfitValue(_("Give a number."))
        # Python refuses to write integers of thousands of digits.
        if isinstance(value, int) and abs(value) >= self._most:
            raise UnfitValue(_("Give a number, such as 12 or 12.50."))
        written = str(value).strip().replace(",", ".").replace(" ", "").replace("\u00a0", "")
        try:
            number = Decimal(written) if len(written) <= 40 else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite() or abs(number) >= self._most:
            raise UnfitValue(_("Give a number, such as 12 or 12.50."))
        if number != round(number, 6):
            raise UnfitValue(_("Give at most six decimal places."))
        return format(number.normalize(), "f")

    def in_database(self, path: str, operator: str, value: Any, moment: Moment) -> Q:
        return Q(**{f"{path}__{_LOOKUPS[operator]}": Decimal(value)})

    def in_memory(self, actual: Any, operator: str, value: Any, moment: Moment) -> bool:
        return _in_order(Decimal(str(actual)), operator, Decimal(value))


class WholeNumber(Number):
    """Counts and other integers."""

    name = "integer"
    _most = Decimal(2) ** 31

    def read(self, operator: str, value: object) -> Any:
        number = Decimal(super().read(operator, value))
        if number != number.to_integral_value():
            raise UnfitValue(_("Give a whole number."))
        return str(int(number))

    def in_database(self, path: str, operator: str, value: Any, moment: Moment) -> Q:
        return Q(**{f"{path}__{_LOOKUPS[operator]}": int(value)})


class Flag(Comparing):
    """Yes or no."""

    name, control = "flag", "flag"
    operators: ClassVar[tuple[str, ...]] = ("is",)

    def read(self, operator: str, value: object) -> Any:
        if value in (True, "true", "yes"):
            return True
        if value in (False, "false", "no"):
            return False
        raise UnfitValue(_("Choose yes or no."))

    def in_database(self, path: str, operator: str, value: Any, moment: Moment) -> Q:
        return Q(**{path: value})

    def in_memory(self, actual: Any, operator: str, value: Any, moment: Moment) -> bool:
        return bool(actual) is value


class Choice(Comparing):
    """One of a list of codes; which list is the subject's."""

    name, control = "choice", "choice"
    operators: ClassVar[tuple[str, ...]] = ("is_any_of", "is", "is_not", "is_filled", "is_empty")

    def read(self, operator: str, value: object) -> Any:
        if operator == "is_any_of":
            return [_one_text(each) for each in _several(value)]
        if isinstance(value, list | tuple):
            if len(value) != 1:
                raise UnfitValue(_("Choose one."))
            value = value[0]
        return _one_text(value)

    def in_database(self, path: str, operator: str, value: Any, moment: Moment) -> Q:
        return Q(**{f"{path}__in": value if operator == "is_any_of" else [value]})

    def in_memory(self, actual: Any, operator: str, value: Any, moment: Moment) -> bool:
        return str(actual) in (value if operator == "is_any_of" else [value])

    def is_filled(self, path: str) -> Q:
        return Q(**{f"{path}__gt": ""})


class Priority(Choice):
    """A choice whose codes are whole numbers in the database."""

    name = "priority"
    operators: ClassVar[tuple[str, ...]] = ("is_any_of", "is", "is_not")

    def read(self, operator: str, value: object) -> Any:
        numbers = [str(each) if each in (1, 2, 3, 4) else each for each in _several(value)]
        kept = super().read(operator, numbers)
        for each in kept if isinstance(kept, list) else [kept]:
            if each not in ("1", "2", "3", "4"):
                raise UnfitValue(_("A priority is 1, 2, 3 or 4."))
        return kept

    def in_database(self, path: str, operator: str, value: Any, moment: Moment) -> Q:
        return Q(**{f"{path}__in": [int(each) for each in (value if operator == "is_any_of" else [value])]})


class Person(Comparing):
    """Somebody of the staff, by user name; “me” is whoever looks. The column is the user's key."""

    name, control = "person", "person"
    operators: ClassVar[tuple[str, ...]] = ("is", "is_any_of", "is_not", "is_filled", "is_empty")
    ME = "me"

    def read(self, operator: str, value: object) -> Any:
        if operator == "is_any_of":
            return [_one_text(each) for each in _several(value)]
        return _one_text(value[0] if isinstance(value, list | tuple) and len(value) == 1 else value)

    def in_database(self, path: str, operator: str, value: Any, moment: Moment) -> Q:
        return Q(**{f"{path}__in": sorted(_users(value if operator == "is_any_of" else [value], moment))})

    def in_memory(self, actual: Any, operator: str, value: Any, moment: Moment) -> bool:
        return actual in _users(value if operator == "is_any_of" else [value], moment)


def _users(names: Sequence[str], moment: Moment) -> set[int]:
    others = [name for name in names if name != Person.ME]
    keys = set(get_user_model().objects.filter(username__in=others).values_list("pk", flat=True)) if others else set()
    return keys | ({moment.user_id} if Person.ME in names and moment.user_id else set())


class At(Comparing):
    """Moments, compared by days of the Polish calendar or by periods."""

    name, control = "moment", "moment"
    operators: ClassVar[tuple[str, ...]] = ("within", "less_than", "at_least", "is_filled", "is_empty")

    def read(self, operator: str, value: object) -> Any:
        try:
            if operator == "within":
                return checked_period(value)
            if isinstance(value, Mapping):
                return checked_period(value)
            return checked_period({"from": value})["from"]
        except UnfitPeriod as error:
            raise UnfitValue(str(error)) from error

    def _span(self, operator: str, value: Any, moment: Moment) -> Span:
        span = span_of(value if isinstance(value, Mapping) else {"from": value}, moment.at)
        if operator == "within":
            return span
        # Earlier than a period is before it begins; from it on is from its beginning.
        return Span(None, span.begin) if operator == "less_than" else Span(span.begin, None)

    def in_database(self, path: str, operator: str, value: Any, moment: Moment) -> Q:
        span = self._span(operator, value, moment)
        fits = Q()
        if span.begin is not None:
            fits &= Q(**{f"{path}__gte": self._bound(span.begin)})
        if span.end is not None:
            fits &= Q(**{f"{path}__lt": self._bound(span.end)})
        return fits or self.is_filled(path)

    def in_memory(self, actual: Any, operator: str, value: Any, moment: Moment) -> bool:
        span = self._span(operator, value, moment)
        begins = span.begin is None or actual >= self._bound(span.begin)
        return begins and (span.end is None or actual < self._bound(span.end))

    def _bound(self, moment: datetime) -> Any:
        return moment


class Day(At):
    """Days without an hour."""

    name = "day"

    def read(self, operator: str, value: object) -> Any:
        kept = super().read(operator, value)
        if isinstance(kept, Mapping) and kept.get("unit") in ("minutes", "hours"):
            raise UnfitValue(_("It is a day without an hour: choose days, weeks or months."))
        if isinstance(kept, Mapping) and "shift" in str(kept.get("period")):
            raise UnfitValue(_("It is a day without an hour: choose a day, week or month."))
        return kept

    def _bound(self, moment: datetime) -> date:
        return moment.astimezone(WARSAW).date()


def _in_order(actual: Decimal, operator: str, value: Decimal) -> bool:
    return {
        "is": actual == value,
        "less_than": actual < value,
        "at_most": actual <= value,
        "more_than": actual > value,
        "at_least": actual >= value,
    }[operator]


TEXT, WORDS, KEY, NUMBER, INTEGER = Text(), FoldedText(), Key(), Number(), WholeNumber()
FLAG, CHOICE, PRIORITY, PERSON, MOMENT, DAY = Flag(), Choice(), Priority(), Person(), At(), Day()
