"""Compares folded columns with words: a word fits where the column has one that begins so. It changes nothing.

On PostgreSQL `tcz_words` makes of a column the set of its words, which an index holds; SQLite reads the column.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, Value

# Shorter ones begin too many words: they only sift what the others found.
_SHORTEST_IN_INDEX = 3
_LETTERS_OF_BUILDINGS = "abcdefgh"


def begins(field: str, text: str) -> Q:
    """The condition that a column begins with a text, in a form that the index of either database serves."""
    if connection.vendor == "postgresql":
        return Q(**{f"{field}__startswith": text})
    return Q(**{f"{field}__gte": text, f"{field}__lt": text + chr(0x10FFFF)})


def words_in(field: str, words: Sequence[str]) -> Q:
    """The condition that a folded field holds a word beginning with each of the folded words."""
    return Q(*(_has(field, word) for word in words))


def one_of_each_in(field: str, asked: Sequence[Sequence[str]]) -> Q:
    """The condition that the field holds one of each of the asked words' spellings; all are folded, without a slash.

    The first spelling of a word is as it was typed and may go on in the field; the others are whole words.
    """
    if connection.vendor != "postgresql":
        return Q(*(_has_one(field, spellings) for spellings in asked))
    in_index = [spellings for spellings in asked if _is_in_index(spellings)]
    condition = Q(_WordsFit(F(field), Value(" & ".join(map(_lexemes, in_index))))) if in_index else Q()
    sifting = (spellings for spellings in asked if spellings not in in_index)
    return Q(condition, *(_has_one(field, spellings) for spellings in sifting))


def is_number(word: str) -> bool:
    """True for a word of nothing but digits."""
    return word.isascii() and word.isdigit()


def with_letters(number: str) -> list[str]:
    """Return the numbers of buildings that share a number: 5a, 5b and so on."""
    return [f"{number}{letter}" for letter in _LETTERS_OF_BUILDINGS]


def can_be_found(asked: Sequence[Sequence[str]]) -> bool:
    """True when at least one of the words narrows the search enough to begin with."""
    return any(_is_in_index(spellings) for spellings in asked)


class _WordsFit(Func):
    """An expression of the index of words; only PostgreSQL has it."""

    template = "(tcz_words(%(expressions)s::tsquery)"
    arg_joiner = ") @@ "
    output_field = BooleanField()


def _is_in_index(spellings: Sequence[str]) -> bool:
    return all(len(spelling) >= _SHORTEST_IN_INDEX or is_number(spelling) for spelling in spellings)


def _lexemes(spellings: Sequence[str]) -> str:
    """Folded words hold letters and digits only: nothing in them could end the quotes."""
    typed, *others = spellings
    whole = [typed, *with_letters(typed)] if is_number(typed) else others
    alternatives = [f"'{word}'" for word in whole] + ([] if is_number(typed) else [f"'{typed}':*"])
    return f"({' | '.join(alternatives)})"


def _has_one(field: str, spellings: Sequence[str]) -> Q:
    typed, *others = spellings
    either = _has(field, typed)
    for word in others:
        either |= Q(**{field: word}) | Q(**{f"{field}__startswith": f"{word} "})
        either |= Q(**{f"{field}__contains": f" {word} "}) | Q(**{f"{field}__endswith": f" {word}"})
    return either


def _has(field: str, word: str) -> Q:
    """Some word of the field begins so; a number does not begin a longer number (3 finds 3, 3a and 3/5, not 30)."""
    begins_so = Q(**{f"{field}__startswith": word}) | Q(**{f"{field}__contains": f" {word}"})
    if not is_number(word):
        return begins_so
    # The first condition is for the index, which knows what a number begins with but not that it ends there.
    begins_so |= Q(**{f"{field}__contains": f"/{word}"})
    return begins_so & Q(**{f"{field}__regex": rf"(^| |/){word}([^0-9]|$)"})
