"""Takes back what was just done to a ticket, as long as nobody has changed the same since."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from crm.locks import lock_tickets
from crm.models import FeedEvent, Ticket, TicketNote
from crm.tickets.changing import UnableToChange, change_and_tell, plain

# An end is told to others; it is taken back at once or by reopening.
ENDS = ("ticket.closed", "ticket.cancelled")
UNDOABLE = ("ticket.assigned", "ticket.queued", "ticket.moved", "ticket.priority_changed", "ticket.due_changed", *ENDS)
END_STAYS_UNDOABLE = timedelta(minutes=1)
STAYS_UNDOABLE = timedelta(hours=1)
_MOMENTS = ("due_at", "closed_at", "erase_at")


@transaction.atomic
def undo(*, ticket: Ticket, event: int, by: AbstractBaseUser, at: datetime) -> Ticket:
    """Take one's own change of a ticket back, named by its event, to what was before it.

    Raises `UnableToChange` when it was another's, is too old, or what it changed has been changed since.
    """
    locked = lock_tickets(ticket.pk)[ticket.pk]
    done = FeedEvent.objects.filter(pk=event, subject=f"ticket:{locked.pk}").first()
    if done is None or not is_undoable(done, by=by, at=at):
        raise UnableToChange(_("This can no longer be taken back: change it by hand."))
    return give_back(locked, done.data, name=done.name, by=by, at=at)


def undo_offered(ticket: Ticket, *, by: AbstractBaseUser, at: datetime) -> FeedEvent | None:
    """Return the ticket's last change if this person made it and may still take it back."""
    changes = FeedEvent.objects.filter(subject=f"ticket:{ticket.pk}", name__in=[*UNDOABLE, "ticket.reopened"])
    last = changes.order_by("-pk").first()
    if last is None or not is_undoable(last, by=by, at=at):
        return None
    is_as_left = all(plain(getattr(ticket, column)) == value for column, value in last.data["after"].items())
    return last if is_as_left else None


def is_undoable(event: FeedEvent, *, by: AbstractBaseUser, at: datetime) -> bool:
    """Return whether this person may still take the change back, if nobody has changed the same since."""
    stays = END_STAYS_UNDOABLE if event.name in ENDS else STAYS_UNDOABLE
    return (
        event.name in UNDOABLE and "before" in event.data and event.by_id == by.pk and at <= event.happened_at + stays
    )


def give_back(
    locked: Ticket, data: Mapping[str, Any], *, name: str, by: AbstractBaseUser | None, at: datetime
) -> Ticket:
    """Give a locked ticket what it had before the change that an event tells.

    Raises `UnableToChange` when what the change made of it is not there any more.
    """
    if any(plain(getattr(locked, column)) != value for column, value in data["after"].items()):
        raise UnableToChange(
            _("Somebody has changed ticket %(ticket)s since: nothing was taken back.") % {"ticket": locked}
        )
    if name in ENDS:
        # How it had ended stays in its story.
        note = TicketNote.objects.create(
            ticket=locked,
            kind=TicketNote.Kind.RESOLUTION,
            text=locked.resolution,
            written_at=locked.closed_at or at,
            written_by_id=None,
        )
        told = {"resolution_note": note.pk}
        locked.resolution = ""
        locked.save(update_fields=["resolution"])
    else:
        told = {}
    before = {column: _moment(column, value) for column, value in data["before"].items()}
    return change_and_tell(locked, "ticket.change_undone", before, by=by, at=at, undone=name, **told)


def _moment(column: str, value: Any) -> Any:
    return parse_datetime(value) if column in _MOMENTS and isinstance(value, str) else value
