"""Answers how far a deed on many tickets has come; it changes nothing."""

from dataclasses import dataclass

from django.db.models import Count

from crm.bulk.actions import ACTIONS
from crm.models import BulkChange, BulkLine

MOST_SHOWN = 200


@dataclass(frozen=True)
class Progress:
    """How many tickets stand where; `total` grows while tickets that fit are still being found."""

    total: int
    done: int
    refused: int
    waiting: int
    undone: int
    kept: int
    is_finding: bool

    @property
    def percent(self) -> int:
        """How much of the deed, or of taking it back, is over."""
        return 100 * (self.total - self.waiting) // self.total if self.total else 0


def progress_of(change: BulkChange) -> Progress:
    """Return how far a change has come, in one query."""
    counted = change.lines.order_by().values_list("state").annotate(number=Count("pk"))
    counts: dict[str, int] = dict(counted)
    State = BulkLine.State
    is_undoing = change.state == BulkChange.State.UNDOING
    return Progress(
        total=sum(counts.values()),
        done=counts.get(State.DONE, 0),
        refused=counts.get(State.REFUSED, 0),
        waiting=counts.get(State.DONE if is_undoing else State.WAITING, 0),
        undone=counts.get(State.UNDONE, 0),
        kept=counts.get(State.KEPT, 0),
        is_finding=change.gathered_to is not None and change.is_at_work,
    )


def not_done(change: BulkChange) -> list[BulkLine]:
    """Return tickets that were refused or could not be given back, each with its reason."""
    lines = change.lines.filter(state__in=[BulkLine.State.REFUSED, BulkLine.State.KEPT])
    return list(lines.select_related("ticket__ticket_type")[:MOST_SHOWN])


def words_of(change: BulkChange) -> tuple[str, str]:
    """Return what is done and to what: ("Assign", "Jan Nowak")."""
    deed = ACTIONS[change.action]
    return str(deed.label), deed.words(change.parameters)
