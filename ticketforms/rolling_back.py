"""An earlier version in use again, or as the draft to go on from; versions themselves never change."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from ticketforms.blocks import stream_of
from ticketforms.definition import Definition, upgraded
from ticketforms.drafting import keep_draft
from ticketforms.kinds import KINDS
from ticketforms.models import FormVersion, TicketType
from ticketforms.publishing import check_in_use, locked_type, put_in_use
from ticketforms.record import tell
from ticketforms.rule_blocks import stream_of_rules


def drafted_again(definition: Definition) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the plain fields and rules that a definition, of any format, was drafted as.

    What freezing added is left out: choices come from the dictionary again.
    """
    form = upgraded(definition)
    return [_drafted(field) for field in form["fields"]], [dict(rule) for rule in form["rules"]]


@transaction.atomic
def restore_draft(*, version: FormVersion, by: AbstractBaseUser | None, at: datetime) -> TicketType:
    """Make the questions and rules of an earlier version the newest draft, and return it; agents see nothing of it.

    Name, category and handling stay as they are drafted. The draft that was there stays in the record of changes.
    """
    locked = locked_type(version.ticket_type)
    draft = locked.get_latest_revision_as_object()
    _fill(draft, version)
    if not locked.live:
        draft.save()
    keep_draft(draft, by=by, at=at)
    tell(locked, "restore", by=by, number=version.number)
    return draft


@transaction.atomic
def restore_now(
    *, version: FormVersion, in_use: int | None = None, by: AbstractBaseUser | None, at: datetime
) -> FormVersion:
    """Put an earlier version in use at once, under a new number and word for word, and return the new version.

    Choices are those of that day, whatever became of the dictionary. Name, category and handling stay as agents see
    them now; an unfinished draft stays in the record of changes. Raises `PublishedMeanwhile` as `publish` does.
    """
    locked = locked_type(version.ticket_type)
    check_in_use(locked, in_use)
    _fill(locked, version)
    revision = keep_draft(locked, by=by, at=at)
    tell(locked, "restore", by=by, number=version.number)
    return put_in_use(locked, revision, version.definition, by=by, at=at)


def _fill(draft: TicketType, version: FormVersion) -> None:
    fields, rules = drafted_again(version.definition)
    streams: dict[str, Any] = {"fields": stream_of(fields), "rules": stream_of_rules(rules)}
    for name, stream in streams.items():
        setattr(draft, name, json.dumps(stream))


def _drafted(field: Mapping[str, Any]) -> dict[str, Any]:
    own = KINDS[field["kind"]].setting_blocks(list)
    return {**field, "settings": {name: value for name, value in field["settings"].items() if name in own}}
