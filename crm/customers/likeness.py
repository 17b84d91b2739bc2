"""How alike two names are, as people misspell them; pure text, already folded."""

from collections.abc import Sequence

_FEWEST_LETTERS = 4


def names_alike(one: str, other: str) -> bool:
    """True when every word of the shorter folded name stands in the longer one, in any order, a slip apart at most.

    A single word is alike only to the same single word: half a town shares a surname.
    """
    fewer, more = sorted((one.split(), other.split()), key=len)
    if len(fewer) < 2:
        return bool(fewer) and fewer == more
    left = list(more)
    for word in sorted(fewer, key=len, reverse=True):
        found = word if word in left else next((known for known in left if _a_slip_apart(word, known)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _a_slip_apart(one: str, other: str) -> bool:
    """One letter left out, added, mistaken or swapped with its neighbour."""
    if max(len(one), len(other)) < _FEWEST_LETTERS or abs(len(one) - len(other)) > 1:
        return False
    start = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return True
    return one[start + 1 :] in (other[start + 1 :], other[start:]) or _rests(one, other, start)


def _rests(one: Sequence[str], other: Sequence[str], start: int) -> bool:
    if one[start:] == other[start + 1 :]:
        return True
    swapped = one[start : start + 2] == other[start : start + 2][::-1]
    return swapped and one[start + 2 :] == other[start + 2 :]
