"""Reads what a caller says or an agent types: which of it may be a number, a name, a place. It looks nothing up."""

import re
from dataclasses import dataclass

from crm.customers.matching import fold
from ticketforms.storing import storable

LONGEST = 120
MOST_WORDS = 8

_TICKET_NUMBER = re.compile(r"[zZ]\s*([0-9]{1,15})")
_NOTHING_BUT_DIGITS = re.compile(r"\+?[0-9\s()./-]+")
_LONG_NUMBER = re.compile(r"\+?[0-9][0-9\s-]{5,34}[0-9]")
_NAMES_OF_NUMBERS = re.compile(
    r"^(?:tel|telefon|phone|nr|numer|no|ppe|nip|pesel|licznik|licznika|meter|konto|konta|account|klient|klienta|customer|"
    r"zgłoszenie|zgłoszenia|zgl|ticket|mail|e-mail|email)[\s.:]+(?=[+0-9]|z\s*[0-9]|\S+@)",
    re.IGNORECASE,
)
_FLAT = re.compile(
    r"\b([0-9]{1,4}[a-z]?)\s*(?:/|m\.?|lok\.?|lokal|miesz\.?|mieszkanie|mieszkania|flat)\s*([0-9]{1,4}[a-z]?)\b"
)
_LETTER_APART = re.compile(r"\b([0-9]{1,4})\s+([a-h])(?=$|[\s,/])")
_POSTCODE = re.compile(r"\b([0-9]{2})[- ]?([0-9]{3})\b(?![ -]?[0-9])")
# Said before a name: with a full stop it is an initial.
_BEFORE_A_NAME = re.compile(r"\b(?:z|ze|w|we|na|przy|u|od|koło|obok|pod adresem)\s+(?=\w)")
_KIND_OF_STREET = re.compile(
    "ul|ulica|ulicy|al|ale|aleja|aleje|alei|os|osiedle|osiedla|osiedlu|pl|plac|placu|rondo|skwer|bulwar|nr|numer|dom|"
    "domu|blok|bloku|bl|klatka|m|mieszkanie|lok|lokal|kod|pocztowy|street|flat"
)
_TITLE = re.compile("pan|pani|pana|panstwo|panstwa|firma|firmy|mr|mrs|ms")


@dataclass(frozen=True)
class Asked:
    """What was typed, read in every way that makes sense; words are folded, and of a place the little ones left out."""

    typed: str
    digits: str
    numbers: tuple[str, ...]
    names: tuple[str, ...]
    places: tuple[str, ...]
    building: str
    flat: str
    postcode: str

    @property
    def email(self) -> str:
        return self.typed.lower() if "@" in self.typed and " " not in self.typed else ""


def read(text: str) -> Asked:
    """Read what was typed; nothing is refused, what is too long is cut."""
    typed = _NAMES_OF_NUMBERS.sub("", " ".join(storable(text[:LONGEST]).split()))
    is_number = _NOTHING_BUT_DIGITS.fullmatch(typed) is not None and typed.isascii()
    places, building, flat, postcode = _place(typed.lower())
    names = [word for word in fold(typed).split() if not _TITLE.fullmatch(word)]
    return Asked(
        typed=typed,
        digits=re.sub(r"[^0-9]", "", typed) if is_number else "",
        numbers=tuple(dict.fromkeys(_numbers(typed))),
        names=tuple(names[:MOST_WORDS]),
        places=places[:MOST_WORDS],
        building=building,
        flat=flat,
        postcode=postcode,
    )


def ticket_key(typed: str) -> int | None:
    """Return the key that a ticket's number such as Z0000123 stands for."""
    number = _TICKET_NUMBER.fullmatch(typed.strip())
    return int(number[1]) if number else None


def _numbers(typed: str) -> list[str]:
    """Whatever may be a whole number: all that was typed, and long ones amid words; without spaces and dashes."""
    candidates = [typed, *_LONG_NUMBER.findall(typed)] if re.search(r"[0-9]", typed) else []
    return [re.sub(r"[\s-]", "", candidate).upper() for candidate in candidates]


def _place(lowered: str) -> tuple[tuple[str, ...], str, str, str]:
    """Return the words of an address, its building and flat where the two were said, and its postcode."""
    said = _BEFORE_A_NAME.sub(" ", lowered)
    flat = _FLAT.search(said)
    code = None if _is_longer_number(said) else _POSTCODE.search(_FLAT.sub(" ", said))
    said = _LETTER_APART.sub(r"\1\2 ", _FLAT.sub(r" \1 \2 ", said))
    if code:
        said = said.replace(code[0], f" {code[1]} {code[2]} ")
    words = [word for word in fold(said).replace("/", " ").split() if not _TITLE.fullmatch(word)]
    kept = [word for word in words if not _KIND_OF_STREET.fullmatch(word)] or words
    return (
        tuple(dict.fromkeys(kept)),
        flat[1] if flat else "",
        flat[2] if flat else "",
        f"{code[1]}-{code[2]}" if code else "",
    )


def _is_longer_number(said: str) -> bool:
    return bool(_NOTHING_BUT_DIGITS.fullmatch(said)) and len(re.sub(r"[^0-9]", "", said)) != len("43300")
