"""The one order in which things are locked; callers lock before they read what they decide on.

First the root of the network, then the service point, then outages by key, then tickets, then links and crews.
Whoever locks more than one outage holds the root.
"""

from crm.models import ServicePoint
from outages.models import Device, Outage


def lock_network(device: Device) -> None:
    """Hold the root above a device until the transaction ends: one prediction at a time in one tree."""
    Device.objects.select_for_update(no_key=True).get(pk=device.ancestor_ids[0])


def lock_service_point(service_point: ServicePoint) -> None:
    """Hold a service point: one report of one place is taken at a time."""
    ServicePoint.objects.select_for_update(no_key=True).get(pk=service_point.pk)


def lock_outages(*pks: int) -> dict[int, Outage]:
    """Return the outages, locked in the order of their keys."""
    locked = Outage.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    return {outage.pk: outage for outage in locked}
