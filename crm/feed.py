"""Appends what happened and reads it back in an order that never changes (docs/adr/0001-feed-numbering.md).

Nobody is woken here: a reader that asks again always catches up.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Max

from crm.models import FeedEvent

EVENTS: dict[str, str] = {
    "call.offered": "A call rings at an agent's line.",
    "call.answered": "An agent answered a call.",
    "call.ended": "A call is over.",
    "ticket.registered": "A contact was written down as a ticket.",
    "outage.predicted": "Reports point at a device.",
    "outage.report_linked": "A ticket follows an outage.",
    "outage.merged": "An outage went into a higher one.",
    "outage.confirmed": "A dispatcher confirmed an outage.",
    "outage.crew_assigned": "A crew was sent.",
    "outage.estimate_changed": "A restoration time was set.",
}
_NUMBERING_LOCK = 7_262_001


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
    transaction.on_commit(partial(number_committed))
    return event


@transaction.atomic
def number_committed() -> int:
    """Give every committed event without a position the next ones; return the last position given so far.

    One caller at a time numbers, and its commit ends its turn: a position can never appear below one already read.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING_LOCK])
    last = FeedEvent.objects.aggregate(last=Max("position"))["last"] or 0
    waiting = list(FeedEvent.objects.filter(position__isnull=True).order_by("pk"))
    for position, event in enumerate(waiting, start=last + 1):
        event.position = position
    FeedEvent.objects.bulk_update(waiting, ["position"], batch_size=500)
    return last + len(waiting)


def read_after(position: int, *, limit: int = 500) -> list[FeedEvent]:
    """Return up to `limit` events after a position, oldest first; nothing earlier can appear later."""
    return list(FeedEvent.objects.filter(position__gt=position).order_by("position")[:limit])


def timeline(subject: str) -> list[FeedEvent]:
    """Return all that happened to one thing, oldest first."""
    return list(FeedEvent.objects.filter(subject=subject).select_related("by").order_by("pk"))
