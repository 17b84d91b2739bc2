"""Drafts of ticket types from plain fields; what a draft becomes when it is published is `publishing`."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.models import Revision

from ticketforms.blocks import UnfitField, stream_of
from ticketforms.models import Category, TicketType
from ticketforms.rule_blocks import stream_of_rules
from ticketforms.stage_blocks import stream_of_stages


class UnableToDraft(ValueError):
    """A field that no administrator could edit; the message names it."""


@transaction.atomic
def draft_type(
    *,
    code: str,
    shortcut: str,
    label_pl: str,
    label_en: str,
    category: Category,
    icon: str,
    reporting: str,
    fields: Sequence[Mapping[str, Any]],
    rules: Sequence[Mapping[str, Any]] = (),
    is_groupable: bool = True,
    default_priority: int = 4,
    due_days: int | None = None,
    reopen_days: int = 30,
    stages: Sequence[Mapping[str, Any]] = (),
    sort_order: int = 0,
    by: AbstractBaseUser | None,
    at: datetime,
) -> TicketType:
    """Create or change the draft of a type and return it; agents see nothing of it before it is published.

    A field is a mapping of code, kind, label_pl and, where they are wanted, settings, visible_when (a condition) and
    the other parts in `definition.PARTS`; a rule one of when (a condition), effects and what else stands in
    `rule_blocks.PARTS`; a stage one of what stands in `stage_blocks.PARTS`. Raises `UnableToDraft` for a field the
    editor could not show, `ValidationError` when the type's own facts cannot be stored.
    """
    try:
        stream = json.dumps(stream_of(fields))
    except UnfitField as unfit:
        raise UnableToDraft(str(unfit)) from unfit
    stored = TicketType.objects.select_for_update().filter(code=code).first()
    draft = stored.get_latest_revision_as_object() if stored else TicketType(code=code, live=False)
    draft.shortcut = shortcut
    draft.label_pl, draft.label_en = label_pl, label_en
    draft.category, draft.icon, draft.reporting = category, icon, reporting
    draft.is_groupable, draft.default_priority = is_groupable, default_priority
    draft.due_days, draft.sort_order = due_days, sort_order
    draft.fields = stream
    draft.rules = json.dumps(stream_of_rules(rules))
    draft.stages, draft.reopen_days = json.dumps(stream_of_stages(stages)), reopen_days
    draft.full_clean()
    if not draft.live:
        draft.save()
    keep_draft(draft, by=by, at=at, log_action=True)
    return draft


def keep_draft(
    draft: TicketType, *, by: AbstractBaseUser | None, at: datetime, changed: bool = True, log_action: bool = False
) -> Revision:
    """Keep the type as a new draft, also one that is not finished; the caller's moment decides which is the newest."""
    revision: Revision = draft.save_revision(user=by, changed=changed, log_action=log_action, clean=False)
    Revision.objects.filter(pk=revision.pk).update(created_at=at)
    revision.created_at = at
    return revision
