"""Writes the demo's network (cms/demo/data/network.json) from SimBench's `1-MVLV-semiurb-all-0-sw`.

SimBench weighs 381 MB, so it is never a dependency of the product; it is needed only here:

    python3 -m venv /tmp/simbench && /tmp/simbench/bin/pip install simbench
    /tmp/simbench/bin/python scripts/build_demo_network.py

The tree is substation > feeder > station > LV circuit > loads. It is found by walking the grid in its normal
switching state: feeders are what is left of the medium-voltage grid without the substation's busbars, LV circuits
what is left of a low-voltage grid without its transformer's busbar. The same input gives the same file.
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import simbench

GRID = "1-MVLV-semiurb-all-0-sw"
TARGET = Path(__file__).resolve().parent.parent / "cms" / "demo" / "data" / "network.json"
# The grid is moved as a whole from northern Germany to the middle of Poland, where no such town exists.
SHIFT_LONGITUDE, SHIFT_LATITUDE = 7.9, -1.25
POINTS_OF_COMPASS = (
    "Północ",
    "Północny Wschód",
    "Wschód",
    "Południowy Wschód",
    "Południe",
    "Południowy Zachód",
    "Zachód",
    "Północny Zachód",
)
STATION_NAMES = [
    "Szkoła",
    "Młyn",
    "Piekarnia",
    "Remiza",
    "Dworzec",
    "Ratusz",
    "Park",
    "Osiedle Zielone",
    "Osiedle Słoneczne",
    "Cegielnia",
    "Mleczarnia",
    "Tartak",
    "Kościół",
    "Cmentarz",
    "Stadion",
    "Basen",
    "Przychodnia",
    "Szpital",
    "Apteka",
    "Biblioteka",
    "Targowisko",
    "Hydrofornia",
    "Oczyszczalnia",
    "Przepompownia",
    "Kotłownia",
    "Ciepłownia",
    "Baza PKS",
    "Ośrodek Zdrowia",
    "Dom Kultury",
    "Przedszkole",
    "Żłobek",
    "Liceum",
    "Technikum",
    "Internat",
    "Bursa",
    "Sąd",
    "Poczta",
    "Bank",
    "Spółdzielnia",
    "Magazyny",
    "Skup",
    "Gorzelnia",
    "Browar",
    "Olejarnia",
    "Krochmalnia",
    "Cukrownia",
    "Garbarnia",
    "Odlewnia",
    "Huta",
    "Warsztaty",
    "Stolarnia",
    "Betoniarnia",
    "Żwirownia",
    "Kopalnia",
    "Leśniczówka",
    "Nadleśnictwo",
    "Gajówka",
    "Ogródki Działkowe",
    "Sady",
    "Szklarnie",
    "Ferma",
    "Stadnina",
    "Stawy",
    "Śluza",
    "Most",
    "Przystań",
    "Plaża",
    "Grobla",
    "Zakole",
    "Wierzby",
    "Topole",
    "Lipy",
    "Dęby",
    "Brzozy",
    "Klony",
    "Jesiony",
    "Sosny",
    "Olchy",
    "Akacje",
    "Kasztany",
    "Górka",
    "Dolina",
    "Wzgórze",
    "Skarpa",
    "Polana",
    "Łęgi",
    "Podlesie",
    "Zalesie",
    "Zarzecze",
    "Przedmieście",
    "Nowy Rynek",
    "Stary Rynek",
    "Rogatka",
    "Wiatrak",
    "Kuźnia",
    "Karczma",
    "Zajazd",
    "Dwór",
    "Folwark",
    "Pałac",
    "Baszta",
    "Zamek",
    "Wieża Ciśnień",
    "Gazownia",
    "Parowozownia",
    "Rampa",
    "Lokomotywa",
    "Semafor",
    "Bocznica",
    "Wiadukt",
    "Rondo",
    "Obwodnica",
    "Kolonia",
    "Majdan",
    "Parcele",
    "Osada",
]

Graph = dict[int, set[int]]
Place = tuple[float, float]


def main() -> None:
    """Read SimBench and write the fixture."""
    net = simbench.get_simbench_net(GRID)
    graph = _closed_graph(net)
    places = {int(bus): _place(geo) for bus, geo in net.bus.geo.items()}
    tree = _tree(net, graph, places)
    TARGET.write_text(_as_text(tree), encoding="utf-8")
    stations = [station for feeder in tree["feeders"] for station in feeder["stations"]]
    circuits = [circuit for station in stations for circuit in station["circuits"]]
    loads = sum(len(circuit) for circuit in circuits)
    print(f"{len(tree['feeders'])} feeders, {len(stations)} stations, {len(circuits)} LV circuits, {loads} loads")
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")


def _closed_graph(net: Any) -> Graph:
    """Buses joined by closed lines and couplers; transformers are not followed."""
    opened = set(net.switch[(net.switch.et == "l") & ~net.switch.closed].element)
    graph: Graph = defaultdict(set)
    for line, (one, other) in net.line[["from_bus", "to_bus"]].iterrows():
        if line not in opened and net.line.in_service[line]:
            _join(graph, int(one), int(other))
    couplers = net.switch[(net.switch.et == "b") & net.switch.closed]
    for one, other in zip(couplers.bus, couplers.element, strict=True):
        _join(graph, int(one), int(other))
    return graph


def _join(graph: Graph, one: int, other: int) -> None:
    graph[one].add(other)
    graph[other].add(one)


def _place(geo: str) -> Place:
    longitude, latitude = json.loads(geo)["coordinates"]
    return round(longitude + SHIFT_LONGITUDE, 5), round(latitude + SHIFT_LATITUDE, 5)


def _branches(graph: Graph, busbars: Iterable[int]) -> list[list[int]]:
    """The parts into which the grid around the busbars falls once they are taken out, each in walking order."""
    seen = set(busbars)
    branches = []
    for busbar in sorted(seen):
        for start in sorted(graph[busbar] - seen):
            if start in seen:
                continue
            branch, waiting = [], [start]
            seen.add(start)
            while waiting:
                bus = waiting.pop()
                branch.append(bus)
                following = sorted(graph[bus] - seen, reverse=True)
                seen.update(following)
                waiting.extend(following)
            branches.append(branch)
    return branches


def _tree(net: Any, graph: Graph, places: dict[int, Place]) -> dict[str, Any]:
    is_primary = net.trafo.vn_hv_kv > 100
    busbars = sorted(int(bus) for bus in net.trafo[is_primary].lv_bus)
    centre = places[busbars[0]]
    transformers = {int(row.hv_bus): int(row.lv_bus) for row in net.trafo[~is_primary].itertuples()}
    loads: defaultdict[int, int] = defaultdict(int)
    for bus in net.load.bus:
        loads[int(bus)] += 1
    feeders: list[dict[str, Any]] = []
    names = iter(STATION_NAMES)
    branches = sorted(_branches(graph, busbars), key=lambda branch: _bearing(centre, branch, places))
    directions = [_direction(centre, branch, places) for branch in branches]
    for number, (branch, direction) in enumerate(zip(branches, directions, strict=True), start=1):
        nth = directions[:number].count(direction)
        name = f"{direction} {'I' * nth}" if directions.count(direction) > 1 else direction
        hv_buses = [bus for bus in branch if bus in transformers]
        stations = [
            _station(f"{number:02d}{place:02d}", next(names), places[bus], transformers[bus], graph, places, loads)
            for place, bus in enumerate(hv_buses, start=1)
        ]
        feeders.append({"code": f"{number:02d}", "name": name, "stations": stations})
    return {
        "notice": "Derived from SimBench (Open Database License 1.0): see LICENSE-SIMBENCH.md",
        "source": GRID,
        "substation": {"code": "01", "place": centre},
        "feeders": feeders,
    }


def _station(
    code: str, name: str, place: Place, busbar: int, graph: Graph, places: dict[int, Place], loads: dict[int, int]
) -> dict[str, Any]:
    """A station with its LV circuits, each a list of the places of its loads in walking order."""
    circuits = [
        [places[bus] for bus in branch for _ in range(loads.get(bus, 0))] for branch in _branches(graph, [busbar])
    ]
    if at_busbar := loads.get(busbar, 0):
        circuits.append([places[busbar]] * at_busbar)
    return {"code": code, "name": name, "place": place, "circuits": [circuit for circuit in circuits if circuit]}


def _bearing(centre: Place, branch: list[int], places: dict[int, Place]) -> float:
    """Degrees clockwise from north to the middle of the branch."""
    east = sum(places[bus][0] for bus in branch) / len(branch) - centre[0]
    north = sum(places[bus][1] for bus in branch) / len(branch) - centre[1]
    return math.degrees(math.atan2(east * math.cos(math.radians(centre[1])), north)) % 360


def _direction(centre: Place, branch: list[int], places: dict[int, Place]) -> str:
    return POINTS_OF_COMPASS[round(_bearing(centre, branch, places) / 45) % 8]


def _as_text(tree: dict[str, Any]) -> str:
    """JSON with a line for each station, so that a change of the fixture can be read."""
    stations = "%%"
    outline = {**tree, "feeders": [{**feeder, "stations": stations} for feeder in tree["feeders"]]}
    text = json.dumps(outline, ensure_ascii=False, indent=1)
    for feeder in tree["feeders"]:
        lines = ",\n".join(json.dumps(s, ensure_ascii=False, separators=(",", ":")) for s in feeder["stations"])
        text = text.replace(f'"{stations}"', f"[\n{lines}\n]", 1)
    return text + "\n"


if __name__ == "__main__":
    main()
