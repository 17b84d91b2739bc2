"""Which device has probably failed, from the places that reported. Pure: a plain tree in, one proof out.

The rule and its thresholds: docs/developer/prediction.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

NEEDED_REPORTS = {"lv_circuit": 2, "station": 3, "feeder": 3, "substation": 3}
PARTS_THAT_PROVE = {"feeder": frozenset({"station", "feeder"}), "substation": frozenset({"feeder", "substation"})}
NEEDED_PARTS = 2


@dataclass(frozen=True)
class Node:
    """A device as prediction sees it: `fed` counts the connected service points below it.

    `is_energised` is true when the device, or any below it, is known to have power.
    """

    pk: int
    kind: str
    parent: int | None
    is_energised: bool
    fed: int


@dataclass(frozen=True)
class Report:
    """One service point that reported a loss of power, and the device that feeds it directly."""

    service_point: int
    device: int


@dataclass(frozen=True)
class Proof:
    """Why a device is taken to have failed: how many service points reported, under which of its parts."""

    device: int
    points: int
    parts: tuple[int, ...]
    is_all: bool


def predict(
    tree: Mapping[int, Node], reports: Iterable[Report], place: int, held: AbstractSet[int] = frozenset()
) -> Proof | None:
    """Return the proof of the highest device above `place` that the reports prove, or `None` when they prove none.

    A device is proven by enough distinct service points under two or more of its parts, or by all it feeds. One that
    has power is never proven, nor anything above it; nor is a `held` one, which a person said has not failed.
    """
    proven = proofs(tree, reports, held)
    best = None
    step: int | None = place
    while step is not None and step in tree and not tree[step].is_energised:
        best = proven.get(step, best)
        step = tree[step].parent
    return best


def proofs(
    tree: Mapping[int, Node], reports: Iterable[Report], held: AbstractSet[int] = frozenset()
) -> dict[int, Proof]:
    """Return the proof of every device that the reports prove, by device; the order of the reports does not matter."""
    below = _service_points_below(tree, reports)
    parts: defaultdict[int, set[int]] = defaultdict(set)
    for pk in below:
        if (parent := tree[pk].parent) is not None and parent in tree:
            parts[parent].add(pk)
    proven: dict[int, Proof] = {}
    failed_kinds: defaultdict[int, set[str]] = defaultdict(set)
    for pk in sorted(below, key=lambda pk: (-_depth(tree, pk), pk)):
        proof = None if pk in held else _proof(tree[pk], below[pk], parts[pk], failed_kinds)
        for part in parts[pk]:
            failed_kinds[pk] |= failed_kinds[part]
        if proof:
            proven[pk] = proof
            failed_kinds[pk].add(tree[pk].kind)
    return proven


def _proof(node: Node, points: set[int], parts: set[int], failed_kinds: Mapping[int, set[str]]) -> Proof | None:
    if node.is_energised or len(points) < NEEDED_REPORTS[node.kind]:
        return None
    if node.kind in PARTS_THAT_PROVE:
        failed = [part for part in sorted(parts) if failed_kinds[part] & PARTS_THAT_PROVE[node.kind]]
        return Proof(node.pk, len(points), tuple(failed), False) if len(failed) >= NEEDED_PARTS else None
    is_all = len(points) >= node.fed > 0
    if node.kind == "station" and len(parts) < NEEDED_PARTS and not is_all:
        return None
    return Proof(node.pk, len(points), tuple(sorted(parts)), is_all)


def _service_points_below(tree: Mapping[int, Node], reports: Iterable[Report]) -> dict[int, set[int]]:
    below: defaultdict[int, set[int]] = defaultdict(set)
    for report in reports:
        step: int | None = report.device
        while step is not None and step in tree:
            below[step].add(report.service_point)
            step = tree[step].parent
    return dict(below)


def _depth(tree: Mapping[int, Node], pk: int) -> int:
    depth, parent = 0, tree[pk].parent
    while parent is not None and parent in tree:
        depth, parent = depth + 1, tree[parent].parent
    return depth
