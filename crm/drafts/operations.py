"""Keeps what an agent types of a report, hands it on with its call, and ends it when it is registered or dropped.

Nothing is overwritten silently: whoever writes says what they had read. The feed learns keys and nothing that was said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from crm import feed
from crm.drafts.queries import had_before, name_of, shared_out
from crm.locks import lock_draft, lock_draft_of_call, lock_draft_of_key
from crm.models import Call, Customer, ReportDraft, ServicePoint, Ticket
from ticketforms.models import FormVersion
from ticketforms.uploads import UNCLAIMED_STAYS

# As long as the files that were chosen in it.
STAYS = UNCLAIMED_STAYS
# For so long one that was dropped can be opened again, and what arrives late is told from a new report.
STAYS_AFTER_END = timedelta(hours=1)


class UnableToKeep(ValueError):
    """A draft that is not this page's to write any more; the message says where it is."""


class DraftEnded(UnableToKeep):
    """It was registered or dropped."""


class DraftMoved(UnableToKeep):
    """Somebody else writes it now."""


class WrittenElsewhere(UnableToKeep):
    """Another page went on with it since this one read it."""


@dataclass(frozen=True)
class Written:
    """What stands on the desk; `revision` is this `page`'s own number for it, `read` the one it went on from."""

    key: str
    page: str
    revision: int
    read: int
    call: Call | None
    customer: Customer | None
    service_point: ServicePoint | None
    form_version: FormVersion | None
    answers: Mapping[str, Any]
    texts: Mapping[str, str]


@transaction.atomic
def keep(*, written: Written, by: AbstractBaseUser, at: datetime) -> ReportDraft:
    """Return the draft with what is written now; what arrives behind a later word changes nothing.

    The call is noted once this agent has answered it. Raises `DraftEnded`, `DraftMoved` or `WrittenElsewhere`.
    """
    draft, is_new = lock_draft_of_key(written.key, {"agent_id": by.pk, "begun_at": at, "kept_at": at})
    if is_new and Ticket.objects.filter(idempotency_key=written.key).exists():
        raise DraftEnded(_registered_as(written.key))
    _refuse_lost(draft, by)
    if written.page == draft.page and written.revision <= draft.revision:
        return draft
    if written.page != draft.page and written.read != draft.revision:
        raise WrittenElsewhere(
            _("You went on with this report in another window at %(time)s.") % {"time": _clock(draft.kept_at)}
        )
    if written.call and written.call.is_answered_by(by):
        draft.call = written.call
    draft.page, draft.revision, draft.kept_at = written.page, written.revision, at
    draft.customer, draft.service_point = written.customer, written.service_point
    draft.form_version = written.form_version
    draft.answers, draft.texts = dict(written.answers), dict(written.texts)
    draft.save()
    return draft


@transaction.atomic
def take_over(*, call: Call, by: AbstractBaseUser, at: datetime) -> ReportDraft | None:
    """Return the draft of the call that this agent has now, theirs from now on; `None` when there is none for them.

    The one who had it before is told where it went.
    """
    draft = lock_draft_of_call(call)
    if draft is None or draft.agent_id == by.pk:
        return draft
    return _hand(draft, by, at) if call.agent_id == by.pk else None


@transaction.atomic
def take_back(*, draft: ReportDraft, by: AbstractBaseUser, at: datetime) -> ReportDraft:
    """Return a draft that went from this agent to a colleague, theirs again.

    Raises `DraftEnded` for one that is over, `DraftMoved` for one they never had.
    """
    locked = _locked(draft)
    if locked.ended_at:
        raise DraftEnded(_how_it_ended(locked))
    if locked.agent_id == by.pk:
        return locked
    if not had_before(locked, by):
        raise DraftMoved(_where_it_is(locked))
    return _hand(locked, by, at)


@transaction.atomic
def drop(*, draft: ReportDraft, by: AbstractBaseUser, at: datetime) -> ReportDraft:
    """End a draft that nobody needs; it can be opened again for a while. Raises `DraftEnded` or `DraftMoved`."""
    locked = _locked(draft)
    _refuse_lost(locked, by)
    return _end(locked, ReportDraft.Ending.DROPPED, at)


@transaction.atomic
def open_again(*, draft: ReportDraft, by: AbstractBaseUser, at: datetime) -> ReportDraft:
    """Take the dropping of a draft back; raises `DraftEnded` if it was registered, `DraftMoved` if it is another's."""
    locked = _locked(draft)
    if locked.agent_id != by.pk:
        raise DraftMoved(_where_it_is(locked))
    if locked.ending == ReportDraft.Ending.REGISTERED:
        raise DraftEnded(_how_it_ended(locked))
    locked.ended_at, locked.ending, locked.kept_at = None, "", at
    locked.save(update_fields=["ended_at", "ending", "kept_at"])
    return locked


@transaction.atomic
def end_registered(*, key: str, by: AbstractBaseUser, at: datetime) -> ReportDraft:
    """Return the draft of the report that this transaction registers under the same key, ended.

    What is still on its way of it comes too late then. Raises `DraftMoved` when somebody else writes it now.
    """
    draft, _is_new = lock_draft_of_key(key, {"agent_id": by.pk, "begun_at": at, "kept_at": at})
    if draft.agent_id != by.pk:
        raise DraftMoved(_where_it_is(draft))
    return _end(draft, ReportDraft.Ending.REGISTERED, draft.ended_at or at)


@transaction.atomic
def begin_again(*, key: str, by: AbstractBaseUser, at: datetime) -> ReportDraft | None:
    """Return what was registered under a key as a new draft; `None` when its words are not kept any more."""
    ended = ReportDraft.objects.held_by(by).filter(key=key).first()
    if ended is None or not (ended.answers or ended.texts):
        return None
    return ReportDraft.objects.create(
        key=str(uuid4()),
        agent_id=by.pk,
        call=ended.call,
        customer=ended.customer,
        service_point=ended.service_point,
        form_version=ended.form_version,
        answers=ended.answers,
        withheld=ended.withheld,
        texts=ended.texts,
        begun_at=at,
        kept_at=at,
    )


def erase_old_drafts(*, at: datetime) -> int:
    """Delete drafts that ended a while ago and those nobody has touched for long; return how many went."""
    ended = ReportDraft.objects.filter(ended_at__lte=at - STAYS_AFTER_END)
    left = ReportDraft.objects.open().filter(kept_at__lte=at - STAYS)
    return sum(drafts.delete()[0] for drafts in (ended, left))


def _locked(draft: ReportDraft) -> ReportDraft:
    locked = lock_draft(draft.pk)
    if locked is None:
        raise DraftEnded(_("This draft is not there any more."))
    return locked


def _refuse_lost(draft: ReportDraft, by: AbstractBaseUser) -> None:
    if draft.agent_id != by.pk:
        raise DraftMoved(_where_it_is(draft))
    if draft.ended_at:
        raise DraftEnded(_how_it_ended(draft))


def _hand(draft: ReportDraft, by: AbstractBaseUser, at: datetime) -> ReportDraft:
    before = draft.agent_id
    draft.agent_id = by.pk
    draft.answers, draft.withheld = shared_out(draft, by)
    # Whoever had it and writes once more has not read this.
    draft.page, draft.revision = "", draft.revision + 1
    draft.save(update_fields=["agent", "answers", "withheld", "page", "revision"])
    feed.append(
        name="draft.handed_over",
        subject=f"call:{draft.call_id}",
        topics=[f"calls:{before}", f"calls:{by.pk}"],
        data={"call": draft.call_id, "draft": draft.pk, "from": before, "to": by.pk},
        by=by,
        at=at,
    )
    return draft


def _end(draft: ReportDraft, ending: str, at: datetime) -> ReportDraft:
    draft.ended_at, draft.ending = at, ending
    draft.save(update_fields=["ended_at", "ending"])
    return draft


def _where_it_is(draft: ReportDraft) -> str:
    return _("%(person)s has this report now: it went with the call.") % {"person": name_of(draft.agent)}


def _how_it_ended(draft: ReportDraft) -> str:
    is_registered = draft.ending == ReportDraft.Ending.REGISTERED
    return _registered_as(draft.key) if is_registered else _("This draft was dropped.")


def _registered_as(key: str) -> str:
    ticket = Ticket.objects.filter(idempotency_key=key).first()
    # One that was counted with an earlier report has no ticket of its own.
    if ticket is None:
        return _("This report is registered already.")
    return _("This report is registered as ticket %(ticket)s.") % {"ticket": ticket}


def _clock(moment: datetime) -> str:
    return date_format(localtime(moment), "H:i:s")
