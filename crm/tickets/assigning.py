"""Who works on a ticket, in which queue it waits, how urgent it is and until when: what people set by hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, User
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm.models import Ticket
from crm.tickets.changing import UnableToChange, change_and_tell, note_reason, open_ticket, plain
from crm.tickets.queues import queue_names, queues_in_use

WORKS_ON_TICKETS = "crm.change_ticket"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def people_who_work() -> QuerySet[User]:
    """Return who may be given a ticket, by name."""
    people: QuerySet[User] = User.objects.with_perm(WORKS_ON_TICKETS, backend=_BACKEND)
    return people.order_by("last_name", "first_name", "username")


@transaction.atomic
def assign(
    *,
    ticket: Ticket,
    to: AbstractBaseUser | None,
    seen: Mapping[str, Any] | None = None,
    by: AbstractBaseUser | None,
    at: datetime,
) -> Ticket:
    """Give a ticket to a person, or to nobody; `seen` holds the assignee (a key) when the person decided.

    Raises `UnableToChange` when it is over, has that person already, somebody else was quicker, or the person may not
    work on tickets.
    """
    locked = open_ticket(ticket)
    wanted = to.pk if to else None
    if to is not None and not people_who_work().filter(pk=to.pk or 0).exists():
        raise UnableToChange(_("%(person)s does not work on tickets: choose somebody else.") % {"person": _name(to)})
    if wanted == locked.assignee_id or _is_other(locked, seen):
        present = User.objects.filter(pk=locked.assignee_id).first() if locked.assignee_id else None
        raise UnableToChange(
            _("Ticket %(ticket)s is already assigned to %(person)s.") % {"ticket": locked, "person": _name(present)}
            if present
            else _("Ticket %(ticket)s is already assigned to nobody.") % {"ticket": locked}
        )
    return change_and_tell(locked, "ticket.assigned", {"assignee_id": wanted}, by=by, at=at)


@transaction.atomic
def put_in_queue(
    *,
    ticket: Ticket,
    queue: str,
    seen: Mapping[str, Any] | None = None,
    by: AbstractBaseUser | None,
    at: datetime,
) -> Ticket:
    """Put a ticket in the queue of that code, or in none; raises `UnableToChange` as `assign` does."""
    locked = open_ticket(ticket)
    if queue and queue not in queues_in_use():
        raise UnableToChange(_("There is no such queue: choose one from the dictionary “queue”."))
    if queue == locked.queue or _is_other(locked, seen):
        name = queue_names().get(locked.queue, locked.queue)
        raise UnableToChange(
            _("Ticket %(ticket)s is already in the queue “%(queue)s”.") % {"ticket": locked, "queue": name}
            if locked.queue
            else _("Ticket %(ticket)s is already in no queue.") % {"ticket": locked}
        )
    return change_and_tell(locked, "ticket.queued", {"queue": queue}, by=by, at=at)


@transaction.atomic
def change_priority(
    *,
    ticket: Ticket,
    priority: int,
    reason: str,
    seen: Mapping[str, Any] | None = None,
    by: AbstractBaseUser | None,
    at: datetime,
) -> Ticket:
    """Make a ticket more or less urgent, with a reason; raises `UnableToChange` as `assign` does."""
    locked = open_ticket(ticket)
    if priority not in (1, 2, 3, 4):
        raise UnableToChange(_("Choose a priority from 1 to 4."))
    if priority == locked.priority or _is_other(locked, seen):
        raise UnableToChange(
            _("Ticket %(ticket)s already has priority %(priority)d.") % {"ticket": locked, "priority": locked.priority}
        )
    told = note_reason(locked, reason, by=by, at=at)
    return change_and_tell(locked, "ticket.priority_changed", {"priority": priority}, by=by, at=at, **told)


@transaction.atomic
def change_due(
    *,
    ticket: Ticket,
    due_at: datetime | None,
    reason: str,
    seen: Mapping[str, Any] | None = None,
    by: AbstractBaseUser | None,
    at: datetime,
) -> Ticket:
    """Say until when a ticket must be answered, with a reason; `None`: it need not be by any day.

    Raises `UnableToChange` as `assign` does, and for a time before the report.
    """
    locked = open_ticket(ticket)
    if due_at is not None and due_at <= locked.reported_at:
        raise UnableToChange(_("This is before the ticket was reported: choose a later time."))
    if due_at == locked.due_at or _is_other(locked, seen):
        raise UnableToChange(_("Somebody has already changed the due time of ticket %(ticket)s.") % {"ticket": locked})
    told = note_reason(locked, reason, by=by, at=at)
    return change_and_tell(locked, "ticket.due_changed", {"due_at": due_at}, by=by, at=at, **told)


def _is_other(locked: Ticket, seen: Mapping[str, Any] | None) -> bool:
    """Whether something is no more as the person saw it."""
    return seen is not None and any(plain(getattr(locked, column)) != value for column, value in seen.items())


def _name(person: AbstractBaseUser) -> str:
    return (person.get_full_name() if isinstance(person, User) else "") or person.get_username()
