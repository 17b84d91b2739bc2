"""Writes the tickets of the past with their calls and events, as the operations would have left them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import count
from random import Random
from typing import Any

from cms.demo.chronicle import Chronicle
from cms.demo.filling import SAMPLES, Filling
from cms.demo.places import Places
from cms.demo.queues import QUEUES
from cms.demo.rows import Rows
from cms.demo.staff import Staff
from crm.models import Call, HazardAcknowledgement, Ticket
from crm.tickets.due import due_at
from crm.tickets.erasing import next_erasure
from crm.tickets.indexing import indexed_fields, rows_of
from ticketforms.models import FormVersion

_STATES, _KINDS = Ticket.State, Ticket.ReportingKind
_CHANNELS = (_KINDS.CALL,) * 17 + (_KINDS.WEB, _KINDS.EMAIL, _KINDS.APP)
_ANSWERED_AT_ONCE = {"payment", "planned-outage", "compliment", "question", "meter-reading"}
_HOURS_TO_MEND = {"no-power": 3.0, "one-phase": 3.0, "hazard": 1.2, "reconnection": 9.0}


@dataclass(frozen=True)
class End:
    """How and when a ticket ended."""

    at: datetime
    resolution: str


class Register:
    """The past of the register up to `now`."""

    def __init__(
        self,
        rows: Rows,
        chronicle: Chronicle,
        places: Places,
        staff: Staff,
        *,
        tells_of_calls: bool,
        rng: Random,
        now: datetime,
    ) -> None:
        self._rows, self._chronicle, self._places, self._staff = rows, chronicle, places, staff
        self._tells_of_calls, self._rng, self._now = tells_of_calls, rng, now
        self._calls = count(1)
        self._indexed: dict[int, list[Mapping[str, Any]]] = {}

    def write(self, form: FormVersion, filling: Filling, *, place: int, at: datetime, end: End | None = None) -> Ticket:
        """Add a ticket of a place; without an `end` it ends as tickets of its type do, or is still open."""
        rng, places, ticket_type = self._rng, self._places, form.ticket_type
        agent = rng.choice(self._staff.agents)
        channel = rng.choice(_CHANNELS)
        call = self.call(place, reported_at=at, agent=agent.pk) if channel == _KINDS.CALL else None
        end = end or self._end(form, at)
        state = _STATES.CLOSED if end.at <= self._now else self._open_state(ticket_type.code, at)
        ticket = Ticket(
            ticket_type=ticket_type,
            form_version=form,
            customer_id=places.customers[place],
            service_point_id=places.points[place],
            call=call,
            reporter_phone=places.phone(place),
            reporting_kind=channel,
            reported_at=at,
            state=state,
            priority=min(ticket_type.default_priority, 2 if place in places.special else 4),
            queue=QUEUES.get(ticket_type.category.code, ""),
            due_at=_due(at.replace(minute=0, second=0), ticket_type.due_days) if ticket_type.due_days else None,
            answers=filling.answers(form, at=at),
            created_by=agent,
            closed_at=end.at if state == _STATES.CLOSED else None,
            resolution=end.resolution if state == _STATES.CLOSED else "",
        )
        if ticket.closed_at:
            ticket.erase_at = next_erasure(ticket.answers, form.definition, ended_at=ticket.closed_at)
        self._rows.add(ticket)
        if form.pk not in self._indexed:
            self._indexed[form.pk] = indexed_fields(form.definition)
        for row in rows_of(ticket, self._indexed[form.pk]):
            self._rows.add(row)
        self._tell(ticket, agent.pk, end if state == _STATES.CLOSED else None)
        return ticket

    def call(self, place: int, *, reported_at: datetime, agent: int | None) -> Call:
        """Add the call a report came with; without an agent nobody answered it."""
        rng = self._rng
        answered_at = reported_at - timedelta(seconds=rng.randrange(25, 110))
        offered_at = answered_at - timedelta(seconds=rng.randrange(3, 45))
        ended_at = reported_at + timedelta(seconds=rng.randrange(5, 120))
        number = self._places.phone(place)
        call = self._rows.add(
            Call(
                exchange_id=f"demo-{next(self._calls)}",
                from_number=number,
                other_number=number,
                from_raw=number,
                to_raw="991",
                queue="awarie",
                agent_id=agent,
                customer_id=self._places.customers[place],
                offered_at=offered_at,
                answered_at=answered_at if agent else None,
                ended_at=ended_at,
                hangup_cause="normalClearing" if agent else "cancel",
                wrapped_up_at=ended_at + (ended_at - reported_at) if agent else None,
            )
        )
        if self._tells_of_calls:
            topics = [*([f"calls:{agent}"] if agent else []), f"customer:{call.customer_id}"]
            moments = (("call.offered", offered_at), ("call.answered", call.answered_at), ("call.ended", ended_at))
            for name, moment in moments:
                if moment:
                    data = {"call": call.pk}
                    self._chronicle.tell(name, f"call:{call.pk}", at=moment, by=agent, data=data, topics=topics)
        return call

    def _end(self, form: FormVersion, at: datetime) -> End:
        rng, code = self._rng, form.ticket_type.code
        if code in _ANSWERED_AT_ONCE and rng.random() < 0.85:
            lasted = timedelta(seconds=rng.randrange(20, 240))
        elif code in _HOURS_TO_MEND:
            lasted = timedelta(hours=_HOURS_TO_MEND[code] * rng.lognormvariate(0, 0.5))
        else:
            lasted = timedelta(days=(form.ticket_type.due_days or 6) * 0.55 * rng.lognormvariate(0, 0.6))
        resolutions = SAMPLES["resolutions"].get(code) or SAMPLES["resolutions"][""]
        return End((at + lasted).replace(microsecond=0), rng.choice(resolutions))

    def _open_state(self, code: str, at: datetime) -> str:
        if self._now - at < timedelta(hours=8) or code == "hazard":
            return _STATES.OPEN
        return self._rng.choice((_STATES.OPEN, _STATES.OPEN, _STATES.IN_PROGRESS, _STATES.IN_PROGRESS, _STATES.WAITING))

    def _tell(self, ticket: Ticket, agent: int, end: End | None) -> None:
        subject, topics = f"ticket:{ticket.pk}", ["tickets", f"customer:{ticket.customer_id}"]
        tell = self._chronicle.tell
        if ticket.is_hazard:
            topics.append("hazards")
        data: dict[str, object] = {"ticket": ticket.pk}
        facts = {**data, "type": ticket.ticket_type.code, "priority": ticket.priority}
        tell("ticket.registered", subject, at=ticket.reported_at, by=agent, data=facts, topics=topics)
        if ticket.is_hazard:
            seen_at = ticket.reported_at + timedelta(seconds=self._rng.randrange(15, 150))
            dispatcher = self._staff.dispatcher
            self._rows.add(HazardAcknowledgement(ticket=ticket, acknowledged_by=dispatcher, acknowledged_at=seen_at))
            tell("ticket.hazard_acknowledged", subject, at=seen_at, by=dispatcher.pk, data=data, topics=topics)
        if end:
            tell("ticket.closed", subject, at=end.at, by=agent, data=data, topics=topics)


@lru_cache(maxsize=10_000)
def _due(hour: datetime, days: int) -> datetime:
    """The working calendar asks for the day only: reports of one hour are due at the same moment."""
    return due_at(hour, days)
