"""People who can log in to the demo, each in a role, with one password that this installation made for itself.

Password and API token are kept in the data directory, readable by its owner only; `first_start` prints them.
"""

import os
import secrets
import tempfile
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction

from cms.roles import ensure_roles, role_group
from crm.models import AgentLine

_WORDS = ("brzoza", "klon", "jesion", "sosna", "wierzba", "topola", "olcha", "lipa", "buk", "grab", "jawor", "modrzew")
_SCOPES = ("customers:read", "tickets:read", "outages:read", "billing:read", "definitions:read")


@dataclass(frozen=True)
class Login:
    """Somebody who works here."""

    username: str
    role: str
    first_name: str
    last_name: str
    extension: str = ""


LOGINS = (
    Login("agent", "agent", "Joanna", "Mazurek", "101"),
    Login("agent2", "agent", "Kamil", "Zawadzki", "102"),
    Login("dispatcher", "dispatcher", "Marek", "Sokołowski"),
    Login("supervisor", "supervisor", "Ewa", "Lewandowska", "109"),
    Login("administrator", "administrator", "Tomasz", "Górski"),
)


@transaction.atomic
def ensure_logins(*, data_dir: Path) -> dict[str, User]:
    """Make the logins that are missing and return all by name; somebody who changed a password keeps it."""
    ensure_roles()
    # Hashed once: one password is no more secret for being hashed five times, and hashing is slow on purpose.
    hashed = make_password(_kept_password(data_dir / "demo_password"))
    people: dict[str, User] = {}
    for login in LOGINS:
        user = User.objects.filter(username=login.username).first()
        if user is None:
            user = User.objects.create(
                username=login.username, password=hashed, first_name=login.first_name, last_name=login.last_name
            )
            user.groups.add(role_group(login.role))
        if login.extension and not AgentLine.objects.filter(extension=login.extension).exists():
            AgentLine.objects.get_or_create(user=user, defaults={"extension": login.extension})
        people[login.username] = user
    return people


def issue_api_token(*, data_dir: Path, at: datetime) -> str:
    """Return a new token with every reading scope, kept beside the data in place of an earlier database's."""
    printed = StringIO()
    scopes = [f"--scope={scope}" for scope in _SCOPES]
    call_command("api_token", f"demo {at:%Y-%m-%d %H:%M:%S}", *scopes, stdout=printed)
    _keep(data_dir / "demo_api_token", printed.getvalue().strip())
    return printed.getvalue().strip()


def _kept_password(path: Path) -> str:
    if not path.exists():
        _keep(path, _new_password())
    return path.read_text(encoding="ascii").strip()


def _keep(path: Path, secret: str) -> None:
    """Write a secret that its owner only can read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret)
    os.replace(draft, path)


def _new_password() -> str:
    """Two words and a number: easy to type at a demonstration, another one in every installation."""
    return f"{secrets.choice(_WORDS)}-{secrets.choice(_WORDS)}-{secrets.randbelow(9000) + 1000}"
