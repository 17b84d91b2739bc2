"""Outages of the past: where, when, who reported them and when power was back; what was told about them comes after."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from cms.demo.filling import SAMPLES
from cms.demo.network import Network
from cms.demo.places import Places
from cms.demo.register import End
from cms.demo.rows import Rows
from crm.models import Ticket
from crm.tickets.due import WARSAW
from outages.models import Outage, Reason, kept

_HARDLY_EVER_LATER_THAN = timedelta(minutes=25)


@dataclass
class Fault:
    """One outage while its reports come in: all that is decided about it beforehand."""

    outage: Outage
    code: str
    reported_from: tuple[int, ...]
    reported_at: tuple[datetime, ...]
    first_estimate: datetime
    second_estimate: datetime
    confirmed_at: datetime
    arrived_at: datetime
    end: End
    tickets: list[Ticket] = field(default_factory=list)


class Faults:
    """Makes faults on devices that feed enough service points."""

    def __init__(self, rows: Rows, places: Places, network: Network, *, rng: Random, now: datetime) -> None:
        self._rows, self._places, self._network, self._rng, self._now = rows, places, network, rng, now
        self._numbers = count(1001)
        self._stations = [
            (station, circuits)
            for station, circuits in network.circuits_of_stations.items()
            if sum(len(places.by_circuit.get(circuit, ())) for circuit in circuits) > 1
        ]

    def happen(self, *, reports: int, at: datetime, is_stormy: bool) -> Fault | None:
        """Return a fault that as many as `reports` places report; `None` where nobody lives close together."""
        if not self._stations:
            return None
        device, fed = self._device(reports)
        reporting = tuple(self._rng.sample(fed, min(reports, len(fed))))
        started = at
        moments = sorted(started + timedelta(seconds=self._soon()) for _ in reporting[1:])
        minutes = self._rng.lognormvariate(4.7 if is_stormy else 4.3, 0.5)
        latest = self._now - timedelta(minutes=10) - started
        lasted = min(timedelta(minutes=round(min(max(minutes, 32), 900))), latest)
        restored_at = started + lasted
        # Whoever calls after power is back reports something else.
        moments = [min(moment, restored_at - timedelta(minutes=1)) for moment in moments]
        outage = self._rows.add(self._outage(device, fed, started, restored_at, len(reporting)))
        confirmed_at = started + lasted * 0.2
        return Fault(
            outage=outage,
            code=self._network.codes[device],
            reported_from=reporting,
            reported_at=(started, *moments),
            first_estimate=to_quarter(started + lasted * self._rng.uniform(0.7, 1.3)),
            second_estimate=to_quarter(restored_at + timedelta(minutes=self._rng.randrange(-10, 25))),
            confirmed_at=confirmed_at,
            arrived_at=started + lasted * 0.5,
            end=End(restored_at + timedelta(minutes=2), _resolution(restored_at, outage)),
        )

    def _device(self, reports: int) -> tuple[int, Sequence[int]]:
        """Return a station or, when one of its circuits has enough neighbours, now and then that circuit."""
        station, circuits = self._rng.choice(self._stations)
        circuit = self._rng.choice(circuits)
        neighbours = self._places.by_circuit.get(circuit, ())
        if len(neighbours) >= max(reports, 2) and self._rng.random() < 0.5:
            return circuit, tuple(neighbours)
        return station, tuple(place for circuit in circuits for place in self._places.by_circuit.get(circuit, ()))

    def _soon(self) -> int:
        return min(round(self._rng.expovariate(1 / 480)), int(_HARDLY_EVER_LATER_THAN.total_seconds()))

    def _outage(
        self, device: int, fed: Sequence[int], started: datetime, restored_at: datetime, reports: int
    ) -> Outage:
        closed_at = restored_at + timedelta(minutes=self._rng.randrange(20, 900))
        is_closed = closed_at <= self._now
        off = [place for place in fed if place not in self._places.disconnected]
        reason = Reason("few_reported", {"points": reports, "device": self._network.codes[device]})
        return Outage(
            number=next(self._numbers),
            status=Outage.Status.CLOSED if is_closed else Outage.Status.RESTORED,
            device_id=device,
            started_at=started,
            confirmed_at=started + (restored_at - started) * 0.2,
            restored_at=restored_at,
            closed_at=closed_at if is_closed else None,
            cause=self._rng.choice(SAMPLES["causes"]) if is_closed else "",
            customers_off=len(off),
            critical_customers_off=sum(place in self._places.special for place in off),
            **kept(reason),
        )


def to_quarter(moment: datetime) -> datetime:
    """People promise quarters of an hour."""
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def _resolution(restored_at: datetime, outage: Outage) -> str:
    return f"Zasilanie wróciło {restored_at.astimezone(WARSAW):%d.%m.%Y %H:%M}: wyłączenie {outage.number} zakończone."
