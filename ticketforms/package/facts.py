"""Which facts of a row travel, and in what plain form. Rows that a fact points at are named by code, elsewhere.

A column added to one of these tables travels by itself, unless it is listed here as staying at home.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from wagtail.models import DraftStateMixin

from ticketforms.models import TextTemplate, TicketType

# An order is the order of the list, and what is computed is computed again.
STAYS_AT_HOME = {
    "id",
    "fields",
    "rules",
    "stages",
    "folded",
    *(field.name for field in DraftStateMixin._meta.local_fields),
}


@dataclass(frozen=True)
class Fact:
    """One column: what it is when nobody says otherwise, and whether somebody must."""

    column: models.Field
    is_needed: bool
    default: Any

    def read(self, plain: Any) -> Any:
        """Return a plain value as it stands in a document; raises `ValidationError` when the column cannot hold it."""
        is_right, words = _plain_types(self.column)
        if plain is None and self.column.null:
            return None
        if not is_right(plain):
            raise ValidationError(str(words))
        return _plain(self.column.clean(plain, None)) if plain != self.default else plain

    def stored(self, plain: Any) -> Any:
        """Return the value that the row keeps."""
        return self.column.to_python(plain)

    def of(self, row: models.Model) -> Any:
        """Return the row's value as it stands in a document."""
        return _plain(getattr(row, self.column.attname))


@cache
def facts_of(model: type[models.Model]) -> Mapping[str, Fact]:
    """Return the columns of a table that travel, by name."""
    is_ordered_by_list = model not in (TicketType, TextTemplate)
    return {
        column.name: _fact(column)
        for column in model._meta.concrete_fields
        if column.name not in STAYS_AT_HOME
        and not column.is_relation
        and not (is_ordered_by_list and column.name == "sort_order")
    }


def defaults_of(model: type[models.Model]) -> dict[str, Any]:
    """Return what the facts of a row are when nobody says otherwise."""
    return {name: fact.default for name, fact in facts_of(model).items() if not fact.is_needed}


def _fact(column: models.Field) -> Fact:
    _plain_types(column)
    is_needed = not (column.has_default() or column.blank or column.null)
    return Fact(column, is_needed, None if is_needed else _plain(column.get_default()))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _plain_types(column: models.Field) -> tuple[Callable[[Any], bool], str | Promise]:
    match column:
        case models.BooleanField():
            return lambda plain: isinstance(plain, bool), gettext_lazy("Give true or false here.")
        case models.IntegerField():
            return lambda plain: isinstance(plain, int) and not isinstance(plain, bool), gettext_lazy(
                "Give a whole number here."
            )
        case models.DateField():
            return lambda plain: isinstance(plain, str), gettext_lazy("Give a date here, such as 2026-11-24.")
        case models.CharField() | models.TextField():
            return lambda plain: isinstance(plain, str), gettext_lazy("Give a text here.")
        case models.JSONField():
            return lambda plain: isinstance(plain, dict), gettext_lazy("Give names with values here.")
    raise TypeError(f"{column} has no plain form in a package: give it one, or let it stay at home")
