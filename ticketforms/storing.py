"""Knows what no database and no JSON can keep: NUL, half of a surrogate pair, what is no number, what has no bottom."""

import json
import re
from collections.abc import Iterator
from math import isfinite
from typing import Any

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
# Nothing that people choose or export is nested as deeply.
DEEPEST = 40


class Unstorable(ValueError):
    """Plain data that cannot be kept, or is no JSON."""


def is_storable(text: str) -> bool:
    """Return whether the text can be kept as it is."""
    return not _UNSTORABLE.search(text)


def storable(text: str) -> str:
    """Return the text without what cannot be kept."""
    return _UNSTORABLE.sub("", text)


def data_in(written: str) -> Any:
    """Return what JSON text says; raises `Unstorable` for what is none, and for what could not be kept or looked at."""
    try:
        data = json.loads(written, parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError) as error:
        raise Unstorable("no JSON that can be read") from error
    if is_too_deep(data) or not all(map(is_storable, _texts(data))):
        raise Unstorable("nested too deeply, or with characters that cannot be kept")
    return data


def is_too_deep(data: object) -> bool:
    """Return whether lists and names with values lie in one another more often than anybody would put them."""
    level = [data]
    for _depth in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(data: object) -> Iterator[object]:
    if isinstance(data, dict):
        yield from data.values()
    elif isinstance(data, list):
        yield from data


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from data
    for inner in _inside(data):
        yield from _texts(inner)


def _finite(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise ValueError(digits)
    return number
