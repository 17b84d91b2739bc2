"""Brings the copies of answers and the dates of erasure of old tickets up to what their forms say, a batch at a time.

For tickets written before their form kept copies, or written by something else than the operations.
"""

from collections.abc import Iterator

from django.db import transaction

from crm.locks import lock_tickets
from crm.models import AnswerIndex, Ticket
from crm.tickets.erasing import next_erasure
from crm.tickets.indexing import indexed_fields, rows_of
from ticketforms.models import FormVersion

BATCH = 2_000


def reindex_answers(*, after: int = 0, batch: int = BATCH) -> Iterator[int]:
    """Do all tickets behind a key, and yield the last key of each batch once it is done: one may go on from there."""
    while keys := list(Ticket.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:batch]):
        _reindex(keys)
        after = keys[-1]
        yield after


@transaction.atomic
def _reindex(keys: list[int]) -> None:
    """Locked in the order of their keys, so that an answer corrected meanwhile is not lost."""
    tickets = list(lock_tickets(*keys).values())
    definitions = {
        version.pk: version.definition
        for version in FormVersion.objects.filter(pk__in={ticket.form_version_id for ticket in tickets})
    }
    fields = {key: indexed_fields(definition) for key, definition in definitions.items()}
    AnswerIndex.objects.filter(ticket__in=keys).delete()
    AnswerIndex.objects.bulk_create(
        (row for ticket in tickets for row in rows_of(ticket, fields[ticket.form_version_id])), batch_size=BATCH
    )
    dated = []
    for ticket in tickets:
        if ticket.closed_at:
            definition = definitions[ticket.form_version_id]
            erase_at = next_erasure(ticket.answers, definition, ended_at=ticket.closed_at)
            if erase_at != ticket.erase_at:
                ticket.erase_at = erase_at
                dated.append(ticket)
    Ticket.objects.bulk_update(dated, ["erase_at"], batch_size=500)
