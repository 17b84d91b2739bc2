"""What was wrong at a place before, and which outages tickets went into; what is wrong now `queries` says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from crm.models import ServicePoint, Ticket
from outages.models import Connection, Outage, ReportLink, keys_in

MOST_SHOWN = 20


@dataclass(frozen=True)
class Interruption:
    """An outage that took the power of a place, and for how long; `lasted` is open while it goes on."""

    outage: Outage
    began_at: datetime
    ended_at: datetime | None

    @property
    def lasted(self) -> timedelta | None:
        return self.ended_at - self.began_at if self.ended_at else None


def interruptions_at(service_point: ServicePoint, now: datetime) -> tuple[Interruption, ...]:
    """Return the newest outages of whatever fed the place while they went on, in two queries."""
    fed = Connection.objects.filter(service_point=service_point).values_list("device__path", "valid_from", "valid_to")
    felt = Q(pk__in=[])
    for path, since, until in fed:
        there = Q(device__in=keys_in(path)) & (Q(restored_at__gt=since) | Q(restored_at=None))
        felt |= there & Q(started_at__lt=until) if until else there
    took_power = Q(status__in=[*Outage.ONGOING, Outage.Status.RESTORED, Outage.Status.CLOSED])
    begun = Outage.objects.filter(felt, took_power, started_at__lte=now).select_related("device")
    return tuple(
        Interruption(outage, outage.known_since or outage.started_at, outage.restored_at)
        for outage in begun.order_by("-started_at", "-pk")[:MOST_SHOWN]
    )


def outages_followed(tickets: Sequence[Ticket]) -> dict[int, Outage]:
    """Return the outage that each ticket follows now, by the ticket's key, in one query."""
    links = ReportLink.objects.filter(ticket__in=tickets, valid_to=None).select_related("outage__device")
    return {link.ticket_id: link.outage for link in links}
