"""What people say about a ticket from its page: a note, a reply, how it ended, that a hazard was seen."""

from django.utils.translation import gettext_lazy as _

from cms.records.ticket_door import Asked, changes_ticket
from crm.tickets import operations
from crm.tickets.moving import cancel, close
from crm.tickets.replying import keep_reply


@changes_ticket("note", done=_("Note added."))
def note(asked: Asked) -> None:
    """Write a note into the ticket's story."""
    operations.add_note(ticket=asked.ticket, text=asked.text, by=asked.by, at=asked.at)


@changes_ticket("reply", done=_("The reply is kept as sent by hand."))
def reply(asked: Asked) -> None:
    """Write down a reply that the person has sent in another program or on paper."""
    channel, to = asked.posted.get("channel", ""), asked.posted.get("to", "")
    keep_reply(ticket=asked.ticket, channel=channel, to=to, text=asked.text, by=asked.by, at=asked.at)


@changes_ticket("close", done=_("Ticket closed."))
def close_ticket(asked: Asked) -> None:
    """Close the ticket with what was done."""
    close(ticket=asked.ticket, resolution=asked.text, by=asked.by, at=asked.at)


@changes_ticket("cancel", done=_("Ticket cancelled."))
def cancel_ticket(asked: Asked) -> None:
    """Cancel the ticket with a reason."""
    cancel(ticket=asked.ticket, reason=asked.text, by=asked.by, at=asked.at)


@changes_ticket("acknowledge", done=_("Hazard acknowledged in your name."), right="crm.add_hazardacknowledgement")
def acknowledge(asked: Asked) -> None:
    """Acknowledge the hazard in the person's name."""
    operations.acknowledge_hazard(ticket=asked.ticket, by=asked.by, at=asked.at)
