"""JOURNEY: answers that were kept as long as their forms say are erased, with a ticket and with its repeated reports.

It can be run at any time and as often as one likes; the worker does it every hour.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from crm.drafts.operations import erase_old_drafts
from crm.models import Ticket
from crm.tickets.attaching import erase_removed
from crm.tickets.erasing import BATCH, erase_due_answers, erased, next_erasure, retentions
from crm.tickets.files import owner_of_repeat
from crm.tickets.presence import forget_silent
from outages.locks import lock_repeated_reports
from outages.models import RepeatedReport
from ticketforms.models import FormVersion
from ticketforms.uploads import let_files_go


@dataclass(frozen=True)
class Erasure:
    """How many tickets and repeated reports lost answers."""

    tickets: int
    reports: int


def erase_what_is_due(*, at: datetime, batch: int = BATCH) -> Erasure:
    """Erase every answer that is due at a moment, batch by batch, files that were taken off, old drafts, presences."""
    erase_removed(at=at)
    erase_old_drafts(at=at)
    forget_silent(at=at)
    return Erasure(tickets=erase_due_answers(at=at, batch=batch), reports=_erase_reports(at, batch))


def _erase_reports(at: datetime, batch: int) -> int:
    """A report's answers are kept from the end of the ticket it was counted with."""
    count = 0
    waiting = RepeatedReport.objects.filter(is_erased=False, ticket__state__in=Ticket.FINAL_STATES)
    versions = FormVersion.objects.filter(pk__in=waiting.values("form_version")).order_by("pk")
    for version in versions.iterator(chunk_size=50):
        days = retentions(version.definition).values()
        if not days:
            continue
        due = waiting.filter(form_version=version, ticket__closed_at__lte=at - timedelta(days=min(days))).order_by("pk")
        last = 0
        while keys := list(due.filter(pk__gt=last).values_list("pk", flat=True)[:batch]):
            count += _erase(keys, version, at)
            last = keys[-1]
    return count


@transaction.atomic
def _erase(keys: list[int], version: FormVersion, at: datetime) -> int:
    count = 0
    for report in lock_repeated_reports(keys):
        ended_at = report.ticket.closed_at
        if ended_at is None or report.is_erased:
            continue
        kept = erased(report.answers, version.definition, ended_at=ended_at, at=at)
        count += kept != report.answers
        report.answers = kept
        report.is_erased = next_erasure(kept, version.definition, ended_at=ended_at) is None
        report.save(update_fields=["answers", "is_erased"])
        let_files_go(owner=owner_of_repeat(report.pk), still_named=[kept])
    return count
