"""The network's records that an answer may name: stations by code, outages by number.

Searching shows only what the person may see; finding by a key tells whether there is such a record.
"""

from collections.abc import Mapping

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outages.models import Connection, Device, Outage
from ticketforms.port import Found, User
from ticketforms.storing import storable

_LONGEST = 60
_MOST_DIGITS = 9


class Stations:
    """MV/LV stations by code; narrowed by a service point to those that feed it."""

    label: str | Promise = _("station")

    def search(self, text: str, *, narrowed_by: Mapping[str, str], user: User, limit: int) -> list[Found]:
        """Return stations whose code or name holds the words; with nothing typed, the one that feeds the place."""
        stations = Device.objects.visible_to(user or AnonymousUser()).filter(kind=Device.Kind.STATION)
        if ppe := narrowed_by.get("service_point"):
            feeding = Connection.objects.filter(service_point__ppe=ppe, valid_to=None).select_related("device").first()
            stations = stations.filter(pk__in=feeding.device.ancestor_ids if feeding else [])
        words = storable(text[:_LONGEST]).split()
        if not (words or ppe):
            return []
        return [_station(one) for one in _named(stations, words)[:limit]]

    def find(self, key: str) -> Found | None:
        """Return the station with this code."""
        one = Device.objects.filter(kind=Device.Kind.STATION, code=storable(key)).first()
        return _station(one) if one else None


class Outages:
    """Outages by number, those that go on first; narrowed by a station to those at, above or below it."""

    label: str | Promise = _("outage")

    def search(self, text: str, *, narrowed_by: Mapping[str, str], user: User, limit: int) -> list[Found]:
        """Return outages by number or by their device's code or name; with nothing typed, those that go on."""
        outages = Outage.objects.visible_to(user or AnonymousUser()).select_related("device")
        if code := narrowed_by.get("station"):
            station = Device.objects.filter(code=code).first()
            if station is None:
                return []
            at_or_below = Q(device__path__startswith=station.path)
            outages = outages.filter(at_or_below | Q(device__in=station.ancestor_ids))
        typed = storable(text[:_LONGEST]).strip()
        if not typed:
            outages = outages.ongoing()
        elif typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS:
            outages = outages.filter(number=int(typed))
        else:
            named = _named(Device.objects.all(), typed.split())
            outages = outages.filter(device__in=named)
        goes_on = Case(When(status__in=Outage.ONGOING, then=Value(0)), default=Value(1), output_field=IntegerField())
        return [_outage(one) for one in outages.order_by(goes_on, "-started_at", "-pk")[:limit]]

    def find(self, key: str) -> Found | None:
        """Return the outage with this number."""
        if not (key.isascii() and key.isdigit() and len(key) <= _MOST_DIGITS):
            return None
        one = Outage.objects.select_related("device").filter(number=int(key)).first()
        return _outage(one) if one else None


def _named(devices: QuerySet[Device], words: list[str]) -> QuerySet[Device]:
    for word in words:
        devices = devices.filter(Q(code__icontains=word) | Q(name__icontains=word))
    return devices


def _station(one: Device) -> Found:
    return Found(one.code, str(one), one.name)


def _outage(one: Outage) -> Found:
    return Found(str(one.number), f"{one.number} · {one.device.code}", one.get_status_display())
