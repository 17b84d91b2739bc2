"""Appends what happened and reads it back in an order that never changes (docs/adr/0001-feed-numbering.md).

Whoever listens is told that there is something new, not what: a reader that asks again always catches up.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Max, Min

from crm.models import FeedEvent

EVENTS: dict[str, str] = {
    "call.offered": "A call rings at an agent's line.",
    "call.answered": "An agent answered a call.",
    "call.ended": "A call is over.",
    "call.wrapped_up": "An agent was done with the work after a call.",
    "call.dial_failed": "An exchange could not call a number that an agent handed to it.",
    "call.customer_attached": "An agent said whose call it is.",
    "draft.handed_over": "A report that is being written went to another agent, with its call or back.",
    "callback.asked": "Somebody is owed a call: a call was missed, or a call was asked for.",
    "callback.taken": "A person took a callback.",
    "callback.given_back": "A callback was given back to everybody.",
    "callback.tried": "A call of ours to somebody who is owed one was not answered.",
    "callback.done": "A callback is done: somebody was reached, called again, or was given up.",
    "callback.withdrawn": "What asked for a callback turned out to be no reason.",
    "ticket.registered": "A contact was written down as a ticket.",
    "ticket.call_repeated": "Somebody called again about a ticket.",
    "ticket.more_said": "More was said about a ticket in a call that is counted already.",
    "ticket.noted": "A note was written on a ticket.",
    "ticket.replied": "A person sent a reply by hand.",
    "ticket.answers_changed": "Answers were given or corrected after the ticket was registered.",
    "ticket.answers_erased": "Answers were erased: they had been kept as long as the form says.",
    "ticket.hazard_acknowledged": "A dispatcher saw a hazard.",
    "ticket.assigned": "A ticket was given to a person, or to nobody.",
    "ticket.queued": "A ticket was put in a queue, or taken out of one.",
    "ticket.moved": "A ticket went on to another stage.",
    "ticket.priority_changed": "A person changed how urgent a ticket is.",
    "ticket.due_changed": "A person changed until when a ticket must be answered.",
    "ticket.attached": "A file was put to a ticket.",
    "ticket.attachment_removed": "A file was taken off a ticket.",
    "ticket.reopened": "A ticket that was over was opened again.",
    "ticket.merged": "A ticket turned out to be a duplicate of another.",
    "ticket.unmerged": "A ticket is no duplicate any more.",
    "ticket.duplicate_attached": "Another ticket turned out to be a duplicate of this one.",
    "ticket.duplicate_taken_off": "A duplicate was taken off a ticket.",
    "ticket.change_undone": "A change of a ticket was taken back.",
    "ticket.closed": "A ticket was closed with what was done.",
    "ticket.cancelled": "A ticket was cancelled with a reason.",
    "case.stage_recorded": "A workflow system told where a case about a ticket stands.",
    "customer.registered": "A customer was entered.",
    "customer.changed": "A customer's own fields were changed; which, not to what.",
    "customer.contact_added": "A telephone or an address of a customer was added or changed.",
    "customer.contact_removed": "A telephone or an address was taken off a customer.",
    "customer.consent_recorded": "A customer allowed, withdrew or objected to something.",
    "customer.merged": "Two customers turned out to be one.",
    "customer.unmerged": "A merge of customers was taken back.",
    "billing.card_recorded": "The billing system told of a customer's account.",
    "device.state_reported": "Network operation said whether a device has power.",
    "outage.predicted": "Reports point at a device.",
    "outage.report_linked": "A ticket follows an outage.",
    "outage.merged": "An outage went into a higher one.",
    "outage.confirmed": "A dispatcher confirmed an outage.",
    "outage.report_unlinked": "A person took a ticket off an outage.",
    "outage.unmerged": "The merge of an outage was undone.",
    "outage.cancelled": "A prediction was wrong, or planned work was called off.",
    "outage.placed": "A dispatcher placed an outage by hand.",
    "outage.planned": "Planned work was scheduled.",
    "outage.begun": "Planned work began.",
    "outage.crew_assigned": "A crew was sent.",
    "outage.crew_advanced": "A crew's job moved on.",
    "outage.estimate_changed": "A restoration time was set.",
    "outage.progress_noted": "A line was added to the log of the repair.",
    "outage.told": "A caller was told about an outage.",
    "outage.restored": "Power is back.",
    "outage.reopened": "Power was not back after all.",
    "outage.closed": "An outage was closed with its cause.",
}
_NUMBERING_LOCK = 7_262_001
_NUMBER_THE_WAITING = """
    UPDATE crm_feedevent SET position = numbered.position
    FROM (
        SELECT id, (SELECT coalesce(max(position), 0) FROM crm_feedevent) + row_number() OVER (ORDER BY id) AS position
        FROM crm_feedevent WHERE position IS NULL
    ) AS numbered
    WHERE crm_feedevent.id = numbered.id
"""
_listeners: set[Callable[[], None]] = set()


def append(
    *,
    name: str,
    subject: str,
    data: Mapping[str, Any],
    by: AbstractBaseUser | None,
    at: datetime,
    topics: Sequence[str] = (),
) -> FeedEvent:
    """Add an event to the present transaction; it gets its position once that is committed.

    `subject` is itself a topic. Raises `KeyError` for a name that the catalogue does not list.
    """
    EVENTS[name]
    event = FeedEvent.objects.create(
        name=name,
        subject=subject,
        topics=[subject, *topics],
        data=dict(data),
        happened_at=at,
        by_id=by.pk if by else None,
    )
    # Once a transaction, however much it tells; what a rolled back savepoint planned is forgotten with it.
    if not any(number_committed in planned for planned in connection.run_on_commit):
        transaction.on_commit(number_committed, robust=True)
    return event


def number_committed() -> None:
    """Give every committed event without a position the next ones, and tell the listeners of this process.

    One caller at a time numbers, and its commit ends its turn: a position can never appear below one already read.
    """
    if not FeedEvent.objects.filter(position__isnull=True).exists():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING_LOCK])
        cursor.execute(_NUMBER_THE_WAITING)
    for listener in tuple(_listeners):
        listener()


def listen(listener: Callable[[], None]) -> None:
    """Call `listener` whenever this process has numbered events, in the thread that did; it must return at once."""
    _listeners.add(listener)


def stop_listening(listener: Callable[[], None]) -> None:
    """Call `listener` no more."""
    _listeners.discard(listener)


def last_position() -> int:
    """Return the newest position, 0 in an empty feed.

    A screen asks for it *before* it reads the state it shows: what happens between the two then reaches it again,
    while the other way round it would be lost.
    """
    return FeedEvent.objects.aggregate(last=Max("position"))["last"] or 0


def first_position() -> int:
    """Return the oldest position that is still kept, 0 in an empty feed."""
    return FeedEvent.objects.aggregate(first=Min("position"))["first"] or 0


def read_after(position: int, *, limit: int = 500) -> list[FeedEvent]:
    """Return up to `limit` events after a position, oldest first; nothing earlier can appear later."""
    return list(FeedEvent.objects.filter(position__gt=position).order_by("position")[:limit])


def timeline(subject: str) -> list[FeedEvent]:
    """Return all that happened to one thing, oldest first."""
    return list(FeedEvent.objects.filter(subject=subject).select_related("by").order_by("pk"))
