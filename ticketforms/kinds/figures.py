"""How numbers are written: in one plain way when kept, as Poles and the English write them when shown."""

import re
from decimal import Decimal

_SPACES = str.maketrans("", "", " \u00a0\u202f")
_PLAIN = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
NO_BREAK = "\u00a0"


def plain_number(raw: object) -> str | None:
    """Return a number as it is kept, "" for an empty answer and `None` for what is no number; a yes is not 1."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return None
    text = str(raw).translate(_SPACES).replace(",", ".")
    if not text:
        return ""
    if len(text) > 24 or not _PLAIN.fullmatch(text):
        return None
    whole, point, rest = text.lstrip("-").partition(".")
    written = f"{whole.lstrip('0') or '0'}{point}{rest}"
    return f"-{written}" if text.startswith("-") and written.strip("0.") else written


def shown_number(value: str, language: str, *, grouped_from: int = 5) -> str:
    """Return a kept number with a comma and spaces in Polish, a point and commas in English.

    Thousands are set apart when the whole part has at least `grouped_from` digits.
    """
    sign, digits = ("-", value[1:]) if value.startswith("-") else ("", value)
    whole, _point, rest = digits.partition(".")
    if len(whole) >= grouped_from:
        whole = f"{int(whole):,}"
    if language == "pl":
        whole = whole.replace(",", NO_BREAK)
    mark = "," if language == "pl" else "."
    return f"{sign}{whole}{mark + rest if rest else ''}"


def is_step(value: Decimal, first: Decimal, step: Decimal) -> bool:
    """Return whether a number is `first` or a whole number of steps away from it."""
    return (value - first) % step == 0
