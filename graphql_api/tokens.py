"""Issues tokens and recognises them; tokens are random, so a plain SHA-256 of one is enough to keep."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from graphql_api.models import ApiToken

SCOPES = ("customers:read", "definitions:read")


class UnableToIssue(ValueError):
    """A token that cannot be made; the message says why."""


def issue(*, name: str, scopes: Sequence[str], at: datetime) -> str:
    """Return a new token, shown this once; raises `UnableToIssue` for a used name or an unknown scope."""
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise UnableToIssue(f"Unknown scope {', '.join(unknown)}: choose from {', '.join(SCOPES)}.")
    if ApiToken.objects.filter(name=name).exists():
        raise UnableToIssue(f"A token called {name} exists: choose another name.")
    token = f"tcz_{secrets.token_urlsafe(32)}"
    ApiToken.objects.create(name=name, digest=_digest(token), scopes=list(scopes), created_at=at)
    return token


def recognise(header: str) -> ApiToken | None:
    """Return the token that an `Authorization` header carries, if it is known and not revoked."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    return ApiToken.objects.filter(digest=_digest(token.strip()), revoked_at=None).first()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
