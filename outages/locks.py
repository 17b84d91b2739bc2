"""The one order in which outages and the network are locked; callers lock before they read what they decide on."""

from outages.models import Device, Outage


def lock_network(device: Device) -> None:
    """Hold the root above a device until the transaction ends: one prediction at a time in one tree."""
    Device.objects.select_for_update().get(pk=device.ancestor_ids[0])


def lock_outages(*pks: int) -> dict[int, Outage]:
    """Return the outages, locked in the order of their keys."""
    locked = Outage.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    return {outage.pk: outage for outage in locked}
