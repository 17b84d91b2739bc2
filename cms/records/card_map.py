"""Where a customer's places stand, as a small drawing: marks, what feeds them, a scale; it knows no map from outside.

Places in one state that are too near to each other to be told apart become one mark with their number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.models import ServicePoint
from outages.models import Device
from outages.network.queries import SupplyState

# About as wide as it stands on a small screen, so that its words are not smaller than those around it.
WIDTH, LOW, HIGH = 360, 150, 270
_MARGIN, _CELL, _APART = 26, 24, 26
_MANY = 12
_METRES_A_DEGREE = 111_320
# A single house is shown with its street around it, not as large as the drawing.
_LEAST_METRES = 600
_LENGTHS = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
# From what matters most to what matters least.
STATES = ("off", "disconnected", "planned", "unknown", "on")


@dataclass(frozen=True)
class Mark:
    """Places in one state at one spot: on, unknown, planned, disconnected or off; `key` is the place if it is one."""

    x: float
    y: float
    state: str
    count: int
    words: str
    key: int | None
    care: str


@dataclass(frozen=True)
class StationMark:
    """What feeds places, faintly, with the ends of the lines to them."""

    x: float
    y: float
    words: str
    ends: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Map:
    """The drawing; `unplaced` places have no coordinates, `bar` is as long as `bar_metres`."""

    height: int
    marks: tuple[Mark, ...]
    stations: tuple[StationMark, ...]
    bar: float
    bar_words: str
    unplaced: int
    is_large: bool
    width: int = WIDTH


def map_of(places: Sequence[ServicePoint], states: Mapping[int, SupplyState]) -> Map | None:
    """Return the drawing of the places, `None` when nobody knows where any of them is."""
    placed = [place for place in places if place.latitude is not None and place.longitude is not None]
    if not placed:
        return None
    fed = {place.pk: _station(states.get(place.pk)) for place in placed}
    stations = {station.pk: station for station in fed.values() if station}
    frame = _Frame.around([*map(_spot, placed), *map(_spot, stations.values())], is_large=len(placed) > _MANY)
    marks = _marks(placed, states, frame)
    return Map(
        height=frame.height,
        marks=tuple(marks),
        stations=tuple(_fed_by(station, fed, placed, frame) for station in stations.values()),
        bar=round(frame.bar_metres * frame.scale, 1),
        bar_words=_length(frame.bar_metres),
        unplaced=len(places) - len(placed),
        is_large=len(placed) > _MANY,
    )


def state_of(place: ServicePoint, supply: SupplyState | None) -> str:
    """Return how the place stands: off, disconnected, planned (power goes later), on, or unknown."""
    if not place.is_connected:
        return "disconnected"
    if supply is None:
        return "unknown"
    if supply.outage:
        return "off"
    return "planned" if supply.planned_outage else "on"


@dataclass(frozen=True)
class _Frame:
    """From degrees to the drawing: metres east and north of the middle, times a scale."""

    middle: tuple[float, float]
    scale: float
    height: int

    @classmethod
    def around(cls, spots: Sequence[tuple[float, float]], *, is_large: bool) -> "_Frame":
        longitudes, latitudes = [spot[0] for spot in spots], [spot[1] for spot in spots]
        middle = ((min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2)
        wide = (max(longitudes) - min(longitudes)) * _METRES_A_DEGREE * cos(radians(middle[1]))
        high = (max(latitudes) - min(latitudes)) * _METRES_A_DEGREE
        height = HIGH if is_large else LOW
        scale = min(
            (WIDTH - 2 * _MARGIN) / max(wide, _LEAST_METRES), (height - 2 * _MARGIN) / max(high, _LEAST_METRES / 3)
        )
        return cls(middle, scale, height)

    @property
    def bar_metres(self) -> int:
        fitting = [length for length in _LENGTHS if length * self.scale <= WIDTH / 4]
        return fitting[-1] if fitting else _LENGTHS[0]

    def at(self, spot: tuple[float, float]) -> tuple[float, float]:
        east = (spot[0] - self.middle[0]) * _METRES_A_DEGREE * cos(radians(self.middle[1]))
        north = (spot[1] - self.middle[1]) * _METRES_A_DEGREE
        return round(WIDTH / 2 + east * self.scale, 1), round(self.height / 2 - north * self.scale, 1)


def _spot(thing: ServicePoint | Device) -> tuple[float, float]:
    return thing.longitude or 0.0, thing.latitude or 0.0


def _station(supply: SupplyState | None) -> Device | None:
    chain = supply.chain if supply else ()
    return next((device for device in chain if device.kind == Device.Kind.STATION and device.latitude), None)


def _marks(placed: Sequence[ServicePoint], states: Mapping[int, SupplyState], frame: _Frame) -> list[Mark]:
    together: dict[tuple[str, int, int], list[ServicePoint]] = {}
    for place in placed:
        x, y = frame.at(_spot(place))
        state = state_of(place, states.get(place.pk))
        together.setdefault((state, int(x // _CELL), int(y // _CELL)), []).append(place)
    marks = []
    # What matters most is drawn last, above the others.
    for state in reversed(STATES):
        groups = _told_apart([group for (known, _x, _y), group in together.items() if known == state], frame)
        marks += [_mark(group, state, frame) for group in groups]
    return marks


def _told_apart(groups: list[list[ServicePoint]], frame: _Frame) -> list[list[ServicePoint]]:
    """Join groups whose marks would overlap, until none do."""
    kept: list[tuple[tuple[float, float], list[ServicePoint]]] = []
    for group in groups:
        joined = group
        while True:
            middle = _middle(joined, frame)
            near = next((one for one in kept if _distance(one[0], middle) < _APART), None)
            if near is None:
                break
            kept.remove(near)
            joined = near[1] + joined
        kept.append((middle, joined))
    return [group for _middle_of, group in kept]


def _middle(group: Sequence[ServicePoint], frame: _Frame) -> tuple[float, float]:
    spots = [frame.at(_spot(place)) for place in group]
    return round(sum(spot[0] for spot in spots) / len(spots), 1), round(sum(spot[1] for spot in spots) / len(spots), 1)


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _mark(group: Sequence[ServicePoint], state: str, frame: _Frame) -> Mark:
    needs = {place.special_need for place in group} - {""}
    if len(group) == 1:
        words = f"{group[0].address}: {state_words(state)}"
    else:
        count = ngettext("%(count)s place", "%(count)s places", len(group)) % {"count": len(group)}
        words = f"{count}: {state_words(state)}"
    x, y = _middle(group, frame)
    return Mark(
        x=x,
        y=y,
        state=state,
        count=len(group),
        words=words,
        key=group[0].pk if len(group) == 1 else None,
        care="♥" if ServicePoint.SpecialNeed.LIFE_SUPPORT in needs else "★" if needs else "",
    )


def _fed_by(
    station: Device, fed: Mapping[int, Device | None], placed: Sequence[ServicePoint], frame: _Frame
) -> StationMark:
    ends = {frame.at(_spot(place)) for place in placed if (feeding := fed[place.pk]) and feeding.pk == station.pk}
    x, y = frame.at(_spot(station))
    return StationMark(x, y, f"{station.code} {station.name}", tuple(sorted(ends)))


def state_words(state: str) -> str:
    """Return what a mark's shape and colour mean."""
    return {
        "off": _("no power"),
        "disconnected": _("disconnected"),
        "planned": _("planned outage"),
        "unknown": _("not known"),
        "on": _("no outage known"),
    }[state]


def _length(metres: int) -> str:
    return f"{metres} m" if metres < 1_000 else f"{metres // 1_000} km"
