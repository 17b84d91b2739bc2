"""Reads a ticket's answers as its own form version asked them, whatever the type asks today, and for whom.

A field that only some roles see is not there for others; personal and sensitive answers are masked for those who may
not see them. Every screen and interface shows answers through this.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin

from crm.models import Ticket
from crm.reads import note_seen
from ticketforms.content_types import SHOWN
from ticketforms.definition import Definition, upgraded
from ticketforms.kinds import KINDS
from ticketforms.labels import in_language
from ticketforms.port import port
from ticketforms.resolving import may
from ticketforms.uploads import WITH_FILES

_DOTS = "••••"
_FEWEST_TO_SHOW_AN_END, _END = 7, 3


@dataclass(frozen=True)
class Reader:
    """Who reads answers: in which roles, and whether personal and sensitive ones whole."""

    roles: frozenset[str]
    sees_personal: bool
    sees_sensitive: bool

    def may_see(self, field: Mapping[str, Any]) -> bool:
        """Return whether the field exists for this reader."""
        return may(field, "seen_by", self.roles)

    def may_see_whole(self, field: Mapping[str, Any]) -> bool:
        """Return whether the answer is shown as it was given."""
        match personal_class(field):
            case "sensitive":
                return self.sees_sensitive
            case "personal":
                return self.sees_personal
        return True


@dataclass(frozen=True)
class AnsweredFile:
    """A file that was given as an answer; a picture of a common kind may be shown."""

    key: str
    name: str
    is_shown: bool


@dataclass(frozen=True)
class ShownAnswer:
    """One question and its answer in a person's language."""

    code: str
    label: str
    text: str
    is_masked: bool = False
    is_sensitive: bool = False
    files: tuple[AnsweredFile, ...] = ()


def personal_class(field: Mapping[str, Any]) -> str:
    """Return "none", "personal" or "sensitive": what the form says, unless the kind is sensitive by itself."""
    return "sensitive" if KINDS[field["kind"]].is_always_sensitive else str(field["personal"])


def reader_of(user: AbstractBaseUser | AnonymousUser) -> Reader:
    """Return what this person may read: whoever sees customers sees what is personal."""
    rights = user if isinstance(user, PermissionsMixin) else None
    return Reader(
        roles=port.roles.of(user),
        sees_personal=rights is not None and rights.has_perm("crm.view_customer"),
        sees_sensitive=rights is not None and rights.has_perm("crm.view_sensitive_answers"),
    )


def answers_of(ticket: Ticket, reader: Reader, language: str | None = None) -> tuple[ShownAnswer, ...]:
    """Return the answers in the order in which they were asked."""
    return shown_answers(ticket.answers, ticket.form_version.definition, reader, language)


def shown_answers(
    answers: Mapping[str, Any], definition: Definition, reader: Reader, language: str | None = None
) -> tuple[ShownAnswer, ...]:
    """Return kept answers in the order in which their form asked; the database does not keep their order."""
    asked = [field for field in upgraded(definition)["fields"] if field["code"] in answers]
    return tuple(_shown(field, answers[field["code"]], reader, language) for field in asked if reader.may_see(field))


def masked(text: str) -> str:
    """Return a text with its end left, enough to confirm it with whoever gave it; of a short one nothing."""
    return f"{_DOTS} {text[-_END:]}" if len(text) >= _FEWEST_TO_SHOW_AN_END else _DOTS


def note_opened(*, ticket: Ticket, shown: Iterable[ShownAnswer], reader: str, at: datetime) -> None:
    """Write down that a ticket's page was opened, and whether sensitive answers were shown whole there."""
    is_sensitive = any(answer.is_sensitive and not answer.is_masked for answer in shown)
    subject = sensitive_subject(ticket) if is_sensitive else ticket_subject(ticket.pk)
    note_seen(subject=subject, reader=reader, door="ticket", at=at)


def ticket_subject(pk: int) -> str:
    """Return how a ticket, with all that is not sensitive in it, is called in the list of reads."""
    return f"ticket:{pk}"


def subjects_of(ticket: Ticket) -> tuple[str, ...]:
    """Return every name under which the ticket, or a part of it, stands in the list of reads."""
    return (ticket_subject(ticket.pk), sensitive_subject(ticket), file_subject(ticket.pk))


def sensitive_subject(ticket: Ticket) -> str:
    """Return how the sensitive answers of a ticket are called in the list of reads."""
    return f"ticket:{ticket.pk}:sensitive"


def file_subject(ticket_pk: int) -> str:
    """Return how the files of a ticket are called in the list of reads."""
    return f"ticket:{ticket_pk}:file"


def _shown(field: Mapping[str, Any], answer: Mapping[str, Any], reader: Reader, language: str | None) -> ShownAnswer:
    text = in_language(answer["text_pl"], answer["text_en"], language)
    is_masked = "erased_at" not in answer and not reader.may_see_whole(field)
    return ShownAnswer(
        code=field["code"],
        label=in_language(answer["label_pl"], answer["label_en"], language),
        text=masked(text) if is_masked else text,
        is_masked=is_masked,
        is_sensitive=personal_class(field) == "sensitive" and "erased_at" not in answer,
        files=() if is_masked or field["kind"] not in WITH_FILES else _files(answer),
    )


def _files(answer: Mapping[str, Any]) -> tuple[AnsweredFile, ...]:
    return tuple(AnsweredFile(one["key"], one["name"], one["type"] in SHOWN) for one in answer["value"] or ())
