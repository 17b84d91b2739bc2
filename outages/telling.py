"""How an outage's events are addressed in the feed; not what they say."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser

from crm import feed
from crm.models import Ticket
from outages.models import Outage, ReportLink


def tell(
    outage: Outage,
    name: str,
    *,
    data: Mapping[str, object],
    by: AbstractBaseUser | None,
    at: datetime,
    topics: Iterable[str] = (),
) -> None:
    """Append an event about the outage, for all who watch outages and for those who watch `topics`."""
    feed.append(
        name=name,
        subject=f"outage:{outage.pk}",
        topics=["outages", *topics],
        data={"outage": outage.pk, "number": outage.number, "status": outage.status, **data},
        by=by,
        at=at,
    )


def about(tickets: Iterable[Ticket]) -> list[str]:
    """Return the topics of tickets and of their customers, each once."""
    named: dict[str, None] = {}
    for ticket in tickets:
        named[f"ticket:{ticket.pk}"] = None
        if ticket.customer_id:
            named[f"customer:{ticket.customer_id}"] = None
    return list(named)


def followers(outage: Outage) -> list[str]:
    """Return the topics of the tickets that follow an outage now, and of their customers."""
    links = ReportLink.objects.filter(outage=outage, valid_to=None).select_related("ticket").order_by("ticket_id")
    return about(link.ticket for link in links)
