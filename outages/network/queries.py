"""Answers questions about the supply tree: what feeds a service point, what is below a device."""

from collections import Counter
from datetime import datetime

from django.db.models import Count

from crm.models import ServicePoint
from outages.models import Connection, Device, EstimatedRestoration, Outage
from outages.prediction.rules import Node


def device_feeding(service_point: ServicePoint) -> Device | None:
    """Return the device that feeds the service point now, or `None` when nobody has told."""
    present = Connection.objects.filter(service_point=service_point, valid_to=None).select_related("device").first()
    return present.device if present else None


def supply_outage(service_point: ServicePoint) -> Outage | None:
    """Return the ongoing outage the service point is in: of the nearest device on its way up."""
    device = device_feeding(service_point)
    if device is None:
        return None
    above = Outage.objects.ongoing().filter(device__in=device.ancestor_ids).exclude(kind=Outage.Kind.PLANNED)
    return max(above.select_related("device"), key=lambda outage: len(outage.device.path), default=None)


def service_points_off(device: Device) -> tuple[int, int]:
    """Return how many connected service points, and how many critical ones among them, the device feeds."""
    fed = ServicePoint.objects.filter(
        pk__in=Connection.objects.filter(valid_to=None, device__path__startswith=device.path).values("service_point"),
        connection_state=ServicePoint.ConnectionState.CONNECTED,
    )
    return fed.count(), fed.exclude(special_need="").count()


def tree_around(device: Device) -> dict[int, Node]:
    """Return the whole tree under the root above a device, as prediction wants it."""
    root = f"/{device.ancestor_ids[0]}/"
    devices = list(Device.objects.filter(path__startswith=root))
    fed: Counter[int] = Counter()
    direct = Connection.objects.filter(
        valid_to=None,
        device__path__startswith=root,
        service_point__connection_state=ServicePoint.ConnectionState.CONNECTED,
    )
    for path, count in direct.values_list("device__path").annotate(count=Count("pk")).order_by():
        for ancestor in path.strip("/").split("/"):
            fed[int(ancestor)] += count
    return {
        found.pk: Node(
            pk=found.pk,
            kind=found.kind,
            parent=found.parent_id,
            is_energised=found.energisation == Device.Energisation.ENERGISED,
            fed=fed[found.pk],
        )
        for found in devices
    }


def estimate_of(outage: Outage) -> EstimatedRestoration | None:
    """Return the restoration time people are told: the newest one, since a lower source cannot be written over."""
    return outage.estimates.first()


def promise_of(outage: Outage, now: datetime) -> datetime | None:
    """Return the restoration time that may be read out; `None` when there is none or it has passed."""
    estimate = estimate_of(outage)
    return estimate.restores_at if estimate and not estimate.is_overdue(now) else None
