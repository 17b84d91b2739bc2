"""All that the drawer and its actions know about the chosen outage, read once in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from crm.models import Ticket
from outages.models import Crew, CrewAssignment, Outage, OutageMerge
from outages.repair.queries import OutageCard, outage_card


@dataclass(frozen=True)
class Situation:
    """An outage with its card, the outages it could go into, and the crews with the jobs they have now."""

    card: OutageCard
    higher: tuple[Outage, ...]
    crews: tuple[Crew, ...]
    jobs: Mapping[int, CrewAssignment]
    now: datetime

    @property
    def outage(self) -> Outage:
        return self.card.row.outage

    @property
    def tickets(self) -> list[Ticket]:
        return [link.ticket for link in self.card.tickets]

    @property
    def merges(self) -> tuple[OutageMerge, ...]:
        return self.card.merges

    @property
    def at_work(self) -> list[CrewAssignment]:
        return [job for job in self.card.crews if job.status in CrewAssignment.AT_WORK]


def situation_of(outage: Outage, now: datetime) -> Situation:
    """Return what is known about an outage now; free crews come first."""
    card = outage_card(outage, now)
    fresh = card.row.outage
    higher = Outage.objects.ongoing().faults().filter(device__in=fresh.device.ancestor_ids).exclude(pk=fresh.pk)
    jobs = {
        job.crew_id: job
        for job in CrewAssignment.objects.filter(status__in=CrewAssignment.AT_WORK).select_related("outage")
    }
    crews = sorted(Crew.objects.filter(is_active=True), key=lambda crew: (crew.pk in jobs, crew.name))
    return Situation(card, tuple(higher.select_related("device")), tuple(crews), jobs, now)
