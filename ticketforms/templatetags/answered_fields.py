"""What the templates of fields ask beside the field itself: settings in the language of the screen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import get_language

from ticketforms.building import ScreenField
from ticketforms.kinds import KINDS, Option
from ticketforms.labels import in_language

register = template.Library()


@dataclass(frozen=True)
class Cell:
    """One question of a row, with what was answered."""

    code: str
    kind: str
    label: str
    is_required: bool
    control: Mapping[str, str]
    options: tuple[Option, ...]
    value: str


@dataclass(frozen=True)
class Rows:
    """The rows that were answered, and one that was not."""

    filled: list[list[Cell]]
    blank: list[Cell]


@register.simple_tag
def spoken(settings: Mapping[str, Any], name: str) -> str:
    """Return the setting that is kept in two languages, in the one of the screen."""
    return in_language(settings.get(f"{name}_pl") or "", settings.get(f"{name}_en") or "")


@register.filter
def as_json(value: Any) -> str:
    """Return the value as a script reads it from an attribute."""
    return json.dumps(value, ensure_ascii=False)


@register.simple_tag
def rows_of(field: ScreenField) -> Rows:
    """Return the rows of a group as its template draws them."""
    columns = field.settings["fields"]
    blank = [_cell(column, {}) for column in columns]
    return Rows([[_cell(column, row) for column in columns] for row in field.value] or [blank], blank)


def _cell(column: Mapping[str, Any], row: Mapping[str, str]) -> Cell:
    kind = KINDS[column["kind"]]
    return Cell(
        code=column["code"],
        kind=kind.name,
        label=in_language(column["label_pl"], column["label_en"]),
        is_required=column["is_required"],
        control=kind.control,
        options=kind.options(column["settings"], get_language() or "pl"),
        value=row.get(column["code"], ""),
    )
