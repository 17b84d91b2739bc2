"""Keeps what people type into a search box in their session, under a key, so that no address names a person."""

import secrets

from django.contrib.sessions.backends.base import SessionBase

from ticketforms.storing import storable

_PLACE = "records_typed"
_MOST_KEPT = 20
LONGEST = 200


def keep(session: SessionBase, text: str) -> str:
    """Remember the text and return the key that stands for it in an address; "" for nothing typed."""
    typed = storable(text).strip()[:LONGEST]
    if not typed:
        return ""
    kept: dict[str, str] = session.get(_PLACE, {})
    key = next((key for key, earlier in kept.items() if earlier == typed), None) or secrets.token_urlsafe(6)
    others = [(other, earlier) for other, earlier in kept.items() if other != key]
    session[_PLACE] = dict([*others[-(_MOST_KEPT - 1) :], (key, typed)])
    return key


def recall(session: SessionBase, key: str) -> str:
    """Return the text kept under the key, "" when it was kept in another session or too long ago."""
    kept: dict[str, str] = session.get(_PLACE, {})
    return kept.get(key, "")
