"""The last hours, lived through the real operations: calls, a confirmed outage, a suspected one, hazards, a plan.

Anna Kowalska has not called yet: her street is dark, and whoever shows the demo lets her call.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count, zip_longest
from random import Random

from django.contrib.auth.models import User

from cms.demo.filling import Filling
from cms.demo.network import Network
from cms.demo.places import Places
from cms.demo.staff import Staff
from cms.demo.stage import Stage
from crm.calls.operations import ExchangeEvent, record
from crm.models import Call, ServicePoint, Ticket
from crm.tickets.due import WARSAW
from crm.tickets.moving import close
from crm.tickets.operations import acknowledge_hazard
from outages.intake import register_report
from outages.models import CrewAssignment, Device, EstimatedRestoration, Outage
from outages.repair.operations import advance_crew, assign_crew, confirm, note_progress, set_estimate
from outages.repair.planning import plan_outage
from outages.repair.promises import record_told
from ticketforms.models import FormVersion

TICKETS = 28
# With fewer there are not enough neighbours below the two stations.
FEWEST_CUSTOMERS = 40
_KOWALSKIS = 2
_TO_PREPARE = timedelta(hours=6)
_NO_DANGER = {"danger": False, "light": "all-out", "extent": "neighbourhood", "medical": False}
_OTHER_MATTERS = (
    *("payment", "meter-reading", "bill-complaint", "street-light", "question", "data-change", "planned-outage"),
    *("voltage", "payment", "meter-fault", "tree", "instalments", "connection", "one-phase", "discount"),
    *("reconnection", "compliment"),
)
_ANSWERED_AT_ONCE = {"payment", "question", "compliment"}
_Step = Callable[[datetime], object]


class Today:
    """One shift up to `now`; `live` makes everything happen in its order."""

    def __init__(
        self,
        *,
        places: Places,
        network: Network,
        stage: Stage,
        staff: Staff,
        forms: Mapping[str, FormVersion],
        rng: Random,
        now: datetime,
    ) -> None:
        self._places, self._network, self._stage, self._staff = places, network, stage, staff
        self._forms, self._rng, self._now = forms, rng, now
        self._filling, self._calls = Filling(rng), count(1)
        self._dark: Outage | None = None

    def live(self) -> None:
        """Register today's tickets and do the dispatcher's work on them."""
        steps = [*self._dark_street(), *self._suspicion(), *self._hazards(), *self._other_matters()]
        for minutes_ago, step in sorted(steps, key=lambda planned: -planned[0]):
            step(self._now - timedelta(minutes=minutes_ago))
        self._plan_morning()

    def _dark_street(self) -> list[tuple[float, _Step]]:
        neighbours = self._neighbours(self._stage.dark, 6)
        callers = zip((97, 94, 91, 37, 21, 8), neighbours, strict=True)
        impatient = neighbours[0]
        sources = EstimatedRestoration.Source
        return [
            *((minutes, partial(self._report_darkness, place)) for minutes, place in callers),
            (16, partial(self._report_darkness, impatient)),
            (84, self._confirm),
            (82, self._assign),
            (80, partial(self._promise, sources.DISPATCHER, 55, "Dojazd i obchód linii.")),
            (78, partial(self._advance, CrewAssignment.Status.ENROUTE)),
            (49, partial(self._advance, CrewAssignment.Status.ARRIVED)),
            (44, partial(self._note, "Uszkodzona głowica kablowa w stacji, trwa wymiana.")),
            (40, partial(self._promise, sources.CREW, 115, "Wymiana głowicy kablowej.")),
        ]

    def _suspicion(self) -> list[tuple[float, _Step]]:
        callers = zip((11, 7, 4), self._neighbours(self._stage.suspected, 3), strict=True)
        return [(minutes, partial(self._report_darkness, place)) for minutes, place in callers]

    def _hazards(self) -> list[tuple[float, _Step]]:
        seen, fresh = (self._rng.randrange(_KOWALSKIS, len(self._places)) for _ in range(2))
        return [(66, partial(self._hazard, seen, is_seen=True)), (3, partial(self._hazard, fresh, is_seen=False))]

    def _other_matters(self) -> list[tuple[float, _Step]]:
        places = [self._rng.randrange(_KOWALSKIS, len(self._places)) for _ in _OTHER_MATTERS]
        both = enumerate(zip(_OTHER_MATTERS, places, strict=True))
        return [(231 - number * 13.5, partial(self._answer, code, place)) for number, (code, place) in both]

    def _plan_morning(self) -> None:
        """Work begins at the next nine o'clock that is not too close for people to prepare."""
        soonest = self._now.astimezone(WARSAW) + _TO_PREPARE
        begins = soonest.replace(hour=9, minute=0, second=0) + timedelta(days=1 if soonest.hour >= 9 else 0)
        plan_outage(
            device=Device.objects.get(pk=self._stage.planned),
            planned_from=begins.astimezone(UTC),
            planned_to=begins.replace(hour=13).astimezone(UTC),
            cause="Wymiana transformatora",
            by=self._staff.dispatcher,
            at=self._now,
        )

    def _neighbours(self, station: int, callers: int) -> list[int]:
        """Places below a station, from its circuits in turn; the Kowalskis are not among them."""
        circuits = [self._places.by_circuit.get(circuit, ()) for circuit in self._network.circuits_of_stations[station]]
        in_turn = (place for places in zip_longest(*circuits) for place in places if place is not None)
        able = (p for p in in_turn if p >= _KOWALSKIS and p not in self._places.disconnected)
        return [place for place, _ in zip(able, range(callers), strict=False)]

    def _register(self, code: str, place: int, at: datetime, **given: object) -> tuple[Ticket, Outage | None]:
        """Take a call from a place, from its ringing to its end."""
        agent = self._staff.agents[at.minute % 2]
        point = ServicePoint.objects.select_related("customer").get(pk=self._places.points[place])
        exchange_id = f"demo-today-{next(self._calls)}"
        self._exchange("newCall", exchange_id, place, agent, at - timedelta(seconds=75))
        call = self._exchange("answer", exchange_id, place, agent, at - timedelta(seconds=62))
        form = self._forms[code]
        taken = register_report(
            form_version=form,
            raw_answers=self._filling.raw(form, at=at, **given),
            customer=point.customer,
            service_point=point,
            call=call,
            reporter_name=point.customer.name,
            reporter_phone=self._places.phone(place),
            reported_at=at,
            by=agent,
            at=at,
        )
        if taken.outage and taken.outage.status == Outage.Status.CONFIRMED:
            customer = point.customer
            record_told(outage=taken.outage, call=call, ticket=taken.ticket, customer=customer, by=agent, at=at)
        self._exchange("hangup", exchange_id, place, agent, at + timedelta(seconds=10))
        return taken.ticket, taken.outage

    def _exchange(self, event: str, exchange_id: str, place: int, agent: User, at: datetime) -> Call:
        told = ExchangeEvent(
            event=event,
            exchange_id=exchange_id,
            direction="in",
            from_raw=self._places.phone(place),
            to_raw="991",
            queue="awarie",
            extensions=(agent.agent_line.extension,),
            cause="normalClearing" if event == "hangup" else "",
        )
        return record(told=told, at=at)

    def _report_darkness(self, place: int, at: datetime) -> None:
        _, outage = self._register("no-power", place, at, **_NO_DANGER)
        if self._dark is None and outage:
            self._dark = outage

    def _hazard(self, place: int, at: datetime, *, is_seen: bool) -> None:
        ticket, _ = self._register("hazard", place, at, kind="wire", wire="down", injured=False)
        if is_seen:
            seen_at = at + timedelta(seconds=50)
            acknowledge_hazard(ticket=ticket, by=self._staff.dispatcher, at=seen_at)

    def _answer(self, code: str, place: int, at: datetime) -> None:
        ticket, _ = self._register(code, place, at)
        if code in _ANSWERED_AT_ONCE:
            close(
                ticket=ticket,
                resolution="Odpowiedziano w rozmowie.",
                by=ticket.created_by,
                at=at + timedelta(seconds=15),
            )

    def _present_outage(self) -> Outage:
        """The dark street's outage: the one its first prediction has become by now."""
        assert self._dark is not None
        merged = self._dark.merges_away.filter(undone_at=None).select_related("target").first()
        return merged.target if merged else self._dark

    def _confirm(self, at: datetime) -> None:
        confirm(outage=self._present_outage(), by=self._staff.dispatcher, at=at)

    def _assign(self, at: datetime) -> None:
        assign_crew(outage=self._present_outage(), crew=self._staff.crews[0], by=self._staff.dispatcher, at=at)

    def _advance(self, status: str, at: datetime) -> None:
        job = self._present_outage().assignments.get()
        advance_crew(assignment=job, status=status, by=self._staff.dispatcher, at=at)

    def _promise(self, source: str, minutes: int, reason: str, at: datetime) -> None:
        back = at + timedelta(minutes=minutes)
        set_estimate(
            outage=self._present_outage(),
            restores_at=back.replace(minute=back.minute // 15 * 15, second=0),
            source=source,
            reason=reason,
            confidence="high" if source == EstimatedRestoration.Source.CREW else "low",
            by=self._staff.dispatcher,
            at=at,
        )

    def _note(self, text: str, at: datetime) -> None:
        note_progress(outage=self._present_outage(), text=text, by=self._staff.dispatcher, at=at)
