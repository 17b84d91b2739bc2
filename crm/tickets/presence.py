"""Knows who else is at a ticket just now. A page says again and again that somebody is there; silence means they left.

It is no part of the history: rows are overwritten, told to no feed, and erased.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from crm.models import Ticket, TicketPresence

# Two words of a page may be lost on the way.
STAYS = timedelta(seconds=25)


def note_here(*, ticket: Ticket, person: User, is_writing: bool, at: datetime) -> list[TicketPresence]:
    """Note that somebody is at a ticket, and return who else is, those who write first."""
    TicketPresence.objects.update_or_create(
        ticket=ticket, person=person, defaults={"is_writing": is_writing, "seen_at": at}
    )
    others = TicketPresence.objects.filter(ticket=ticket, seen_at__gt=at - STAYS).exclude(person=person)
    return list(others.select_related("person").order_by("-is_writing", "pk"))


def note_gone(*, ticket: Ticket, person: User) -> None:
    """Note that somebody left; whoever has the ticket open in another window says so again soon."""
    TicketPresence.objects.filter(ticket=ticket, person=person).delete()


def forget_silent(*, at: datetime) -> int:
    """Delete what pages said that have been silent for long; return how much."""
    return TicketPresence.objects.filter(seen_at__lte=at - timedelta(hours=1)).delete()[0]
