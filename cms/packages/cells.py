"""What stands in one cell and what it means: texts, codes, yes and no, numbers, lists, conditions, plain data. Pure.

Everything is written as text, so that no program turns a code into a number or a text into a formula.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cms.packages import expressions
from ticketforms.conditions import ConditionError, parse, plain

_YES, _NO = {"yes", "tak", "true", "1"}, {"no", "nie", "false", "0"}
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_LOOKS_LIKE_DATA = re.compile(r"""\s*(?:[\[{"]|-?[0-9]|true\b|false\b|null\b|NaN|-?Infinity)""")


class UnfitCell(ValueError):
    """A cell that does not say what its column asks for; the message says what to write."""


@dataclass(frozen=True)
class Meaning:
    """The turn between a value of a document and the text of a cell; an empty cell says nothing."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def text_of(value: Any) -> str:
    """Return what a spreadsheet holds in a cell as text: a number typed by hand, a date, a yes."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
        case date():
            return value.isoformat()
    return str(value)


def _read_flag(text: str) -> bool:
    word = text.strip().lower()
    if word not in _YES | _NO:
        raise UnfitCell(_("Write yes or no."))
    return word in _YES


def _read_number(text: str) -> int:
    if not re.fullmatch(r"\s*-?[0-9]{1,12}\s*", text):
        raise UnfitCell(_("Write a whole number."))
    return int(text)


def _read_codes(text: str) -> list[str]:
    return [code for code in re.split(r"[\s,;]+", text) if code]


def _write_condition(condition: Any) -> str:
    return expressions.written(parse(condition))


def _read_condition(text: str) -> Any:
    try:
        return plain(expressions.read(text))
    except (expressions.ExpressionError, ConditionError) as error:
        raise UnfitCell(str(error)) from error


def _write_exactly(value: Any) -> str:
    if isinstance(value, str) and value and not _LOOKS_LIKE_DATA.match(value):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _read_exactly(text: str) -> Any:
    if not _LOOKS_LIKE_DATA.match(text):
        return text
    try:
        return json.loads(text, parse_constant=str)
    except (ValueError, RecursionError):
        if text.lstrip()[0] in '[{"':
            raise UnfitCell(_('What begins with [, { or " must be JSON; look at its quotes and brackets.')) from None
        return text


def _write_data(value: Any) -> str:
    return value if isinstance(value, str) and _DECIMAL.fullmatch(value) else _write_exactly(value)


def _read_data(text: str) -> Any:
    """A setting keeps a decimal fraction as it was typed."""
    return text.strip() if _DECIMAL.fullmatch(text.strip()) else _read_exactly(text)


TEXT = Meaning(str, str)
CODE = Meaning(str, str.strip)
FLAG = Meaning(lambda value: "yes" if value else "no", _read_flag)
NUMBER = Meaning(str, _read_number)
CODES = Meaning(", ".join, _read_codes)
CONDITION = Meaning(_write_condition, _read_condition)
EXACTLY = Meaning(_write_exactly, _read_exactly)
DATA = Meaning(_write_data, _read_data)
