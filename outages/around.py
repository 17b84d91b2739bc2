"""Answers what goes on around a place: other outages that may be meant there, and what neighbours reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.models import ServicePoint, Ticket
from outages.models import Connection, Device, Outage, ReportLink
from outages.network.queries import told_at_a_glance

LATELY, A_DAY = timedelta(minutes=15), timedelta(hours=24)
_MOST_COMPARED, _MOST_OUTAGES, _MOST_TICKETS = 200, 3, 5


@dataclass(frozen=True)
class OutageAround:
    """An outage that does not reach the place as far as is known, and why it may be what is reported there.

    `shared` is the nearest device that feeds both; `lately` counts the reports of the last quarter of an hour.
    """

    outage: Outage
    shared: Device
    lately: int

    @property
    def reason(self) -> str:
        """Why it may be meant, in the present language."""
        same = {
            Device.Kind.LV_CIRCUIT: _("same circuit"),
            Device.Kind.STATION: _("same station"),
            Device.Kind.FEEDER: _("same feeder"),
            Device.Kind.SUBSTATION: _("same substation"),
        }[Device.Kind(self.shared.kind)]
        if not self.lately:
            return same
        reports = ngettext("%(count)d report in 15 min", "%(count)d reports in 15 min", self.lately)
        return f"{same}, {reports % {'count': self.lately}}"


def outages_around(chain: Sequence[Device], at: datetime, *, limit: int = _MOST_OUTAGES) -> list[OutageAround]:
    """Return ongoing outages that share a device with a place: of the nearest shared one first, then the most reported.

    `chain` are the devices that feed the place, the lowest first; outages of these are not around it, they reach it.
    Two queries.
    """
    if not chain:
        return []
    below = Outage.objects.ongoing().filter(device__path__startswith=chain[-1].path).exclude(device__in=chain)
    compared = list(told_at_a_glance(below.order_by("-started_at", "-pk"))[:_MOST_COMPARED])
    shared = {outage.pk: _shared(chain, outage.device) for outage in compared}

    def nearness(outage: Outage) -> tuple[int, int, float]:
        reports = outage.reports  # type: ignore[attr-defined]  # told_at_a_glance
        return -len(shared[outage.pk].path), -reports, -outage.started_at.timestamp()

    nearest = sorted(compared, key=nearness)[:limit]
    lately = _reported_since(nearest, at - LATELY)
    return [OutageAround(outage, shared[outage.pk], lately.get(outage.pk, 0)) for outage in nearest]


def tickets_around(
    place: ServicePoint, chain: Sequence[Device], at: datetime, *, limit: int = _MOST_TICKETS
) -> list[Ticket]:
    """Return what is still open of what neighbours of the same station reported within a day, the newest first."""
    station = next((device for device in chain if device.kind == Device.Kind.STATION), None) or next(iter(chain), None)
    if station is None:
        return []
    fed = Connection.objects.filter(device__path__startswith=station.path, valid_to=None).values("service_point")
    theirs = Ticket.objects.open().filter(service_point__in=fed, reported_at__gt=at - A_DAY)
    return list(theirs.exclude(service_point=place).with_marks().order_by("-reported_at", "-pk")[:limit])


def _shared(chain: Sequence[Device], device: Device) -> Device:
    return next((above for above in chain if device.path.startswith(above.path)), chain[-1])


def _reported_since(outages: Sequence[Outage], since: datetime) -> dict[int, int]:
    links = ReportLink.objects.filter(outage__in=outages, valid_to=None, ticket__reported_at__gt=since).order_by()
    return dict(links.values_list("outage").annotate(count=Count("pk")))
