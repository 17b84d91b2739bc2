"""Parts a text into what was looked for and the rest, so that a line shows why it was found."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from crm.customers.matching import fold

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Piece:
    """A part of a text; set off when it is what was looked for."""

    text: str
    is_found: bool


def pieces(text: str, words: Collection[str]) -> tuple[Piece, ...]:
    """Return the text in pieces: beginnings of words that are one of the folded words are set off."""
    found: list[Piece] = []
    end = 0
    for match in _WORD.finditer(text):
        length = max((_covers(match[0], word) for word in words), default=0)
        if length:
            found += [Piece(text[end : match.start()], False), Piece(match[0][:length], True)]
            end = match.start() + length
    found.append(Piece(text[end:], False))
    return tuple(piece for piece in found if piece.text)


def digits_set_off(number: str, typed: str) -> tuple[Piece, ...]:
    """Return a number in pieces, with the digits set off that were typed."""
    digits = re.sub(r"[^0-9A-Za-z]", "", typed).upper()
    place = number.upper().rfind(digits) if digits else -1
    if place < 0:
        return (Piece(number, True),)
    parts = (number[:place], number[place : place + len(digits)], number[place + len(digits) :])
    return tuple(Piece(part, index == 1) for index, part in enumerate(parts) if part)


def written(texts: Iterable[str], words: Collection[str]) -> tuple[str, ...]:
    """Return the folded words as the texts write them, each once."""
    return tuple(dict.fromkeys(word for text in texts for word in _WORD.findall(text) if fold(word) in words))


def _covers(written: str, word: str) -> int:
    """How many letters of a written word a folded one stands for: a letter may fold into two."""
    folded = fold(written)
    if not word or not folded.startswith(word) or (word.isdigit() and folded[len(word) :][:1].isdigit()):
        return 0
    return next((length for length in range(1, len(written)) if len(fold(written[:length])) >= len(word)), len(written))
