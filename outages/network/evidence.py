"""Which reports speak for a failure, and the little of the supply tree that is needed to judge them.

What is loaded depends on the reports below one device, never on the size of the tree or on tickets elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from crm.models import ServicePoint, Ticket
from outages.models import Connection, Device, Outage, OutageMerge, ReportLink, keys_in
from outages.prediction.rules import NEEDED_REPORTS, PARTS_THAT_PROVE, Node, Report
from ticketforms.models import TicketType

WINDOW = timedelta(minutes=60)
_OPEN = [state for state in Ticket.State if state not in Ticket.FINAL_STATES]


@dataclass(frozen=True)
class Witness:
    """An open report of lost power: where it is fed from, since when it is known, whether it follows an outage."""

    ticket: int
    service_point: int
    path: str
    reported_at: datetime
    is_following: bool

    @property
    def report(self) -> Report:
        """The report as prediction takes it."""
        return Report(self.service_point, keys_in(self.path)[-1])


def witnesses(top: Device, at: datetime) -> list[Witness]:
    """Return the reports of the last hour below a device that speak for a failure, oldest first.

    A report whose outage is over or planned, or that a person took off its outage, says nothing about a new one; nor
    does one of a service point that was disconnected on purpose, or of a type that never joins others.
    """
    rows = list(
        Connection.objects.filter(
            valid_to=None,
            device__path__startswith=top.path,
            service_point__connection_state=ServicePoint.ConnectionState.CONNECTED,
            service_point__tickets__state__in=_OPEN,
            service_point__tickets__reported_at__gt=at - WINDOW,
            service_point__tickets__ticket_type__reporting=TicketType.Reporting.OUTAGE,
            service_point__tickets__ticket_type__is_groupable=True,
        )
        .order_by("service_point__tickets__reported_at", "service_point__tickets")
        .values_list("service_point__tickets", "service_point", "device__path", "service_point__tickets__reported_at")
    )
    following, spent = _links_of(row[0] for row in rows)
    return [
        Witness(ticket, point, path, reported_at, ticket in following)
        for ticket, point, path, reported_at in rows
        if ticket not in spent
    ]


def tree_of(found: Sequence[Witness], place: Device, top: Device) -> dict[int, Node]:
    """Return the devices above the witnesses and above `place`, up to `top`, as prediction wants them."""
    above_top = set(top.ancestor_ids[:-1])
    keys = {key for path in {place.path, *(witness.path for witness in found)} for key in keys_in(path)} - above_top
    devices = Device.objects.in_bulk(keys)
    energised = _energised_within(top)
    fed = _fed_by(devices.values(), found)
    return {
        device.pk: Node(
            pk=device.pk,
            kind=device.kind,
            parent=device.parent_id if device.pk != top.pk else None,
            is_energised=device.pk in energised,
            fed=fed.get(device.pk, 0),
        )
        for device in devices.values()
    }


def held_devices(place: Device, found: Sequence[Witness]) -> frozenset[int]:
    """Return the devices above a place into whose outage a merge was undone by a person, without new evidence since."""
    undone = OutageMerge.objects.filter(
        target__device__in=place.ancestor_ids, undone_by__isnull=False, source__status__in=Outage.ONGOING
    ).select_related("target__device")
    return frozenset(
        merge.target.device_id
        for merge in undone
        if is_kept_apart(merge, [w for w in found if w.path.startswith(merge.target.device.path)])
    )


def is_kept_apart(merge: OutageMerge, found: Iterable[Witness]) -> bool:
    """True until a report comes, after the merge was undone, from a place that had none in either outage."""
    known = set(
        ReportLink.objects.filter(
            outage__in=(merge.source_id, merge.target_id), valid_from__lte=merge.undone_at
        ).values_list("ticket__service_point_id", flat=True)
    )
    return not any(
        witness.service_point not in known and merge.undone_at and witness.reported_at > merge.undone_at
        for witness in found
    )


def _links_of(tickets: Iterable[int]) -> tuple[set[int], set[int]]:
    """Return which tickets follow an outage now, and which are spent as evidence."""
    following: set[int] = set()
    taken_off: set[int] = set()
    over: set[int] = set()
    links = ReportLink.objects.filter(ticket__in=list(tickets)).select_related("outage").order_by("pk")
    for link in links:
        if link.valid_to is not None:
            (taken_off.add if link.ended_by_id else taken_off.discard)(link.ticket_id)
        elif link.outage.is_ongoing and not link.outage.is_planned:
            following.add(link.ticket_id)
        else:
            over.add(link.ticket_id)
    return following, over | (taken_off - following)


def _energised_within(top: Device) -> set[int]:
    """Return the devices that have power: known so themselves, or above one below `top` that is."""
    live = Device.objects.filter(path__startswith=top.path, energisation=Device.Energisation.ENERGISED)
    return {key for path in live.values_list("path", flat=True) for key in keys_in(path)}


def _fed_by(devices: Iterable[Device], found: Sequence[Witness]) -> dict[int, int]:
    """Count what stations feed, where the count can matter: enough reports, all in one part."""
    points: defaultdict[int, set[int]] = defaultdict(set)
    for witness in found:
        for key in keys_in(witness.path):
            points[key].add(witness.service_point)
    by_reports = [device for device in devices if device.kind not in PARTS_THAT_PROVE]
    counted = [device for device in by_reports if len(points[device.pk]) >= NEEDED_REPORTS[device.kind]]
    if not counted:
        return {}
    below = reduce(or_, (Q(device__path__startswith=device.path) for device in counted))
    fed: defaultdict[int, int] = defaultdict(int)
    connected = ServicePoint.ConnectionState.CONNECTED
    paths = Connection.objects.filter(below, valid_to=None, service_point__connection_state=connected)
    for path in paths.values_list("device__path", flat=True):
        for key in keys_in(path):
            fed[key] += 1
    return {device.pk: fed[device.pk] for device in counted}
