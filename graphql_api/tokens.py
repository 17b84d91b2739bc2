"""Issues, revokes and recognises tokens; they are random, so a plain SHA-256 of one is enough to keep."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Q

from graphql_api.models import ApiToken

SCOPES: dict[str, str] = {
    "customers:read": "Customers with names, numbers, addresses, agreements and consents, and their whole history.",
    "tickets:read": "Tickets with their answers and cases; of customers only initials.",
    "tickets:sensitive": "Sensitive answers of tickets whole; each read of one is written down.",
    "outages:read": "Outages, restoration times, crews and progress.",
    "billing:read": "Billing cards and accounts.",
    "definitions:read": "Ticket types, forms and dictionaries.",
    "tickets:write": "Register tickets.",
    "billing:write": "Record billing cards.",
    "network:write": "Report whether devices have power.",
}
_USE_NOTED_EVERY = timedelta(minutes=1)


class UnableToIssue(ValueError):
    """A token that cannot be made; the message says why."""


class UnableToRevoke(ValueError):
    """A token that cannot be revoked; the message says why."""


@transaction.atomic
def issue(*, name: str, scopes: Sequence[str], at: datetime, expires_at: datetime | None = None) -> str:
    """Return a new token, shown this once; raises `UnableToIssue` for a used name or an unknown scope.

    What the system writes is signed by an account of its own that nobody can log in with.
    """
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise UnableToIssue(f"Unknown scope {', '.join(unknown)}: choose from {', '.join(SCOPES)}.")
    if not scopes:
        raise UnableToIssue(f"Choose at least one scope: {', '.join(SCOPES)}.")
    if not 0 < len(name.strip()) <= 80:
        raise UnableToIssue("Name the system in 1 to 80 characters.")
    if expires_at is not None and expires_at <= at:
        raise UnableToIssue("A token expires in the future: give it at least a day.")
    token = f"tcz_{secrets.token_urlsafe(32)}"
    digest = _digest(token)
    try:
        with transaction.atomic():
            ApiToken.objects.create(
                name=name.strip(),
                digest=digest,
                scopes=sorted(set(scopes)),
                account=_account(digest),
                created_at=at,
                expires_at=expires_at,
            )
    except IntegrityError as error:
        raise UnableToIssue(f"A token called {name.strip()} exists: choose another name.") from error
    return token


@transaction.atomic
def revoke(*, token: ApiToken, at: datetime) -> ApiToken:
    """Close the door to a token from the next question on; raises `UnableToRevoke` when it is closed already."""
    locked = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if locked.revoked_at is not None:
        raise UnableToRevoke(f"The token {locked} is revoked already.")
    locked.revoked_at = at
    locked.save(update_fields=["revoked_at"])
    return locked


def recognise(header: str, *, at: datetime) -> ApiToken | None:
    """Return the token that an `Authorization` header carries, if it is valid at the moment, and note its use."""
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        return None
    token = ApiToken.objects.valid_at(at).select_related("account").filter(digest=_digest(secret.strip())).first()
    if token:
        long_ago = Q(last_used_at=None) | Q(last_used_at__lt=at - _USE_NOTED_EVERY)
        if token.last_used_at is None or token.last_used_at < at - _USE_NOTED_EVERY:
            ApiToken.objects.filter(long_ago, pk=token.pk).update(last_used_at=at)
    return token


def still_valid(token: ApiToken, *, at: datetime) -> ApiToken | None:
    """Return the token as it is kept now, `None` once it was revoked or has expired."""
    return ApiToken.objects.valid_at(at).select_related("account").filter(pk=token.pk).first()


def _account(digest: str) -> User:
    # The name is not the system's, which may be longer than a user's name or taken by a person.
    account = User(username=f"api-{digest[:12]}", is_active=False)
    account.set_unusable_password()
    account.save()
    return account


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
