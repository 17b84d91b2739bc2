"""What a dispatcher sees: the board's rows and the whole card of one outage, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from outages.models import (
    CrewAssignment,
    Device,
    EstimatedRestoration,
    EstimateTold,
    Outage,
    OutageMerge,
    RepairProgress,
    ReportLink,
)
from outages.network.queries import estimate_of, estimate_state, foremost_crew, promise_of, told_at_a_glance
from outages.repair.promises import disappointed

_PLANNED_SOON = timedelta(hours=24)


@dataclass(frozen=True)
class BoardRow:
    """One outage as the board lists it; of several crews the one that is furthest."""

    outage: Outage
    number: int
    device: Device
    feeder: Device | None
    kind: str
    status: str
    customers_off: int
    critical: int
    reports: int
    crew: str
    crew_status: CrewAssignment.Status | None
    crew_since: datetime | None
    estimate: EstimatedRestoration | None
    estimate_state: EstimatedRestoration.State
    started_at: datetime
    age: timedelta
    reason: str


@dataclass(frozen=True)
class OutageCard:
    """All that the drawer of one outage shows."""

    row: BoardRow
    reason: str
    chain: tuple[Device, ...]
    promise: datetime | None
    tickets: tuple[ReportLink, ...]
    merges: tuple[OutageMerge, ...]
    merged_into: OutageMerge | None
    estimates: tuple[EstimatedRestoration, ...]
    crews: tuple[CrewAssignment, ...]
    progress: tuple[RepairProgress, ...]
    disappointed: tuple[EstimateTold, ...]


def board_rows(now: datetime) -> list[BoardRow]:
    """Return the outages that go on and the planned ones of the next day: most customers first within a feeder."""
    is_near = Q(status__in=Outage.ONGOING) | Q(planned_from__lt=now + _PLANNED_SOON)
    outages = list(told_at_a_glance(Outage.objects.scheduled_or_ongoing().filter(is_near)))
    feeders = _feeders(outages)
    rows = [_row(outage, feeders, now) for outage in outages]
    return sorted(rows, key=lambda row: (row.feeder.code if row.feeder else "", -row.customers_off, row.outage.pk))


def outage_card(outage: Outage, now: datetime) -> OutageCard:
    """Return the card of one outage, whatever its state."""
    fresh = told_at_a_glance(Outage.objects.filter(pk=outage.pk)).get()
    above = Device.objects.in_bulk(fresh.device.ancestor_ids)
    chain = tuple(above[key] for key in reversed(fresh.device.ancestor_ids))
    merges = fresh.merges_in.filter(undone_at=None).select_related("source__device", "merged_by")
    away = fresh.merges_away.filter(undone_at=None).select_related("target__device", "merged_by")
    links = fresh.report_links.filter(valid_to=None).select_related(
        "ticket__ticket_type__category", "ticket__customer", "ticket__service_point", "linked_by"
    )
    return OutageCard(
        row=_row(fresh, {fresh.pk: _feeder_in(chain)}, now),
        reason=fresh.reason,
        chain=chain,
        promise=promise_of(fresh, now),
        tickets=tuple(links),
        merges=tuple(merges),
        merged_into=away.first(),
        estimates=tuple(fresh.estimates.select_related("set_by")),
        crews=tuple(fresh.assignments.select_related("crew")),
        progress=tuple(fresh.progress.select_related("noted_by")),
        disappointed=tuple(disappointed(fresh, now)),
    )


def _feeders(outages: list[Outage]) -> dict[int, Device | None]:
    """Return the feeder of each outage by the outage's key."""
    keys = {key for outage in outages for key in outage.device.ancestor_ids}
    feeders = Device.objects.filter(kind=Device.Kind.FEEDER).in_bulk(keys)
    return {
        outage.pk: next((feeders[key] for key in reversed(outage.device.ancestor_ids) if key in feeders), None)
        for outage in outages
    }


def _feeder_in(chain: tuple[Device, ...]) -> Device | None:
    return next((device for device in chain if device.kind == Device.Kind.FEEDER), None)


def _row(outage: Outage, feeders: dict[int, Device | None], now: datetime) -> BoardRow:
    crew = foremost_crew(outage.crews_at_work)  # type: ignore[attr-defined]  # told_at_a_glance
    return BoardRow(
        outage=outage,
        number=outage.number,
        device=outage.device,
        feeder=feeders[outage.pk],
        kind=outage.kind,
        status=outage.status,
        customers_off=outage.customers_off,
        critical=outage.critical_customers_off,
        reports=outage.reports,  # type: ignore[attr-defined]  # told_at_a_glance
        crew=crew.crew.name if crew else "",
        crew_status=CrewAssignment.Status(crew.status) if crew else None,
        crew_since=crew.status_at if crew else None,
        estimate=estimate_of(outage),
        estimate_state=estimate_state(outage, now),
        started_at=outage.started_at,
        age=max(timedelta(0), now - outage.started_at),
        reason=outage.reason,
    )
