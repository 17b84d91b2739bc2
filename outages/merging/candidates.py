"""Which device the reports point at, and which predictions may follow it; changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from crm.models import ServicePoint
from outages.models import (
    CrewAssignment,
    Device,
    EstimatedRestoration,
    Outage,
    OutageMerge,
    Reason,
    ReportLink,
)
from outages.network.evidence import Witness, held_devices, is_kept_apart, tree_of, witnesses
from outages.prediction.rules import PARTS_THAT_PROVE, Proof, predict, proofs


@dataclass(frozen=True)
class Finding:
    """The device the reports point at, the reports below it, and why in a sentence."""

    device: Device
    witnesses: tuple[Witness, ...]
    reason: Reason


def failed_above(place: Device, service_point: ServicePoint, at: datetime) -> Finding | None:
    """Return the highest device above a place that the reports of the last hour prove.

    Climbs only as far as the report of this service point can have changed anything.
    """
    found: Finding | None = None
    for top in _levels(place):
        seen = witnesses(top, at)
        tree = tree_of(seen, place, top)
        held = held_devices(place, seen)
        proof = predict(tree, [witness.report for witness in seen], place.pk, held)
        if proof:
            found = _finding(proof, seen)
        proven = proofs(tree, [w.report for w in seen], held)
        before = proofs(tree, [w.report for w in seen if w.service_point != service_point.pk], held)
        parent = top.parent
        if parent is None or not any(
            tree[key].kind in PARTS_THAT_PROVE[parent.kind] for key in proven.keys() - before.keys()
        ):
            return found
    return found


def movable_below(finding: Finding) -> list[Outage]:
    """Return the predictions below a device that no person has touched, nor keeps apart, in order of their keys."""
    placed = ReportLink.objects.filter(outage=OuterRef("pk"), valid_to=None, linked_by__isnull=False, came_with=None)
    sent = CrewAssignment.objects.filter(outage=OuterRef("pk"), status__in=CrewAssignment.AT_WORK)
    promised = EstimatedRestoration.objects.filter(outage=OuterRef("pk"), set_by__isnull=False)
    untouched = (
        Outage.objects.faults()
        .filter(status=Outage.Status.PREDICTED, is_placed_by_hand=False, device__path__startswith=finding.device.path)
        .exclude(device=finding.device)
        .exclude(Exists(placed))
        .exclude(Exists(sent))
        .exclude(Exists(promised))
        .order_by("pk")
    )
    undone = OutageMerge.objects.filter(source__in=untouched, undone_by__isnull=False)
    apart = {merge.source_id for merge in undone if is_kept_apart(merge, finding.witnesses)}
    return [outage for outage in untouched if outage.pk not in apart]


def _levels(place: Device) -> list[Device]:
    """The highest device above a place that reports prove by themselves, then each device above that."""
    above = Device.objects.select_related("parent").in_bulk(place.ancestor_ids)
    upwards = [above[key] for key in reversed(place.ancestor_ids)]
    by_reports = [device for device in upwards if device.kind not in PARTS_THAT_PROVE]
    by_parts = [device for device in upwards if device.kind in PARTS_THAT_PROVE]
    return by_reports[-1:] + by_parts


def _finding(proof: Proof, seen: Sequence[Witness]) -> Finding:
    devices = Device.objects.in_bulk([proof.device, *proof.parts])
    device = devices[proof.device]
    below = tuple(witness for witness in seen if witness.path.startswith(device.path))
    data: dict[str, object] = {"points": proof.points, "device": device.code, "parts": len(proof.parts)}
    if device.kind in PARTS_THAT_PROVE:
        codes = ", ".join(sorted(devices[part].code for part in proof.parts))
        return Finding(device, below, Reason("proven_below", {**data, "codes": codes}))
    if proof.is_all:
        return Finding(device, below, Reason("all_reported", data))
    code = "several_parts" if len(proof.parts) > 1 else "few_reported"
    return Finding(device, below, Reason(code, data))
