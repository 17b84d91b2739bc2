"""The supply tree as the board draws it: devices with their places and how many they feed; not what is broken."""

from collections import Counter

from django.db.models import Count

from outages.models import Connection, Device, keys_in


def drawn_devices() -> list[dict[str, object]]:
    """Return every device as plain data, by code; `place` is longitude and latitude, or `None`. Two queries."""
    fed: Counter[int] = Counter()
    direct = Connection.objects.filter(valid_to=None).values_list("device__path").annotate(count=Count("pk")).order_by()
    for path, count in direct:
        for key in keys_in(path):
            fed[key] += count
    return [
        {
            "pk": device.pk,
            "code": device.code,
            "name": device.name,
            "kind": device.kind,
            "parent": device.parent_id,
            "place": _place(device),
            "fed": fed[device.pk],
        }
        for device in Device.objects.order_by("code", "pk")
    ]


def _place(device: Device) -> tuple[float, float] | None:
    if device.longitude is None or device.latitude is None:
        return None
    return device.longitude, device.latitude
