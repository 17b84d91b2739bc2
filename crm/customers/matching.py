"""Knows how a caller's number and a person's typing find customers; changes nothing."""

import phonenumbers

from crm.models import Customer

_FOLDED = str.maketrans("ąćęłńóśźż", "acelnoszz")
_WITHHELD = {"", "anonymous", "unknown", "restricted", "private"}


def fold(text: str) -> str:
    """Return text as it is searched: lower case, Polish letters without their marks, single spaces."""
    return " ".join(text.lower().translate(_FOLDED).split())


def normalise(raw: str) -> str:
    """Return a number in E.164, a short number such as 991 as it is, and "" for a withheld or unreadable one."""
    given = raw.strip()
    if given.lower() in _WITHHELD:
        return ""
    digits = "".join(character for character in given if character.isdigit())
    if 3 <= len(digits) <= 5:
        return digits
    if not given.startswith("+") and len(digits) == 10 and digits.startswith("0"):
        given = digits[1:]
    try:
        number = phonenumbers.parse(given, "PL")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def by_phone(raw: str, *, limit: int = 9) -> list[Customer]:
    """Return the customers a number may belong to: whose main number it is first."""
    number = normalise(raw)
    if not number:
        return []
    return list(
        Customer.objects.filter(phones__number=number).order_by("-phones__is_primary", "folded_name", "pk")[:limit]
    )
