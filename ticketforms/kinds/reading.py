"""How rules read a raw answer, whatever limits it may break: the same readers stand in static/ticketforms/resolve.js.

Both are held together by tests/ticketforms/reading_vectors.json. Whether an answer can be taken, its kind decides.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

_SPACES = str.maketrans("", "", " \u00a0\u202f")
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_INTEGER = re.compile(r"-?[0-9]{1,15}")
_SPOKEN = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
# What JavaScript's trim() takes away; Python's strip() takes more.
_BLANK = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)


def skip_reason(raw: object) -> str | None:
    """Return why a question was left empty, if that is what the raw answer says."""
    if isinstance(raw, Mapping) and set(raw) == {"skipped"} and isinstance(raw["skipped"], str):
        return raw["skipped"].strip()
    return None


def _text(raw: Any) -> str | None:
    return (raw.strip(_BLANK) or None) if isinstance(raw, str) else None


def _number(raw: Any, pattern: re.Pattern[str]) -> str | None:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return None
    plain = str(raw).translate(_SPACES).replace(",", ".")
    return plain if pattern.fullmatch(plain) else None


def _flag(raw: Any) -> bool | None:
    if isinstance(raw, bool):
        return raw
    return _SPOKEN.get(raw.lower()) if isinstance(raw, str) else None


def _codes(raw: Any) -> list[str] | None:
    listed = [raw] if isinstance(raw, str) else raw
    if not isinstance(listed, list):
        return None
    return [code for code in listed if isinstance(code, str) and code] or None


def _whole(raw: Any) -> Any:
    """A record, a place, a window: whatever of it is filled makes it filled."""
    if isinstance(raw, str):
        return _text(raw)
    if isinstance(raw, Mapping):
        return raw if not all(_is_blank(value) for value in raw.values()) else None
    return (raw or None) if isinstance(raw, list) else None


def _is_blank(value: Any) -> bool:
    return value is None or value is False or value == "" or value == []


def _nothing(raw: Any) -> None:
    return None


READERS: Mapping[str, Callable[[Any], Any]] = {
    "text": _text,
    "decimal": lambda raw: _number(raw, _DECIMAL),
    "integer": lambda raw: _number(raw, _INTEGER),
    "flag": _flag,
    "codes": _codes,
    "whole": _whole,
    "nothing": _nothing,
    "computed": _nothing,
}


def read(raw: object, reading: str) -> Any:
    """Return the answer as rules see it, `None` when it is empty, skipped or says nothing of its kind."""
    return None if skip_reason(raw) is not None else READERS[reading](raw)
