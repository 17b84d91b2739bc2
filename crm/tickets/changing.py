"""What every change of a ticket needs: the ticket locked and fit for it, texts that can be kept, the event it tells."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from crm.locks import lock_tickets
from crm.models import Ticket, TicketNote
from crm.tickets.telling import tell
from ticketforms.storing import is_storable
from ticketforms.text_variables import HAS_GAP

LONGEST_REASON = 500


class UnableToChange(ValueError):
    """A step that the ticket does not allow now; the message tells the agent why and what to do."""


def open_ticket(ticket: Ticket) -> Ticket:
    """Return the ticket locked; raises `UnableToChange` when it is over."""
    locked = lock_tickets(ticket.pk)[ticket.pk]
    if not locked.is_open:
        raise UnableToChange(
            _("Ticket %(ticket)s is already %(state)s: write a note, or reopen it.")
            % {"ticket": locked, "state": locked.get_state_display()}
        )
    return locked


def fit_text(written: str, longest: int) -> str:
    """Return the text to keep; raise `UnableToChange` when it is empty, too long or cannot be stored."""
    text = written.strip()
    if not text:
        raise UnableToChange(_("Write a few words first."))
    if len(text) > longest:
        raise UnableToChange(_("Shorten the text to %(longest)d characters.") % {"longest": longest})
    if HAS_GAP.search(text):
        raise UnableToChange(_("Fill in what stands between ⟦ and ⟧, or take it out."))
    if not is_storable(text):
        raise UnableToChange(_("Remove the characters that cannot be shown."))
    return text


def note_reason(
    locked: Ticket, reason: str, *, by: AbstractBaseUser | None, at: datetime, is_needed: bool = True
) -> dict[str, int]:
    """Keep why something was changed and return how its event names it; nothing for no reason where none is needed."""
    if not is_needed and not reason.strip():
        return {}
    note = TicketNote.objects.create(
        ticket=locked,
        kind=TicketNote.Kind.REASON,
        text=fit_text(reason, LONGEST_REASON),
        written_by_id=by.pk if by else None,
        written_at=at,
    )
    return {"note": note.pk}


def change_and_tell(
    locked: Ticket,
    name: str,
    changes: Mapping[str, Any],
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    **more: object,
) -> Ticket:
    """Write the changes, by column, and tell them with what was before, so that they can be taken back."""
    before = {column: plain(getattr(locked, column)) for column in changes}
    for column, value in changes.items():
        setattr(locked, column, value)
    locked.save(update_fields=list(changes))
    after = {column: plain(getattr(locked, column)) for column in changes}
    tell(locked, name, data={"before": before, "after": after, **more}, by=by, at=at)
    return locked


def plain(value: Any) -> Any:
    """Return a column's value as events hold it."""
    return value.isoformat() if isinstance(value, datetime) else value
