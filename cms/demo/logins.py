"""People who can log in to the demo, each in a role, with one password that this installation made for itself.

Password and API token are kept in the data directory, readable by its owner only; `first_start` prints them.
"""

import os
import secrets
from collections.abc import Callable
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
    hashed = make_password(_kept(data_dir / "demo_password", _new_password))
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


def ensure_api_token(*, data_dir: Path, at: datetime) -> str:
    """Return the token kept beside the data, made with every reading scope on first use."""

    def make() -> str:
        printed = StringIO()
        scopes = [f"--scope={scope}" for scope in _SCOPES]
        call_command("api_token", f"demo {at:%Y-%m-%d %H:%M:%S}", *scopes, stdout=printed)
        return printed.getvalue().strip()

    return _kept(data_dir / "demo_api_token", make)


def _kept(path: Path, make: Callable[[], str]) -> str:
    """Return what the file holds, made on first use and readable by its owner only."""
    if not path.exists():
        made = make()
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(made)
    return path.read_text(encoding="ascii").strip()


def _new_password() -> str:
    """Two words and a number: easy to type at a demonstration, another one in every installation."""
    return f"{secrets.choice(_WORDS)}-{secrets.choice(_WORDS)}-{secrets.randbelow(9000) + 1000}"
