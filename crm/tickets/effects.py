"""What a form's rules make of a ticket: its priority, queue and due time."""

from datetime import datetime
from typing import Any

from crm.models import ServicePoint, Ticket
from crm.tickets.due import due_at, due_in
from ticketforms.models import TicketType
from ticketforms.resolving import Outcome


def effects_on(
    ticket_type: TicketType, service_point: ServicePoint | None, outcome: Outcome, *, reported_at: datetime
) -> dict[str, Any]:
    """Return the priority, queue and due_at of a new ticket: as its type says, unless a rule says otherwise."""
    due = due_at(reported_at, ticket_type.due_days) if ticket_type.due_days else None
    return {
        "priority": priority_of(outcome.priority or ticket_type.default_priority, service_point),
        "queue": outcome.queue or "",
        "due_at": _due_by_rule(outcome, reported_at) or due,
    }


def effects_of_repeat(ticket: Ticket, outcome: Outcome) -> dict[str, Any]:
    """Return what a further report changes: it may make a ticket more urgent, never less."""
    changes: dict[str, Any] = {}
    if outcome.priority and outcome.priority < ticket.priority:
        changes["priority"] = outcome.priority
    if outcome.queue and not ticket.queue:
        changes["queue"] = outcome.queue
    due = _due_by_rule(outcome, ticket.reported_at)
    if due and (ticket.due_at is None or due < ticket.due_at):
        changes["due_at"] = due
    return changes


def effects_of_correction(ticket: Ticket, outcome: Outcome) -> dict[str, Any]:
    """Return what corrected answers change: what rules set now stands, what they leave alone stays."""
    wanted: dict[str, Any] = {
        "priority": priority_of(outcome.priority, ticket.service_point) if outcome.priority else ticket.priority,
        "queue": outcome.queue or ticket.queue,
        "due_at": _due_by_rule(outcome, ticket.reported_at) or ticket.due_at,
    }
    return {name: value for name, value in wanted.items() if value != getattr(ticket, name)}


def priority_of(wanted: int, service_point: ServicePoint | None) -> int:
    """Life support and critical customers come before all but hazards: 1 is a hazard to life, 4 a single customer."""
    return min(wanted, 2) if service_point and service_point.special_need else wanted


def _due_by_rule(outcome: Outcome, reported_at: datetime) -> datetime | None:
    return due_in(reported_at, outcome.due["amount"], outcome.due["unit"]) if outcome.due else None


def change(locked: Ticket, changes: dict[str, Any]) -> dict[str, Any]:
    """Write the changes to a locked ticket and return them as an event tells them."""
    if changes:
        for name, value in changes.items():
            setattr(locked, name, value)
        locked.save(update_fields=list(changes))
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in changes.items()}
