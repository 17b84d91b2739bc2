"""Keeps the replies that people sent by hand, in another program or on paper; nothing is sent from here."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from crm.locks import lock_tickets
from crm.models import Ticket, TicketReply
from crm.tickets.changing import UnableToChange, fit_text
from crm.tickets.reading import masked
from crm.tickets.telling import tell
from ticketforms.storing import is_storable

LONGEST_REPLY = 4000
LONGEST_RECIPIENT = 240
_SHOWN = 60


@transaction.atomic
def keep_reply(*, ticket: Ticket, channel: str, to: str, text: str, by: AbstractBaseUser, at: datetime) -> TicketReply:
    """Write down that this person has sent a reply, whatever the ticket's state; to whom, is kept masked.

    Raises `UnableToChange` for a channel that is none, a recipient that cannot be kept, and an unfit text.
    """
    locked = lock_tickets(ticket.pk)[ticket.pk]
    if channel not in TicketReply.Channel.values:
        raise UnableToChange(_("Choose by what the reply was sent."))
    recipient = to.strip()
    if len(recipient) > LONGEST_RECIPIENT or not is_storable(recipient):
        raise UnableToChange(
            _("Shorten the recipient to %(longest)d readable characters.") % {"longest": LONGEST_RECIPIENT}
        )
    reply = TicketReply.objects.create(
        ticket=locked,
        channel=channel,
        sent_to=masked_recipient(recipient),
        text=fit_text(text, LONGEST_REPLY),
        sent_by_id=by.pk,
        sent_at=at,
    )
    tell(locked, "ticket.replied", data={"reply": reply.pk, "channel": channel}, by=by, at=at)
    return reply


def replies_to_each(tickets: Collection[Ticket]) -> dict[int, list[TicketReply]]:
    """Return the replies about each ticket, by its key, the newest first and without their texts, in one query."""
    found: dict[int, list[TicketReply]] = defaultdict(list)
    for reply in TicketReply.objects.filter(ticket__in=tickets).defer("text").order_by("-sent_at", "-pk"):
        found[reply.ticket_id].append(reply)
    return found


def masked_recipient(to: str) -> str:
    """Return an address so that it can be recognised and not read: of an e-mail its first letter and its domain, of a
    postal address the town, of anything else its end.
    """
    name, at_sign, domain = to.rpartition("@")
    if at_sign and name and domain:
        return f"{name[0]}••••@{domain[:_SHOWN]}"
    street, comma, town = to.rpartition(",")
    if comma and street.strip() and town.strip():
        return f"••••, {town.strip()[:_SHOWN]}"
    return masked(to) if to else ""
