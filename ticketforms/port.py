"""What higher floors lend to forms: who plays which role, and which records and files answers may name; it finds none.

Forms know no customer and no staff; `AppConfig.ready` of the app that does gives them here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils.functional import Promise

User = AbstractBaseUser | AnonymousUser | None


@dataclass(frozen=True)
class Found:
    """A record an answer may name: `key` is what is sent, `label` what people read, `detail` what tells it apart."""

    key: str
    label: str
    detail: str = ""


class Lookup(Protocol):
    """Records of one kind, found by words and by key."""

    label: str | Promise

    def search(self, text: str, *, narrowed_by: Mapping[str, str], user: User, limit: int) -> list[Found]:
        """Return at most `limit` records that the user may see and the words may mean, the likeliest first."""
        ...

    def find(self, key: str) -> Found | None:
        """Return the record with this key, or `None`."""
        ...


class Roles(Protocol):
    """The roles that fields and rules may name."""

    def choices(self) -> list[tuple[str, str]]:
        """Return each role's code and its name in the active language."""
        ...

    def of(self, user: User) -> frozenset[str]:
        """Return the codes of the roles that a user plays."""
        ...


@dataclass(frozen=True)
class Stored:
    """A file that was given: `owner` names what keeps it, "" while nothing does."""

    key: str
    name: str
    content_type: str
    size: int
    sha256: str
    owner: str = ""


@dataclass(frozen=True)
class LastReading:
    """What a meter's register stood at when it was last read."""

    value: str
    read_at: datetime


def _no_file(_key: str) -> Stored | None:
    return None


def _no_reading(_meter: str) -> LastReading | None:
    return None


class _NoRoles:
    def choices(self) -> list[tuple[str, str]]:
        return []

    def of(self, user: User) -> frozenset[str]:
        return frozenset()


@dataclass
class Port:
    """What was lent so far."""

    roles: Roles = field(default_factory=_NoRoles)
    lookups: dict[str, Lookup] = field(default_factory=dict)
    file: Callable[[str], Stored | None] = _no_file
    # Whether a person may see a file that something keeps, by the first word of its owner: "ticket" of "ticket:17".
    sees_file: dict[str, Callable[[User, str, str], bool]] = field(default_factory=dict)
    # Writes down that a person fetched such a file, by the same word; with the file's owner and the moment.
    notes_fetch: dict[str, Callable[[User, str, datetime], None]] = field(default_factory=dict)
    last_reading: Callable[[str], LastReading | None] = _no_reading


port = Port()
