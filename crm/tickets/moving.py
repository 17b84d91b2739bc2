"""Takes a ticket from stage to stage as its type allows, to its end and, for some time, back from there.

The type is asked as it is now (docs/adr/0010-stages-live-on-the-type.md).
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.locks import lock_tickets
from crm.models import DuplicateTicket, HazardAcknowledgement, Ticket, TicketNote
from crm.tickets.changing import UnableToChange, change_and_tell, fit_text, note_reason, open_ticket
from crm.tickets.checking import missing_answers
from crm.tickets.erasing import next_erasure
from ticketforms.stages import BaseState, Stage, Way

LONGEST_RESOLUTION = 500


@transaction.atomic
def move(
    *, ticket: Ticket, to: str, reason: str = "", seen: str | None = None, by: AbstractBaseUser | None, at: datetime
) -> Ticket:
    """Take a ticket to the stage of that key; at an end, the reason is what was done or why it should not have been.

    `seen` is the stage it was in when the person decided. Raises `UnableToChange` when the ticket is over or somebody
    has moved it meanwhile, when its type does not allow the move, when a reason is wanted and none is written, and
    when it cannot be closed yet.
    """
    locked = open_ticket(ticket)
    way = _way(locked, to, seen)
    if way.stage.is_final:
        return _end(locked, way.stage, reason, by=by, at=at)
    told = note_reason(locked, reason, by=by, at=at, is_needed=way.needs_reason)
    return change_and_tell(locked, "ticket.moved", _standing(way.stage), by=by, at=at, **_named(way.stage), **told)


@transaction.atomic
def close(*, ticket: Ticket, resolution: str, by: AbstractBaseUser | None, at: datetime) -> Ticket:
    """End a ticket with what was done about it, at the first stage of an end that its type allows from here.

    Raises `UnableToChange` when it is over already, nothing is written, its type allows no end from here, a hazard was
    not acknowledged, or an answer that its form wants before closing is missing.
    """
    locked = open_ticket(ticket)
    return _end(locked, _first_way(locked, BaseState.CLOSED).stage, resolution, by=by, at=at)


@transaction.atomic
def close_by_rule(*, ticket: Ticket, resolution: str, by: AbstractBaseUser | None, at: datetime) -> Ticket:
    """End a ticket whose matter ended by itself, from wherever it stands; otherwise as `close`."""
    locked = open_ticket(ticket)
    return _end(locked, locked.ticket_type.flow.of(BaseState.CLOSED), resolution, by=by, at=at)


@transaction.atomic
def cancel(*, ticket: Ticket, reason: str, by: AbstractBaseUser | None, at: datetime) -> Ticket:
    """End a ticket that should not have been; raises `UnableToChange` as `move` does."""
    locked = open_ticket(ticket)
    return _end(locked, _first_way(locked, BaseState.CANCELLED).stage, reason, by=by, at=at)


@transaction.atomic
def reopen(*, ticket: Ticket, reason: str, by: AbstractBaseUser | None, at: datetime) -> Ticket:
    """Open a ticket again that was over; how it had ended stays in its story, a hazard is to be acknowledged anew.

    Raises `UnableToChange` when it is open, when its type does not allow it (any more), and without a reason.
    """
    locked = lock_tickets(ticket.pk)[ticket.pk]
    if refusal := why_not_reopened(locked, at=at):
        raise UnableToChange(refusal)
    told = note_reason(locked, reason, by=by, at=at)
    ended = TicketNote.objects.create(
        ticket=locked,
        kind=TicketNote.Kind.RESOLUTION,
        text=locked.resolution,
        written_by_id=None,
        written_at=locked.closed_at or at,
    )
    HazardAcknowledgement.objects.filter(ticket=locked).delete()
    stage = locked.ticket_type.flow.again
    changes = {
        **_standing(stage),
        "closed_at": None,
        "erase_at": None,
        "resolution": "",
        "reopen_count": locked.reopen_count + 1,
    }
    locked.resolution = ""  # The event must not hold what was written: it names the note.
    return change_and_tell(
        locked, "ticket.reopened", changes, by=by, at=at, **_named(stage), **told, resolution_note=ended.pk
    )


def why_not_reopened(ticket: Ticket, *, at: datetime) -> str:
    """Return why a ticket cannot be opened again now, in words; "" when it can."""
    days = ticket.ticket_type.reopen_days
    if ticket.is_open or ticket.closed_at is None:
        return _("Ticket %(ticket)s is already open.") % {"ticket": ticket}
    if link := DuplicateTicket.objects.present().filter(ticket=ticket).select_related("main").first():
        return _("It is a duplicate of ticket %(main)s: take it off that one first.") % {"main": link.main}
    if not days:
        return _("A ticket of this type is not opened again: register a new one.")
    if at > ticket.closed_at + timedelta(days=days):
        return ngettext(
            "It ended more than %(days)d day ago: register a new ticket.",
            "It ended more than %(days)d days ago: register a new ticket.",
            days,
        ) % {"days": days}
    return ""


def ways_on(ticket: Ticket) -> tuple[Way, ...]:
    """Return where the ticket may go now, its ends among them."""
    return ticket.ticket_type.flow.ways(ticket.state, ticket.stage)


def _way(locked: Ticket, to: str, seen: str | None) -> Way:
    present = locked.present_stage
    if to == present.key or (seen is not None and seen != present.key):
        raise UnableToChange(
            _("Ticket %(ticket)s is already “%(stage)s”: look again.") % {"ticket": locked, "stage": present.label}
        )
    ways = ways_on(locked)
    found = next((way for way in ways if way.stage.key == to), None)
    if found is None:
        raise UnableToChange(_no_way(present, ways))
    return found


def _first_way(locked: Ticket, state: BaseState) -> Way:
    ways = ways_on(locked)
    found = next((way for way in ways if way.stage.state == state), None)
    if found is None:
        raise UnableToChange(_no_way(locked.present_stage, ways))
    return found


def _no_way(present: Stage, ways: tuple[Way, ...]) -> str:
    return _("From “%(stage)s” a ticket of this type goes to: %(ways)s.") % {
        "stage": present.label,
        "ways": ", ".join(way.stage.label for way in ways),
    }


def _end(locked: Ticket, stage: Stage, why: str, *, by: AbstractBaseUser | None, at: datetime) -> Ticket:
    is_closed = stage.state == BaseState.CLOSED
    if is_closed and locked.is_hazard and not HazardAcknowledgement.objects.filter(ticket=locked).exists():
        raise UnableToChange(_("No dispatcher has acknowledged this hazard yet: acknowledge it first."))
    if is_closed and (missing := missing_answers(locked, at=at)):
        raise UnableToChange(
            _("Complete the form before closing: %(fields)s.") % {"fields": ", ".join(missing.values())}
        )
    locked.resolution = fit_text(why, LONGEST_RESOLUTION)
    locked.save(update_fields=["resolution"])
    erase_at = next_erasure(locked.answers, locked.form_version.definition, ended_at=at)
    changes = {**_standing(stage), "closed_at": at, "erase_at": erase_at}
    return change_and_tell(
        locked, "ticket.closed" if is_closed else "ticket.cancelled", changes, by=by, at=at, **_named(stage)
    )


def _standing(stage: Stage) -> dict[str, Any]:
    return {"state": stage.state.value, "stage": stage.code}


def _named(stage: Stage) -> dict[str, str]:
    """How the stage is called now: the story reads so even when the type has changed."""
    return {"stage_pl": stage.label_pl, "stage_en": stage.label_en}
