"""Answers that are given or corrected after a ticket was registered, judged by the form it was registered with.

An answer that nobody touches stays as it was kept: neither today's dictionaries nor limits of today judge it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from crm.locks import lock_tickets
from crm.models import AnswerChange, Ticket
from crm.tickets.effects import change, effects_of_correction
from crm.tickets.files import keep_files, owner_of
from crm.tickets.indexing import index_again
from crm.tickets.reading import Reader, reader_of
from crm.tickets.surroundings import surroundings_later
from crm.tickets.telling import tell
from ticketforms.answers import check
from ticketforms.definition import Definition, upgraded
from ticketforms.kinds import KINDS, Given
from ticketforms.resolving import may

# No role is called so: what is reserved for it is for nobody.
_NOBODY = ["–"]


class UnableToComplete(ValueError):
    """A form that cannot be completed now; the message says why and what to do."""


class AnswersClash(UnableToComplete):
    """Somebody else has changed the same answers meanwhile; `changes` says by field which change did."""

    def __init__(self, changes: Mapping[str, AnswerChange]) -> None:
        super().__init__(_("Others have changed the same answers meanwhile: choose at each which one holds."))
        self.changes = changes


@dataclass(frozen=True)
class Seen:
    """What a page had read when somebody began to write in it: the newest change, 0 for none, and what they touched."""

    change: int
    touched: frozenset[str]


@transaction.atomic
def complete_answers(
    *,
    ticket: Ticket,
    raw_answers: Mapping[str, object],
    seen: Seen | None = None,
    by: AbstractBaseUser,
    at: datetime,
) -> AnswerChange | None:
    """Keep the answers given or corrected, and return the change; `None` when all stayed as it was.

    A field that is not named keeps its answer, and so does one that others have changed since it was `seen` and this
    person did not touch. What the rules now want of the ticket is done. Raises `AnswersClash` where both changed a
    field, `AnswersRefused` for answers that are wrong or not this person's to give, `UnableToComplete` when the ticket
    is over.
    """
    locked = lock_tickets(ticket.pk)[ticket.pk]
    if not locked.is_open:
        raise UnableToComplete(
            _("Ticket %(ticket)s is already %(state)s: its answers stay as they are.")
            % {"ticket": locked, "state": locked.get_state_display()}
        )
    given = given_later(locked, by=by, at=at)
    form = form_for(locked, reader_of(by))
    if seen:
        raw_answers = _merged(locked, form, raw_answers, seen, given)
    touched = {code: raw for code, raw in raw_answers.items() if not _is_as_kept(form, code, raw, given)}
    checked = check(_with_untouched_fixed(form, touched, locked.answers), _raw(form, touched, locked), given=given)
    codes = [
        code
        for code in dict.fromkeys([*locked.answers, *checked.answers])
        if _said(locked.answers.get(code)) != _said(checked.answers.get(code))
    ]
    if not codes:
        return None
    record = AnswerChange.objects.create(
        ticket=locked,
        before={code: locked.answers[code] for code in codes if code in locked.answers},
        after={code: checked.answers[code] for code in codes if code in checked.answers},
        changed_by_id=by.pk,
        changed_at=at,
    )
    locked.answers = checked.answers
    locked.save(update_fields=["answers"])
    # What a correction no longer names stays the ticket's: its history still does.
    keep_files(checked.answers, owner=owner_of(locked.pk), at=at)
    changed = change(locked, effects_of_correction(locked, checked.outcome))
    index_again(locked, form)
    # The event goes to every screen that watches tickets: it names the fields, the page fetches what they say.
    tell(locked, "ticket.answers_changed", data={"change": record.pk, "fields": codes, **changed}, by=by, at=at)
    return record


def newest_change(ticket: int) -> int:
    """Return the key of the newest change of a ticket's answers, 0 when they are as they were registered.

    A page asks for it *before* it reads the answers it shows: what changes between the two is then asked about.
    """
    changes = AnswerChange.objects.filter(ticket=ticket).order_by("-pk")
    return changes.values_list("pk", flat=True).first() or 0


def _merged(
    ticket: Ticket, form: Definition, raw_answers: Mapping[str, object], seen: Seen, given: Given
) -> dict[str, object]:
    """Leave out what only others have changed; raise `AnswersClash` for what both did, each in another way."""
    since: dict[str, AnswerChange] = {}
    for record in ticket.answer_changes.filter(pk__gt=seen.change).select_related("changed_by").order_by("pk"):
        since |= dict.fromkeys([*record.before, *record.after], record)
    mine = {code: raw for code, raw in raw_answers.items() if code not in since or code in seen.touched}
    clashing = {code: since[code] for code in mine if code in since and not _is_as_kept(form, code, mine[code], given)}
    if clashing:
        raise AnswersClash(clashing)
    return mine


def given_later(ticket: Ticket, *, by: AbstractBaseUser, at: datetime) -> Given:
    """Return what the rules know when somebody completes the form of a registered ticket."""
    roles = reader_of(by).roles
    return Given(at=at, surroundings=surroundings_later(ticket, roles), roles=roles, kept=ticket.answers)


def as_given(ticket: Ticket) -> dict[str, Any]:
    """Return the answers as the form's controls take them; what was left empty stays so, whatever its default."""
    empty: dict[str, Any] = dict.fromkeys((field["code"] for field in ticket.form_version.definition["fields"]), "")
    kept = {
        code: {"skipped": answer["skipped"]} if "skipped" in answer else answer["value"]
        for code, answer in ticket.answers.items()
        if "skipped" in answer or _has_value(answer)
    }
    return {**empty, **kept}


def has_questions(ticket: Ticket) -> bool:
    """Return whether the ticket's form asks anything at all."""
    return any(KINDS[field["kind"]].is_question for field in ticket.form_version.definition["fields"])


def form_for(ticket: Ticket, reader: Reader) -> Definition:
    """Return the ticket's form as this person completes it: answers that are masked for them are out of reach."""
    form = upgraded(ticket.form_version.definition)
    hidden = [
        field["code"]
        for field in form["fields"]
        if _has_value(ticket.answers.get(field["code"])) and not reader.may_see_whole(field)
    ]
    return _reserved(form, hidden, "seen_by", "edited_by")


def _with_untouched_fixed(form: Definition, touched: Mapping[str, object], kept: Mapping[str, Any]) -> Definition:
    """The form in which only touched fields are judged; what follows from others by a formula is worked out anew."""
    untouched = [
        field["code"]
        for field in form["fields"]
        if field["code"] not in touched
        and _has_value(kept.get(field["code"]))
        and KINDS[field["kind"]].reading != "computed"
    ]
    return _reserved(form, untouched, "edited_by")


def _reserved(form: Definition, codes: list[str], *parts: str) -> Definition:
    fields = [
        {**field, **dict.fromkeys(parts, _NOBODY)} if field["code"] in codes else field for field in form["fields"]
    ]
    return {**form, "fields": fields}


def _raw(form: Definition, touched: Mapping[str, object], ticket: Ticket) -> dict[str, object]:
    """What is not named stays empty or skipped as it was: no default fills it in now."""
    raw: dict[str, object] = {field["code"]: "" for field in form["fields"] if field["code"] not in ticket.answers}
    skipped = {code: {"skipped": kept["skipped"]} for code, kept in ticket.answers.items() if "skipped" in kept}
    return {**raw, **skipped, **touched}


def _is_as_kept(form: Definition, code: str, raw: object, given: Given) -> bool:
    """Whether the control still holds what was put into it; of what somebody may not see, nothing was."""
    field = next((field for field in form["fields"] if field["code"] == code), None)
    answer = given.kept.get(code)
    if field is None or answer is None or not _has_value(answer) or not may(field, "seen_by", given.roles):
        return False
    return raw in (answer["value"], KINDS[field["kind"]].written(answer["value"]))


def _has_value(answer: Mapping[str, Any] | None) -> bool:
    return answer is not None and answer["value"] is not None


def _said(answer: Mapping[str, Any] | None) -> tuple[Any, Any] | None:
    return (answer["value"], answer.get("skipped")) if answer else None
