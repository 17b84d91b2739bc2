"""Answers which drafts a person writes and what of one they may see; it changes nothing."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

from crm.models import Call, FeedEvent, ReportDraft
from crm.tickets.reading import reader_of
from ticketforms.definition import upgraded

MOST_KEPT = 9


def kept_drafts(user: AbstractBaseUser | AnonymousUser) -> list[ReportDraft]:
    """Return the open drafts of a person, the newest first, with whom and what they are about."""
    drafts = ReportDraft.objects.open().held_by(user)
    return list(drafts.select_related("customer", "call", "form_version__ticket_type")[:MOST_KEPT])


def draft_of_call(call: Call) -> ReportDraft | None:
    """Return what was begun in the call and is not over, whoever writes it."""
    return ReportDraft.objects.open().filter(call=call).first()


def shared_out(draft: ReportDraft, reader: AbstractBaseUser) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return all answers of a draft in two parts: what this person may read whole, and what not."""
    known = reader_of(reader)
    seen = {field["code"] for field in _fields(draft) if known.may_see(field) and known.may_see_whole(field)}
    every = {**draft.answers, **draft.withheld}
    return {code: every[code] for code in every if code in seen}, {
        code: every[code] for code in every if code not in seen
    }


def had_before(draft: ReportDraft, agent: AbstractBaseUser) -> bool:
    """Return whether the draft went from this agent to somebody else."""
    told = FeedEvent.objects.filter(subject=f"call:{draft.call_id}", name="draft.handed_over", data__draft=draft.pk)
    return told.filter(**{"data__from": agent.pk}).exists()


def name_of(agent: User) -> str:
    """Return how colleagues read an agent's name."""
    return agent.get_full_name() or agent.get_username()


def _fields(draft: ReportDraft) -> list[dict[str, Any]]:
    return upgraded(draft.form_version.definition)["fields"] if draft.form_version else []
