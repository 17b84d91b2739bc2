"""Answers questions about the supply tree: what feeds a service point, what is wrong above it, what is below."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from crm.models import ServicePoint, Ticket
from outages.models import Connection, CrewAssignment, Device, EstimatedRestoration, Outage, ReportLink, keys_in

PLANS_AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class SupplyState:
    """What is known now about the power of one service point; enough to tell a caller without asking again."""

    service_point: ServicePoint
    chain: tuple[Device, ...]
    outage: Outage | None
    planned_outage: Outage | None
    estimate: EstimatedRestoration | None
    estimate_state: EstimatedRestoration.State
    promise: datetime | None
    crew_status: CrewAssignment.Status | None
    crew_since: datetime | None
    reports: int
    minutes_old: int | None

    @property
    def is_power_known_off(self) -> bool:
        """True inside an outage or a planned outage that goes on, and where supply was disconnected on purpose."""
        return self.outage is not None or not self.service_point.is_connected


def device_feeding(service_point: ServicePoint) -> Device | None:
    """Return the device that feeds the service point now, or `None` when nobody has told."""
    present = Connection.objects.filter(service_point=service_point, valid_to=None).select_related("device").first()
    return present.device if present else None


def outage_above(device: Device) -> Outage | None:
    """Return the ongoing outage of the device itself or of the nearest one above it."""
    return _nearest(Outage.objects.ongoing().select_related("device").filter(device__in=device.ancestor_ids))


def planned_due(device: Device, now: datetime) -> Outage | None:
    """Return scheduled work on or above a device whose time has come though nobody said that it began."""
    planned = Outage.objects.filter(kind=Outage.Kind.PLANNED, device__in=device.ancestor_ids)
    due = planned.filter(status=Outage.Status.SCHEDULED, planned_from__lte=now, planned_to__gt=now).exclude(
        device__in=planned.ongoing().values("device")
    )
    return _nearest(due.select_related("device").order_by("pk"))


def outage_followed(ticket: Ticket) -> Outage | None:
    """Return the outage a ticket follows now, whatever its state."""
    link = ReportLink.objects.filter(ticket=ticket, valid_to=None).select_related("outage__device").first()
    return link.outage if link else None


def supply_state(service_point: ServicePoint, now: datetime) -> SupplyState:
    """Return what is known about the power of one service point."""
    return supply_states([service_point], now)[service_point.pk]


def supply_states(points: Sequence[ServicePoint], now: datetime) -> dict[int, SupplyState]:
    """Return the state of each service point by its key, in as many queries for twenty as for one."""
    fed = dict(
        Connection.objects.filter(service_point__in=points, valid_to=None).values_list(
            "service_point_id", "device__path"
        )
    )
    above = {point: keys_in(path) for point, path in fed.items()}
    keys = {key for chain in above.values() for key in chain}
    devices = Device.objects.in_bulk(keys)
    outages = list(told_at_a_glance(Outage.objects.scheduled_or_ongoing().filter(device__in=keys)))
    return {
        point.pk: _state(
            point,
            tuple(devices[key] for key in reversed(above.get(point.pk, ()))),
            [outage for outage in outages if outage.device_id in above.get(point.pk, ())],
            now,
        )
        for point in points
    }


def told_at_a_glance(outages: QuerySet[Outage]) -> QuerySet[Outage]:
    """Load with outages what a line about each needs: device, log of restoration times, crews at work, reports."""
    following = ReportLink.objects.filter(outage=OuterRef("pk"), valid_to=None).order_by()
    following = following.exclude(ticket__state=Ticket.State.CANCELLED)
    counted = following.values("outage").annotate(count=Count("pk")).values("count")
    at_work = CrewAssignment.objects.filter(status__in=CrewAssignment.AT_WORK).select_related("crew")
    return (
        outages.select_related("device")
        .prefetch_related("estimates", Prefetch("assignments", queryset=at_work, to_attr="crews_at_work"))
        .annotate(reports=Coalesce(Subquery(counted), 0))
    )


def foremost_crew(crews: Iterable[CrewAssignment]) -> CrewAssignment | None:
    """Return the crew that is furthest: on site before on the way before assigned."""
    order = CrewAssignment.AT_WORK
    return max(crews, key=lambda job: (order.index(CrewAssignment.Status(job.status)), -job.pk), default=None)


def _state(point: ServicePoint, chain: tuple[Device, ...], outages: Sequence[Outage], now: datetime) -> SupplyState:
    outage = _nearest(found for found in outages if found.is_ongoing)
    crew = foremost_crew(outage.crews_at_work) if outage else None  # type: ignore[attr-defined]  # told_at_a_glance
    estimate = estimate_of(outage) if outage else None
    return SupplyState(
        service_point=point,
        chain=chain,
        outage=outage,
        planned_outage=_next_planned(outages, now),
        estimate=estimate,
        estimate_state=estimate_state(outage, now) if outage else EstimatedRestoration.State.NOT_ASSESSED,
        promise=promise_of(outage, now) if outage else None,
        crew_status=CrewAssignment.Status(crew.status) if crew else None,
        crew_since=crew.status_at if crew else None,
        reports=outage.reports if outage else 0,  # type: ignore[attr-defined]  # told_at_a_glance
        minutes_old=_minutes_old(outage, estimate, crew, now) if outage else None,
    )


def _nearest(outages: Iterable[Outage]) -> Outage | None:
    """The outage of the lowest device explains best; a fault before planned work on the same device."""
    return max(outages, key=lambda outage: (len(outage.device.path), not outage.is_planned), default=None)


def _next_planned(outages: Iterable[Outage], now: datetime) -> Outage | None:
    ahead = [
        outage
        for outage in outages
        if outage.planned_from
        and (outage.is_ongoing or (outage.planned_to and now < outage.planned_to))
        and outage.planned_from < now + PLANS_AHEAD
    ]
    return min(ahead, key=lambda outage: (not outage.is_ongoing, outage.planned_from, outage.pk), default=None)


def _minutes_old(
    outage: Outage, estimate: EstimatedRestoration | None, crew: CrewAssignment | None, now: datetime
) -> int:
    moments = [
        outage.started_at,
        outage.confirmed_at,
        estimate.set_at if estimate else None,
        crew.status_at if crew else None,
    ]
    return max(0, int((now - max(moment for moment in moments if moment)).total_seconds() // 60))


def service_points_off(device: Device) -> tuple[int, int]:
    """Return how many connected service points, and how many critical ones among them, the device feeds."""
    fed = ServicePoint.objects.filter(
        pk__in=Connection.objects.filter(valid_to=None, device__path__startswith=device.path).values("service_point"),
        connection_state=ServicePoint.ConnectionState.CONNECTED,
    )
    return fed.count(), fed.exclude(special_need="").count()


def estimate_of(outage: Outage) -> EstimatedRestoration | None:
    """Return the restoration time that stands: the newest one, since a lower source cannot write over a higher one."""
    return outage.estimates.first()


def promise_of(outage: Outage, now: datetime) -> datetime | None:
    """Return the restoration time that may be read out; `None` when there is none or it has passed."""
    estimate = estimate_of(outage)
    return estimate.restores_at if estimate and not estimate.is_overdue(now) else None


def estimate_state(outage: Outage, now: datetime) -> EstimatedRestoration.State:
    """Return how the outage's restoration time stands: not assessed, initial, revised, overdue, kept or not kept."""
    states = EstimatedRestoration.State
    log = list(outage.estimates.all())
    if not log:
        return states.NOT_ASSESSED
    if outage.restored_at:
        return states.MET if outage.restored_at <= log[0].restores_at else states.MISSED
    if log[0].is_overdue(now):
        return states.OVERDUE
    return states.INITIAL if len(log) == 1 else states.REVISED
