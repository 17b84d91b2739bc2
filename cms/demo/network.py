"""The supply tree of the demo: as many towns as the customers need, each on the network of `data/network.json`.

It knows where loads hang and their addresses, not who lives there.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
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


@dataclass(frozen=True)
class Network:
    """Every load in the order one would walk along the lines, and what feeds them."""

    loads: list[Load] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    circuits_of_stations: dict[int, list[int]] = field(default_factory=dict)
    loads_of_circuits: dict[int, range] = field(default_factory=dict)


def build(rows: Rows, *, service_points: int) -> Network:
    """Write the devices of as many towns as the service points need; return what hangs where."""
    fixture = json.loads(_FIXTURE.read_text(encoding="utf-8"))
    network = Network()
    towns = 0
    while towns == 0 or len(network.loads) * _POINTS_A_LOAD < service_points:
        _build_town(rows, _town(towns), fixture, network)
        towns += 1
    return network


def _town(index: int) -> _Town:
    turn, place = divmod(index, len(TOWNS))
    return _Town(index + 1, TOWNS[place] if turn == 0 else f"{TOWNS[place]} {turn + 1}")


def _build_town(rows: Rows, town: _Town, fixture: dict[str, Any], network: Network) -> None:
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
            network.codes[transformer.pk] = code
            fed = network.circuits_of_stations.setdefault(transformer.pk, [])
            for number, places in enumerate(station["circuits"], start=1):
                circuit = _device(
                    rows, transformer, kinds.LV_CIRCUIT, f"{code}/{number}", f"obw. {number}", town.place(places[0])
                )
                network.codes[circuit.pk] = circuit.code
                fed.append(circuit.pk)
                street = _written(STREETS[next(circuits) // _CIRCUITS_A_STREET % len(STREETS)])
                first = len(network.loads)
                network.loads_of_circuits[circuit.pk] = range(first, first + len(places))
                for place in places:
                    houses[locality, street] += 1
                    network.loads.append(
                        Load(
                            circuit=circuit.pk,
                            town=locality,
                            postcode=f"09-9{town.number % 100:02d}",
                            street=street,
                            building=str(houses[locality, street]),
                            **town.place(place),
                        )
                    )


def _written(street: str) -> str:
    return street if street.startswith(("Plac", "Rynek")) else f"ul. {street}"


def _device(
    rows: Rows, parent: Device | None, kind: Device.Kind, code: str, name: str, place: dict[str, float]
) -> Device:
    device = rows.add(Device(parent=parent, kind=kind, code=code, name=name, **place))
    device.path = f"{parent.path if parent else '/'}{device.pk}/"
    return device
