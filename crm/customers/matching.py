"""Knows how a caller's number and a person's typing are compared with what is stored; changes nothing."""

import re
import unicodedata

import phonenumbers

from crm.models import Customer

# These do not decompose: the stroke of ł is no accent to Unicode.
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "'": "", "’": ""}
)
_NOT_SEARCHED = re.compile(r"[^\w/]|_")
_WITHHELD = {"anonymous", "unknown", "restricted", "private", "unavailable"}
_ADDRESSED = re.compile(r"^(?:sips?|tel):([^@;]+).*$", re.IGNORECASE)
_INNER_LINE = re.compile(r"\s*(?:wew|ext|x)\.?\s*[0-9]{1,6}$", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9()\s./-]{3,40}")


def fold(text: str) -> str:
    """Return text as it is searched: lower case, no accents, single spaces; of punctuation only the slash stays."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_UNDECOMPOSED))
    unaccented = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(_NOT_SEARCHED.sub(" ", unaccented.lower()).split())


def normalise(raw: str) -> str:
    """Return a number in E.164, a short number such as 991 as it is, and "" for a withheld or unreadable one."""
    given = _INNER_LINE.sub("", _ADDRESSED.sub(r"\1", raw.strip()))
    if given.lower() in _WITHHELD or not _PHONE.fullmatch(given):
        return ""
    digits = re.sub(r"[^0-9]", "", given)
    if 3 <= len(digits) <= 5:
        return "" if given.startswith("+") else digits
    try:
        number = phonenumbers.parse(_without_trunk_zero(given, digits), "PL")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_in_groups(number: str) -> str:
    """Return an E.164 number as it is read out, with the country only when it is not Poland; anything else as it is."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, style.NATIONAL if parsed.country_code == 48 else style.INTERNATIONAL)


def by_phone(raw: str, *, limit: int = 9) -> list[Customer]:
    """Return the customers a number may belong to: whose main number it is first."""
    number = normalise(raw)
    if not number:
        return []
    return list(
        Customer.objects.present()
        .filter(phones__number=number)
        .order_by("-phones__is_primary", "folded_name", "pk")[:limit]
    )


def _without_trunk_zero(given: str, digits: str) -> str:
    """Drop the 0 that Poland dialled before the area code until 2010, alone (0-22 …) or behind 48 (+48 (0)22 …)."""
    if not given.startswith("+") and len(digits) == 10 and digits.startswith("0"):
        return digits[1:]
    abroad = digits.removeprefix("00") if not given.startswith("+") else digits
    return f"+48{abroad[3:]}" if len(abroad) == 12 and abroad.startswith("480") else given
