"""Where something goes on when the demo is shown: three stations, two of them with people who live close together."""

from dataclasses import dataclass

from cms.demo.network import Network

_HOUSES_A_CIRCUIT = 6


@dataclass(frozen=True)
class Stage:
    """Stations by what happens there, and the buildings that are settled first so that neighbours can call."""

    dark: int
    suspected: int
    planned: int
    houses: tuple[int, ...]


def choose(network: Network) -> Stage:
    """Return stations far apart on the first town's lines; the dark one feeds the street of the handbook's scenes."""
    several = [station for station, circuits in network.circuits_of_stations.items() if len(circuits) > 1]
    dark, suspected, planned = several[0], several[len(several) // 3], several[len(several) // 2]
    houses = [
        house
        for station in (dark, suspected)
        for circuit in network.circuits_of_stations[station]
        for house in network.loads_of_circuits[circuit][:_HOUSES_A_CIRCUIT]
    ]
    return Stage(dark, suspected, planned, tuple(houses))
