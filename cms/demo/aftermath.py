"""What was told about a fault of the past: reports, crew, restoration times, progress, the end."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from cms.demo.chronicle import Chronicle
from cms.demo.faults import Fault, to_quarter
from cms.demo.filling import SAMPLES
from cms.demo.rows import Rows
from cms.demo.staff import Staff
from crm.models import Ticket
from outages.models import (
    Crew,
    CrewAssignment,
    EstimatedRestoration,
    EstimateTold,
    Reason,
    RepairProgress,
    ReportLink,
    kept,
)

_SOURCES = EstimatedRestoration.Source


class Aftermath:
    """Writes down how each fault went, as the operations would have left it."""

    def __init__(self, rows: Rows, chronicle: Chronicle, staff: Staff, *, rng: Random) -> None:
        self._rows, self._chronicle, self._staff, self._rng = rows, chronicle, staff, rng

    def follow(self, fault: Fault) -> None:
        """Write all that was told about a fault, once its tickets are there."""
        outage, dispatcher, crew = fault.outage, self._staff.dispatcher, self._rng.choice(self._staff.crews)
        tickets = fault.tickets
        self._say(
            fault,
            "predicted",
            tickets[0].reported_at,
            None,
            facts={"device": fault.code, "customers_off": outage.customers_off},
        )
        reason = Reason("lies_below", {"device": fault.code})
        for ticket in tickets:
            link = ReportLink(ticket=ticket, outage=outage, valid_from=ticket.reported_at, **kept(reason))
            self._rows.add(link)
            self._say(fault, "report_linked", ticket.reported_at, None, about=[ticket], facts={"ticket": ticket.pk})
        self._say(fault, "confirmed", fault.confirmed_at, dispatcher.pk, about=tickets)
        self._repair(fault, crew, tickets)
        estimates = [
            self._estimate(fault, fault.first_estimate, _SOURCES.DISPATCHER, fault.confirmed_at, tickets),
            self._estimate(fault, fault.second_estimate, _SOURCES.CREW, fault.arrived_at, tickets),
        ]
        self._tell_callers(fault, tickets, estimates)
        assert outage.restored_at is not None
        restored = {"restored_at": outage.restored_at.isoformat(), "tickets_closed": len(tickets)}
        self._say(fault, "restored", fault.end.at, dispatcher.pk, about=tickets, status="restored", facts=restored)
        if outage.closed_at:
            self._say(
                fault,
                "closed",
                outage.closed_at,
                dispatcher.pk,
                about=tickets,
                status="closed",
                facts={"cause": outage.cause},
            )

    def _repair(self, fault: Fault, crew: Crew, tickets: Sequence[Ticket]) -> None:
        job = self._rows.add(
            CrewAssignment(
                outage=fault.outage,
                crew=crew,
                status=CrewAssignment.Status.FIELD_COMPLETE,
                assigned_at=fault.confirmed_at + timedelta(minutes=1),
                status_at=fault.end.at,
            )
        )
        facts = {"crew": crew.name, "assignment": job.pk}
        dispatcher = self._staff.dispatcher.pk
        self._say(fault, "crew_assigned", job.assigned_at, dispatcher, about=tickets, facts=facts)
        on_the_way = job.assigned_at + timedelta(minutes=1)
        for status, moment in (
            ("enroute", on_the_way),
            ("arrived", fault.arrived_at),
            ("field_complete", fault.end.at),
        ):
            self._say(fault, "crew_advanced", moment, None, about=tickets, facts={**facts, "status": status})
        text = self._rng.choice(SAMPLES["progress"])
        noted_at = fault.arrived_at + timedelta(minutes=2)
        self._rows.add(
            RepairProgress(outage=fault.outage, text=text, noted_by=self._staff.dispatcher, noted_at=noted_at)
        )
        self._say(fault, "progress_noted", noted_at, dispatcher, about=tickets, facts={"text": text})

    def _estimate(
        self, fault: Fault, restores_at: datetime, source: str, at: datetime, tickets: Sequence[Ticket]
    ) -> EstimatedRestoration:
        estimate = self._rows.add(
            EstimatedRestoration(
                outage=fault.outage,
                restores_at=max(restores_at, to_quarter(at + timedelta(minutes=15))),
                source=source,
                confidence="high" if source == _SOURCES.CREW else "low",
                set_by=self._staff.dispatcher,
                set_at=at + timedelta(seconds=40),
            )
        )
        facts = {"restores_at": estimate.restores_at.isoformat(), "source": source}
        self._say(fault, "estimate_changed", estimate.set_at, self._staff.dispatcher.pk, about=tickets, facts=facts)
        return estimate

    def _tell_callers(self, fault: Fault, tickets: Sequence[Ticket], estimates: Sequence[EstimatedRestoration]) -> None:
        """Whoever called when a restoration time was known was told it."""
        for ticket in tickets:
            known = [estimate for estimate in estimates if estimate.set_at <= ticket.reported_at < estimate.restores_at]
            if not known or ticket.created_by_id is None:
                continue
            told = EstimateTold(
                outage=fault.outage,
                estimate=known[-1],
                call_id=ticket.call_id,
                ticket=ticket,
                customer_id=ticket.customer_id,
                told_by_id=ticket.created_by_id,
                told_at=ticket.reported_at,
            )
            self._rows.add(told)
            promise = known[-1].restores_at.isoformat()
            self._say(fault, "told", told.told_at, told.told_by_id, about=[ticket], facts={"restores_at": promise})

    def _say(
        self,
        fault: Fault,
        name: str,
        at: datetime,
        by: int | None,
        *,
        about: Sequence[Ticket] = (),
        status: str = "",
        facts: Mapping[str, object] | None = None,
    ) -> None:
        outage = fault.outage
        was = status or ("confirmed" if at >= fault.confirmed_at else "predicted")
        known = [ticket for ticket in about if ticket.reported_at <= at]
        topics = [f"ticket:{ticket.pk}" for ticket in known] + [f"customer:{ticket.customer_id}" for ticket in known]
        data = {"outage": outage.pk, "number": outage.number, "status": was, **(facts or {})}
        self._chronicle.tell(
            f"outage.{name}", f"outage:{outage.pk}", at=at, by=by, data=data, topics=["outages", *dict.fromkeys(topics)]
        )
