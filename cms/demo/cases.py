"""Hands the newest complaints to a made-up workflow system, each to another stage; one is late."""

from datetime import datetime, timedelta

from crm.models import Ticket
from crm.workflow.operations import StageTold, record_stage

_SOURCE = "workflow (demo)"
_STAGES = (
    ("received", "Przyjęta", "Kancelaria", "Kancelaria główna"),
    ("check", "Weryfikacja rozliczenia", "Paweł Nowak", "Dział rozliczeń"),
    ("decision", "Przygotowanie odpowiedzi", "Anna Wiśniewska", "Biuro reklamacji"),
)
_MOST = 12


def hand_over(*, at: datetime) -> int:
    """Return how many cases were made."""
    complaints = Ticket.objects.open().filter(ticket_type__code="bill-complaint", reported_at__lte=at)
    tickets = list(complaints.order_by("-reported_at", "-pk")[:_MOST])
    for place, ticket in enumerate(tickets):
        due_at = ticket.due_at if place else at - timedelta(days=1)
        for sequence, (code, label, person, unit) in enumerate(_STAGES[: place % len(_STAGES) + 1], start=1):
            record_stage(
                ticket=ticket,
                source=_SOURCE,
                case_id=f"REK/{ticket.pk:07d}",
                case_type="Reklamacja",
                told=StageTold(
                    sequence=sequence,
                    stage_code=code,
                    stage_label=label,
                    occurred_at=min(at, ticket.reported_at + timedelta(hours=3 * sequence)),
                    responsible_name=person,
                    responsible_unit=unit,
                    due_at=due_at,
                ),
                by=None,
                at=at,
            )
    return len(tickets)
