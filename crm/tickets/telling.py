"""How a ticket's events are addressed in the feed; not what they say."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser

from crm import feed
from crm.models import Ticket


def tell(ticket: Ticket, name: str, *, data: Mapping[str, object], by: AbstractBaseUser | None, at: datetime) -> None:
    """Append an event about the ticket for all who watch tickets, its customer and, for a hazard, hazards."""
    topics = ["tickets"]
    if ticket.customer_id:
        topics.append(f"customer:{ticket.customer_id}")
    if ticket.is_hazard:
        topics.append("hazards")
    feed.append(
        name=name, subject=f"ticket:{ticket.pk}", topics=topics, data={"ticket": ticket.pk, **data}, by=by, at=at
    )
