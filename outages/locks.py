"""The one order in which things are locked; callers lock before they read what they decide on.

First the root of the network, then the device, the service point, outages by key, tickets (`crm.locks`), and last a
link, a merge, a crew's job, what was told or repeated reports. Whoever locks more than one outage holds the root.
"""

from collections.abc import Iterable

from crm.models import ServicePoint
from outages.models import CrewAssignment, Device, EstimateTold, Outage, OutageMerge, RepeatedReport, ReportLink


def lock_network(device: Device) -> None:
    """Hold the root above a device until the transaction ends: one prediction at a time in one tree."""
    Device.objects.select_for_update(no_key=True).get(pk=device.ancestor_ids[0])


def lock_device(device: Device) -> Device:
    """Return a device, locked; the caller holds the root above it."""
    return Device.objects.select_for_update(no_key=True).get(pk=device.pk)


def lock_service_point(service_point: ServicePoint) -> None:
    """Hold a service point: one report of one place is taken at a time."""
    ServicePoint.objects.select_for_update(no_key=True).get(pk=service_point.pk)


def lock_outages(*pks: int) -> dict[int, Outage]:
    """Return the outages, locked in the order of their keys."""
    locked = Outage.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    return {outage.pk: outage for outage in locked}


def lock_link(link: ReportLink) -> ReportLink:
    """Return a ticket's link, locked; the caller holds the outage it leads to."""
    return ReportLink.objects.select_for_update(no_key=True).get(pk=link.pk)


def lock_merge(merge: OutageMerge) -> OutageMerge:
    """Return a merge, locked; the caller holds both its outages."""
    return OutageMerge.objects.select_for_update(no_key=True).get(pk=merge.pk)


def lock_assignment(assignment: CrewAssignment) -> CrewAssignment:
    """Return a crew's job with the crew, locked; the caller holds the outage."""
    jobs = CrewAssignment.objects.select_for_update(of=("self",), no_key=True).select_related("crew")
    return jobs.get(pk=assignment.pk)


def lock_told(told: EstimateTold) -> EstimateTold:
    """Return what a caller was told, with outage, customer and call, locked; nothing else is held."""
    rows = EstimateTold.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("outage__device", "customer", "call", "estimate").get(pk=told.pk)


def lock_repeated_reports(pks: Iterable[int]) -> list[RepeatedReport]:
    """Return the reports with their tickets, locked in the order of their keys; nothing else is held."""
    reports = RepeatedReport.objects.filter(pk__in=pks).select_related("ticket").order_by("pk")
    return list(reports.select_for_update(of=("self",), no_key=True))
