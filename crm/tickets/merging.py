"""Makes tickets about one matter duplicates of a main one, and takes that back; nothing of a ticket is copied.

A duplicate is over while it is one: the work goes on in the main ticket. A duplicate of a duplicate is one of the main
ticket, so the link is never longer than one step. Outages have links of their own, a floor higher.
"""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from crm.locks import lock_tickets
from crm.models import DuplicateTicket, HazardAcknowledgement, Ticket
from crm.tickets.changing import UnableToChange, change_and_tell
from crm.tickets.erasing import next_erasure
from crm.tickets.telling import tell
from ticketforms.models import TicketType
from ticketforms.stages import BaseState


class DifferentCustomers(UnableToChange):
    """Nobody has said yet that tickets of different customers are meant."""


@transaction.atomic
def merge_into(
    *, ticket: Ticket, main: Ticket, across_customers: bool = False, by: AbstractBaseUser | None, at: datetime
) -> DuplicateTicket:
    """Make a ticket a duplicate of the main one; its own duplicates become the main one's.

    Raises `DifferentCustomers` when they are of two and nobody said that this is meant (`across_customers`), and
    `UnableToChange` when either is over, when evidence of an outage or a hazard on the boards would get lost.
    """
    if ticket.pk == main.pk:
        raise UnableToChange(_("A ticket is no duplicate of itself: choose another one."))
    locked = lock_tickets(ticket.pk, main.pk)
    duplicate, kept = locked[ticket.pk], locked[main.pk]
    _refuse_unless_mergeable(duplicate, kept, across_customers)
    link = DuplicateTicket.objects.create(
        ticket=duplicate,
        main=kept,
        state=duplicate.state,
        stage=duplicate.stage,
        valid_from=at,
        linked_by_id=by.pk if by else None,
    )
    end = duplicate.ticket_type.flow.of(BaseState.CANCELLED)
    erase_at = next_erasure(duplicate.answers, duplicate.form_version.definition, ended_at=at)
    changes = {"state": BaseState.CANCELLED.value, "stage": end.code, "closed_at": at, "erase_at": erase_at}
    change_and_tell(duplicate, "ticket.merged", changes, by=by, at=at, main=kept.pk)
    tell(kept, "ticket.duplicate_attached", data={"duplicate": duplicate.pk}, by=by, at=at)
    for theirs in _duplicates_of(duplicate):
        _end(theirs, by, at)
        _link_again(theirs, kept, came_with=link, by=by, at=at)
    return link


@transaction.atomic
def take_off(*, ticket: Ticket, link: int | None = None, by: AbstractBaseUser | None, at: datetime) -> Ticket:
    """Let a duplicate stand for itself again, where it stood; duplicates that it brought go with it.

    `link` is the one that the person saw. Raises `UnableToChange` when the ticket is no duplicate, or not by that
    link any more.
    """
    seen = DuplicateTicket.objects.present().filter(ticket=ticket).first()
    if seen is None:
        raise UnableToChange(_("Ticket %(ticket)s is no duplicate of another.") % {"ticket": ticket})
    locked = lock_tickets(ticket.pk, seen.main_id)
    present = DuplicateTicket.objects.present().filter(ticket=ticket).first()
    if present is None or present.pk != seen.pk or link not in (None, present.pk):
        raise UnableToChange(
            _("Somebody has merged ticket %(ticket)s otherwise meanwhile: look again.") % {"ticket": ticket}
        )
    duplicate, kept = locked[ticket.pk], locked[seen.main_id]
    _end(present, by, at)
    changes = {"state": present.state, "stage": present.stage, "closed_at": None, "erase_at": None}
    change_and_tell(duplicate, "ticket.unmerged", changes, by=by, at=at, main=kept.pk)
    tell(kept, "ticket.duplicate_taken_off", data={"duplicate": duplicate.pk}, by=by, at=at)
    brought = present.brought.present().select_related("ticket__ticket_type")
    # Those first that came by themselves: the others came with them.
    for came, theirs in sorted(
        ((_came_with_before(theirs, duplicate), theirs) for theirs in brought),
        key=lambda pair: (pair[0] is not None, pair[1].pk),
    ):
        _end(theirs, by, at)
        standing = DuplicateTicket.objects.present().filter(main=duplicate, ticket=came.ticket_id) if came else None
        _link_again(theirs, duplicate, came_with=standing.first() if standing else None, by=by, at=at)
    return duplicate


def main_of(ticket: Ticket) -> DuplicateTicket | None:
    """Return the link by which a ticket is a duplicate now, with its main ticket."""
    return DuplicateTicket.objects.present().filter(ticket=ticket).select_related("main__ticket_type").first()


def duplicates_of(ticket: Ticket) -> list[DuplicateTicket]:
    """Return the links of a ticket's duplicates, each with its ticket, the first reported first."""
    links = DuplicateTicket.objects.present().filter(main=ticket)
    return list(
        links.select_related(
            "ticket__ticket_type__category", "ticket__customer", "ticket__service_point", "linked_by"
        ).order_by("ticket__reported_at", "ticket_id")
    )


def main_tickets_of(tickets: Collection[Ticket]) -> dict[int, Ticket]:
    """Return the main ticket of each that is a duplicate, by the duplicate's key; one query."""
    links = DuplicateTicket.objects.present().filter(ticket__in=[ticket.pk for ticket in tickets])
    return {link.ticket_id: link.main for link in links.select_related("main__ticket_type")}


def of_other_customers(main: Ticket, tickets: Collection[int]) -> int:
    """Return how many of the tickets, by key, are of another customer than the main one."""
    others = Ticket.objects.filter(pk__in=tickets, customer__isnull=False).exclude(customer=main.customer_id)
    return others.count() if main.customer_id else 0


def _refuse_unless_mergeable(duplicate: Ticket, kept: Ticket, across_customers: bool) -> None:
    for one in (duplicate, kept):
        if not one.is_open:
            raise UnableToChange(
                _("Ticket %(ticket)s is already %(state)s: only tickets that go on can be merged.")
                % {"ticket": one, "state": one.get_state_display()}
            )
    if not across_customers and of_other_customers(kept, [duplicate.pk]):
        raise DifferentCustomers(
            _("Tickets %(ticket)s and %(main)s are of different customers: confirm that this is meant.")
            % {"ticket": duplicate, "main": kept}
        )
    # An open report of lost power is evidence of an outage: the one that stays must be so of the same place.
    if duplicate.ticket_type.reporting == TicketType.Reporting.OUTAGE:
        if kept.ticket_type.reporting != TicketType.Reporting.OUTAGE:
            raise UnableToChange(
                _("Ticket %(ticket)s reports lost power and %(main)s does not: make it the main one.")
                % {"ticket": duplicate, "main": kept}
            )
        if duplicate.service_point_id and duplicate.service_point_id != kept.service_point_id:
            raise UnableToChange(
                _("Tickets %(ticket)s and %(main)s report lost power at two places: let them follow one outage.")
                % {"ticket": duplicate, "main": kept}
            )
    is_seen = not duplicate.is_hazard or HazardAcknowledgement.objects.filter(ticket=duplicate).exists()
    if not is_seen and not kept.is_hazard:
        raise UnableToChange(
            _("No dispatcher has acknowledged the hazard of ticket %(ticket)s: make it the main one.")
            % {"ticket": duplicate}
        )


def _duplicates_of(main: Ticket) -> list[DuplicateTicket]:
    links = DuplicateTicket.objects.present().filter(main=main)
    return list(links.select_related("ticket__ticket_type").order_by("ticket_id"))


def _end(link: DuplicateTicket, by: AbstractBaseUser | None, at: datetime) -> None:
    link.valid_to, link.ended_by_id = at, by.pk if by else None
    link.save(update_fields=["valid_to", "ended_by"])


def _link_again(
    ended: DuplicateTicket,
    main: Ticket,
    *,
    came_with: DuplicateTicket | None,
    by: AbstractBaseUser | None,
    at: datetime,
) -> None:
    """Let a duplicate be one of another main ticket; where it stood before all that is remembered."""
    DuplicateTicket.objects.create(
        ticket=ended.ticket,
        main=main,
        state=ended.state,
        stage=ended.stage,
        valid_from=at,
        linked_by_id=by.pk if by else None,
        came_with=came_with,
    )
    tell(ended.ticket, "ticket.merged", data={"main": main.pk}, by=by, at=at)
    tell(main, "ticket.duplicate_attached", data={"duplicate": ended.ticket_id}, by=by, at=at)


def _came_with_before(brought: DuplicateTicket, main: Ticket) -> DuplicateTicket | None:
    """By what the duplicate had come to the main ticket that it goes back to."""
    earlier = DuplicateTicket.objects.filter(ticket=brought.ticket_id, main=main, valid_to__isnull=False)
    former = earlier.order_by("-pk").first()
    return former.came_with if former else None
