"""The supply tree of the demo: as many towns as the customers need, each on the network of `data/network.json`.

It knows where loads hang and their addresses, not who lives there.
"""

import json
from collections import Counter
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any

from cms.demo.rows import Rows
from cms.demo.words import STREETS, TOWNS
from outages.models import Device

_FIXTURE = Path(__file__).parent / "data" / "network.json"
_POINTS_A_LOAD = 3
_CIRCUITS_A_STREET = 3
# The first lines feed the town itself, the others what grew around it.
_OUTSKIRTS = ("", "", "", "", "-Kolonia", "-Parcele", "-Folwark", "-Osada", "-Zarzecze")


@dataclass(frozen=True, slots=True)
class Load:
    """A building on an LV circuit."""

    circuit: int
    town: str
    postcode: str
    street: str
    building: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class _Town:
    number: int
    name: str

    @property
    def prefix(self) -> str:
        return "" if self.number == 1 else f"{self.number:02d}-"

    def place(self, place: list[float]) -> dict[str, float]:
        """Towns stand side by side, six in a row."""
        row, column = divmod(self.number - 1, 6)
        return {"longitude": round(place[0] + 0.12 * column, 5), "latitude": round(place[1] + 0.08 * row, 5)}


def build(rows: Rows, *, service_points: int, feeders: int | None = None) -> list[Load]:
    """Write the devices and return every load, in the order one would walk along the lines."""
    fixture = json.loads(_FIXTURE.read_text(encoding="utf-8"))
    fixture["feeders"] = list(islice(fixture["feeders"], feeders))
    loads: list[Load] = []
    towns = 0
    while len(loads) * _POINTS_A_LOAD < service_points or not loads:
        loads += _build_town(rows, _town(towns), fixture)
        towns += 1
    return loads


def _town(index: int) -> _Town:
    turn, place = divmod(index, len(TOWNS))
    return _Town(index + 1, TOWNS[place] if turn == 0 else f"{TOWNS[place]} {turn + 1}")


def _build_town(rows: Rows, town: _Town, fixture: dict[str, Any]) -> list[Load]:
    loads: list[Load] = []
    houses: Counter[tuple[str, str]] = Counter()
    circuits = count()
    kinds = Device.Kind
    substation = _device(
        rows,
        None,
        kinds.SUBSTATION,
        f"GPZ-{town.number:02d}",
        f"GPZ {town.name}",
        town.place(fixture["substation"]["place"]),
    )
    for order, feeder in enumerate(fixture["feeders"]):
        locality = f"{town.name}{_OUTSKIRTS[order % len(_OUTSKIRTS)]}"
        line_name = f"linia SN {town.name}–{feeder['name']}"
        line = _device(rows, substation, kinds.FEEDER, f"SN-{town.prefix}{feeder['code']}", line_name, {})
        for station in feeder["stations"]:
            code = f"ST-{town.prefix}{station['code']}"
            transformer = _device(rows, line, kinds.STATION, code, station["name"], town.place(station["place"]))
            for number, places in enumerate(station["circuits"], start=1):
                circuit = _device(
                    rows, transformer, kinds.LV_CIRCUIT, f"{code}/{number}", f"obw. {number}", town.place(places[0])
                )
                street = _written(STREETS[next(circuits) // _CIRCUITS_A_STREET % len(STREETS)])
                for place in places:
                    houses[locality, street] += 1
                    loads.append(
                        Load(
                            circuit=circuit.pk,
                            town=locality,
                            postcode=f"09-9{town.number % 100:02d}",
                            street=street,
                            building=str(houses[locality, street]),
                            **town.place(place),
                        )
                    )
    return loads


def _written(street: str) -> str:
    return street if street.startswith(("Plac", "Rynek")) else f"ul. {street}"


def _device(
    rows: Rows, parent: Device | None, kind: Device.Kind, code: str, name: str, place: dict[str, float]
) -> Device:
    device = rows.add(Device(parent=parent, kind=kind, code=code, name=name, **place))
    device.path = f"{parent.path if parent else '/'}{device.pk}/"
    return device
