"""A drafted form tried on the last tickets of its type: how many would have gone otherwise, and why.

It walks and counts; what one ticket makes of the form is `ticketforms.rehearsing`. It changes nothing.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from crm.models import Ticket
from crm.tickets.surroundings import surroundings_later
from ticketforms.definition import Definition
from ticketforms.kinds import Given
from ticketforms.models import FormVersion, TicketType
from ticketforms.rehearsing import rehearse

USUAL, MOST = 500, 5_000
_LONGEST_SECONDS = 20.0
_A_BATCH = 200
_SHOWN_TICKETS = 5
# Reasons may quote what people wrote; more than these are counted together.
_MOST_REASONS = 40
_ROLES = ("agent",)


@dataclass
class Reason:
    """Why some tickets would have gone otherwise, how many, and the newest of them."""

    sentence: str
    count: int = 0
    tickets: list[Ticket] = field(default_factory=list)

    def add(self, ticket: Ticket) -> None:
        self.count += 1
        if len(self.tickets) < _SHOWN_TICKETS:
            self.tickets.append(ticket)


@dataclass
class Part:
    """One way to go otherwise: how many tickets, and the reasons, the most frequent first."""

    count: int = 0
    reasons: dict[str, Reason] = field(default_factory=dict)

    def add(self, ticket: Ticket, sentences: tuple[str, ...]) -> None:
        self.count += bool(sentences)
        for sentence in dict.fromkeys(sentences):
            kept = sentence if sentence in self.reasons or len(self.reasons) < _MOST_REASONS else ""
            self.reasons.setdefault(kept, Reason(kept)).add(ticket)

    @property
    def sorted_reasons(self) -> list[Reason]:
        return sorted(self.reasons.values(), key=lambda reason: (not reason.sentence, -reason.count, reason.sentence))


@dataclass
class Rehearsal:
    """What came of it; `is_cut` when time ran out before all tickets were looked at."""

    looked_at: int = 0
    oldest: datetime | None = None
    is_cut: bool = False
    refused: Part = field(default_factory=Part)
    shown_otherwise: Part = field(default_factory=Part)
    lost: Part = field(default_factory=Part)

    @property
    def is_quiet(self) -> bool:
        """Whether everything would have gone as it did."""
        return not (self.refused.count or self.shown_otherwise.count or self.lost.count)


def rehearse_last(
    count: int, *, ticket_type: TicketType, definition: Definition, by: AbstractBaseUser | AnonymousUser
) -> Rehearsal:
    """Try the definition on the newest `count` tickets of the type that the person may see, at most `MOST`.

    Tickets are read in batches and forgotten, in one query for each version that they were taken by; after twenty
    seconds it stops and says so.
    """
    found, until = Rehearsal(), time.monotonic() + _LONGEST_SECONDS
    old_forms: dict[int, Definition] = {}
    for ticket in _newest(min(count, MOST), ticket_type, by):
        if time.monotonic() > until:
            found.is_cut = True
            break
        given = Given(at=ticket.reported_at, surroundings=surroundings_later(ticket, _ROLES))
        if ticket.form_version_id not in old_forms:
            old_forms[ticket.form_version_id] = FormVersion.objects.get(pk=ticket.form_version_id).definition
        made = rehearse(old_forms[ticket.form_version_id], ticket.answers, definition, given=given)
        found.looked_at += 1
        found.oldest = ticket.reported_at
        found.refused.add(ticket, made.refused)
        found.shown_otherwise.add(ticket, made.shown_otherwise)
        found.lost.add(ticket, made.lost)
    return found


def _newest(count: int, ticket_type: TicketType, by: AbstractBaseUser | AnonymousUser) -> Iterator[Ticket]:
    tickets = Ticket.objects.visible_to(by).filter(ticket_type=ticket_type).select_related("customer")
    return tickets.order_by("-reported_at", "-pk")[:count].iterator(chunk_size=_A_BATCH)
