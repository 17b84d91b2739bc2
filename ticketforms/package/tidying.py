"""Texts as a package holds them: one kind of line break, and no character that JSON, XML or a database cannot keep."""

import re
from collections.abc import Callable
from typing import Any

# What XML cannot hold is refused in JSON too, so that a workbook can always carry the same definitions.
_UNFIT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def tidied(plain: Any, *, place: str = "", say: Callable[[str], None] | None = None) -> Any:
    """Return plain data with tidy texts; each text with characters that cannot be kept is told by its place.

    What cannot be kept is taken out, so that what stands in a database for long can still travel.
    """
    if isinstance(plain, str):
        if say and _UNFIT.search(plain):
            say(place)
        return _UNFIT.sub("", plain.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(plain, dict):
        return {
            tidied(name, place=place, say=say): tidied(value, place=_below(place, name), say=say)
            for name, value in plain.items()
        }
    if isinstance(plain, list | tuple):
        return [tidied(value, place=f"{place}[{index}]", say=say) for index, value in enumerate(plain)]
    return plain


def _below(place: str, name: str) -> str:
    shown = _UNFIT.sub("?", name[:50])
    return f"{place}.{shown}" if place else shown
