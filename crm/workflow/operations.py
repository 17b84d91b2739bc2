"""Keeps the stages of cases as workflow systems tell them: late, repeated, in any order; handing over is elsewhere."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import CharField
from django.utils.translation import gettext as _

from crm.locks import lock_tickets
from crm.models import CaseStage, Source, Ticket, WorkflowCase
from crm.sources.operations import told_by
from crm.tickets.telling import tell
from ticketforms.storing import is_storable

_MOST = 2**63 - 1
LONGEST: dict[str, int] = {
    field.name: field.max_length
    for field in WorkflowCase._meta.concrete_fields
    if isinstance(field, CharField) and field.max_length
}
_NEEDED = ("stage_code", "stage_label")


class UnableToRecordStage(ValueError):
    """A stage that cannot be kept; `field` names what is wrong with it, the message says what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class StageTold:
    """Where a case stands, as its system tells it."""

    sequence: int
    stage_code: str
    stage_label: str
    occurred_at: datetime
    status: str = WorkflowCase.Status.OPEN
    responsible_name: str = ""
    responsible_unit: str = ""
    responsible_phone: str = ""
    due_at: datetime | None = None
    resolution: str = ""
    document_number: str = ""


@told_by(Source.Code.WORKFLOW, refusal=UnableToRecordStage)
@transaction.atomic
def record_stage(
    *,
    ticket: Ticket,
    source: str,
    case_id: str,
    case_type: str,
    told: StageTold,
    by: AbstractBaseUser | None,
    at: datetime,
) -> WorkflowCase:
    """Return the case as it stands now, made when it is told of for the first time.

    A sequence told before changes nothing; one older than the newest is only added to the stages. Raises
    `UnableToRecordStage` for a moment in the future, unfit texts, or a case that belongs to another ticket.
    """
    _check(told, source, case_id, case_type, at)
    locked = lock_tickets(ticket.pk)[ticket.pk]
    facts = {**asdict(told), "told_at": at}
    case, is_first = WorkflowCase.objects.get_or_create(
        source=source, case_id=case_id, defaults={"ticket": locked, "case_type": case_type, **facts}
    )
    if case.ticket_id != locked.pk:
        raise UnableToRecordStage("case_id", _("This case belongs to another ticket: correct its number."))
    stage, is_new = CaseStage.objects.get_or_create(case=case, sequence=told.sequence, defaults=facts)
    if not is_new or not (is_first or told.sequence > case.sequence):
        return case
    for name, value in {**facts, "case_type": case_type}.items():
        setattr(case, name, value)
    case.save(update_fields=[*facts, "case_type"])
    # Who works on it stays out of the feed: the page fetches the stage.
    data = {"case": case.pk, "stage": stage.pk, "label": case.stage_label, "status": case.status}
    tell(locked, "case.stage_recorded", data=data, by=by, at=at)
    return case


def _check(told: StageTold, source: str, case_id: str, case_type: str, at: datetime) -> None:
    if told.occurred_at > at:
        raise UnableToRecordStage("occurred_at", _("The time of the stage lies in the future: correct it."))
    if not 0 <= told.sequence <= _MOST:
        raise UnableToRecordStage("sequence", _("Give a sequence from 0 on."))
    if told.status not in WorkflowCase.Status.values:
        raise UnableToRecordStage("status", _("This state of a case is not known."))
    texts = {field.name: getattr(told, field.name) for field in fields(told) if field.type is str}
    texts |= {"source": source, "case_id": case_id, "case_type": case_type}
    for name, text in texts.items():
        longest = LONGEST[name]
        if len(text) > longest or not is_storable(text):
            raise UnableToRecordStage(
                name, _("Give at most %(longest)d characters that can be shown.") % {"longest": longest}
            )
        if not text.strip() and name in (*_NEEDED, "source", "case_id", "case_type"):
            raise UnableToRecordStage(name, _("This must not be empty."))
