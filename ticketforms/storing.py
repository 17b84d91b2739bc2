"""Knows which characters no database and no JSON can keep: NUL, and half of a surrogate pair."""

import re

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Return whether the text can be kept as it is."""
    return not _UNSTORABLE.search(text)


def storable(text: str) -> str:
    """Return the text without what cannot be kept."""
    return _UNSTORABLE.sub("", text)
