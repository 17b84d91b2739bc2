"""Blanks answers that have been kept as long as their form says; what stays is that and when they were erased.

It can be run as often as one likes: what is gone is not looked at again.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, override

from crm.locks import lock_tickets
from crm.models import AnswerIndex, DuplicateTicket, Ticket
from crm.tickets.files import owner_of
from crm.tickets.telling import tell
from ticketforms.definition import Definition, upgraded
from ticketforms.uploads import let_files_go

BATCH = 200


def next_erasure(answers: Mapping[str, Any], definition: Definition, *, ended_at: datetime) -> datetime | None:
    """Return when the next of the answers has been kept long enough, `None` when all may stay."""
    days = [days for code, days in retentions(definition).items() if code in answers and not _is_gone(answers[code])]
    return ended_at + timedelta(days=min(days)) if days else None


def erase_due_answers(*, at: datetime, batch: int = BATCH) -> int:
    """Erase in ended tickets what is due, batch by batch; return how many tickets lost answers."""
    ended = Ticket.objects.filter(erase_at__lte=at, closed_at__isnull=False).order_by("erase_at", "pk")
    # The matter of a duplicate goes on as long as its main ticket does.
    going_on = DuplicateTicket.objects.present().exclude(main__state__in=Ticket.FINAL_STATES)
    ended = ended.exclude(pk__in=going_on.values("ticket"))
    count = 0
    while due := list(ended.values_list("pk", flat=True)[:batch]):
        count += _erase(due, at)
    return count


def erased(answers: Mapping[str, Any], definition: Definition, *, ended_at: datetime, at: datetime) -> dict[str, Any]:
    """Return the answers with those blanked that are due; the same ones when none is."""
    due = {code for code, days in retentions(definition).items() if ended_at + timedelta(days=days) <= at}
    return {
        code: _blank(answer, at) if code in due and not _is_gone(answer) else answer for code, answer in answers.items()
    }


def erased_codes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the fields that lost their answer between the two."""
    return [code for code in before if before[code] != after[code]]


@transaction.atomic
def _erase(keys: list[int], at: datetime) -> int:
    count = 0
    for ticket in lock_tickets(*keys).values():
        if ticket.closed_at is None or ticket.erase_at is None or ticket.erase_at > at:
            continue  # Somebody else was here in the meantime.
        definition = ticket.form_version.definition
        kept = erased(ticket.answers, definition, ended_at=ticket.closed_at, at=at)
        codes = erased_codes(ticket.answers, kept)
        ticket.answers = kept
        ticket.erase_at = next_erasure(kept, definition, ended_at=ticket.closed_at)
        ticket.save(update_fields=["answers", "erase_at"])
        AnswerIndex.objects.filter(ticket=ticket, field__in=codes).delete()
        _erase_changes(ticket, codes, at)
        told = [answers for change in ticket.answer_changes.all() for answers in (change.before, change.after)]
        let_files_go(owner=owner_of(ticket.pk), still_named=[kept, *told])
        if codes:
            count += 1
            tell(ticket, "ticket.answers_erased", data={"fields": codes}, by=None, at=at)
    return count


def _erase_changes(ticket: Ticket, codes: list[str], at: datetime) -> None:
    for change in ticket.answer_changes.all():
        for answers in (change.before, change.after):
            answers.update({code: _blank(answers[code], at) for code in codes if answers.get(code)})
        change.save(update_fields=["before", "after"])


def retentions(definition: Definition) -> dict[str, int]:
    """Return for how many days after the end answers are kept, by field; the others stay."""
    return {
        field["code"]: field["retention_days"]
        for field in upgraded(definition)["fields"]
        if field["retention_days"] is not None
    }


def _is_gone(answer: Mapping[str, Any]) -> bool:
    return "erased_at" in answer


def _blank(answer: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The question stays, with when its answer went."""
    kept = {name: answer[name] for name in ("kind", "label_pl", "label_en")}
    return {
        **kept,
        "value": None,
        "text_pl": _told("pl", at),
        "text_en": _told("en", at),
        "erased_at": at.isoformat(),
    }


def _told(language: str, at: datetime) -> str:
    with override(language):
        return gettext("erased on %(day)s") % {
            "day": date_format(localtime(at), "j E Y" if language == "pl" else "j M Y")
        }
