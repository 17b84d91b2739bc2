"""Which device has probably failed, from the places that reported. Pure: a plain tree in, one device out.

The rule and its thresholds: docs/developer/prediction.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

STATIONS_PER_FEEDER = 2
FEEDERS_PER_SUBSTATION = 2
CALLS_PER_FEEDER = 3


@dataclass(frozen=True)
class Node:
    """A device as prediction sees it: `fed` is the number of connected service points below it."""

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


NEEDED_REPORTS = {"lv_circuit": 2, "station": 3}


def predict(tree: Mapping[int, Node], reports: Iterable[Report], place: int) -> int | None:
    """Return the highest device above `place` that the reports prove, or `None` when they prove none.

    A device is proven by enough distinct service points under two or more of its children, or by all it feeds;
    a device known to be energised is never proven, nor anything above it.
    """
    below = _service_points_below(tree, reports)
    proven: set[int] = set()
    for pk in sorted(below, key=lambda pk: _depth(tree, pk), reverse=True):
        if _is_proven(tree, pk, below, proven):
            proven.add(pk)
    best = None
    step: int | None = place
    while step is not None and not tree[step].is_energised:
        if step in proven:
            best = step
        step = tree[step].parent
    return best


def _service_points_below(tree: Mapping[int, Node], reports: Iterable[Report]) -> dict[int, set[int]]:
    below: defaultdict[int, set[int]] = defaultdict(set)
    for report in reports:
        step: int | None = report.device
        while step is not None:
            below[step].add(report.service_point)
            step = tree[step].parent
    return dict(below)


def _is_proven(tree: Mapping[int, Node], pk: int, below: Mapping[int, set[int]], proven: set[int]) -> bool:
    node = tree[pk]
    if node.is_energised:
        return False
    children = [child for child in below if tree[child].parent == pk]
    failed = [child for child in children if child in proven]
    if node.kind == "feeder":
        return len(failed) >= STATIONS_PER_FEEDER and len(below[pk]) >= CALLS_PER_FEEDER
    if node.kind == "substation":
        return len(failed) >= FEEDERS_PER_SUBSTATION
    if len(below[pk]) < NEEDED_REPORTS[node.kind]:
        return False
    is_leaf = node.kind == "lv_circuit"
    return is_leaf or len(children) >= 2 or len(below[pk]) == node.fed


def _depth(tree: Mapping[int, Node], pk: int) -> int:
    depth, parent = 0, tree[pk].parent
    while parent is not None:
        depth, parent = depth + 1, tree[parent].parent
    return depth
