"""From a type as it is drafted to the frozen version that tickets point at."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions import PublishRevisionAction

from ticketforms.conditions import ConditionError, parse, subjects_of
from ticketforms.kinds import KINDS, UnfitSettings
from ticketforms.models import DictionaryEntry, FormVersion, TicketType


class UnableToPublish(ValueError):
    """A form that could not be used as it is drafted; the message says what to mend."""


@transaction.atomic
def publish(*, ticket_type: TicketType, by: AbstractBaseUser | None, at: datetime) -> FormVersion:
    """Make the type's newest draft the one in use, freeze its form and return the version.

    An unchanged form keeps the version it has. Dictionary entries are copied into the version. Raises
    `UnableToPublish` when two fields share a code, a kind or dictionary is unknown, or a condition looks at a field
    that does not come before it.
    """
    locked = TicketType.objects.select_for_update().get(pk=ticket_type.pk)
    draft = locked.latest_revision if locked.has_unpublished_changes else None
    version = _freeze(draft.as_object() if draft else locked, by=by, at=at)
    if draft:
        PublishRevisionAction(draft, user=by).execute(skip_permission_checks=True)
    return version


def _freeze(drafted: TicketType, *, by: AbstractBaseUser | None, at: datetime) -> FormVersion:
    definition = _compile(drafted)
    checksum = hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()
    latest = drafted.versions.order_by("-number").first()
    if latest is not None and latest.checksum == checksum:
        return latest
    return FormVersion.objects.create(
        ticket_type=drafted,
        number=latest.number + 1 if latest else 1,
        definition=definition,
        checksum=checksum,
        published_at=at,
        published_by_id=by.pk if by else None,
    )


def _compile(ticket_type: TicketType) -> dict[str, Any]:
    seen: set[str] = set()
    fields = []
    for drafted in ticket_type.fields:
        code = drafted["code"]
        if code in seen:
            raise UnableToPublish(_("Two fields are called “%(code)s”: rename one.") % {"code": code})
        if drafted["kind"] not in KINDS:
            raise UnableToPublish(_("Field “%(code)s” is of an unknown kind.") % {"code": code})
        _check_condition(drafted, seen)
        seen.add(code)
        fields.append(
            {
                "code": code,
                "kind": drafted["kind"],
                "label_pl": drafted["label_pl"],
                "label_en": drafted.get("label_en", ""),
                "help_pl": drafted.get("help_pl", ""),
                "help_en": drafted.get("help_en", ""),
                "is_required": drafted.get("is_required", False),
                "visible_when": drafted.get("visible_when"),
                "settings": _settings(drafted),
            }
        )
    return {"fields": fields}


def _check_condition(drafted: Mapping[str, Any], earlier: set[str]) -> None:
    if drafted.get("visible_when") is None:
        return
    try:
        looked_at = subjects_of(parse(drafted["visible_when"]))
    except ConditionError as error:
        raise UnableToPublish(
            _("The rule of field “%(code)s” cannot be read: %(error)s.") % {"code": drafted["code"], "error": error}
        ) from error
    if unknown := sorted(looked_at - earlier):
        raise UnableToPublish(
            _("The rule of field “%(code)s” looks at “%(unknown)s”, which does not come before it.")
            % {"code": drafted["code"], "unknown": ", ".join(unknown)}
        )


def _settings(drafted: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return KINDS[drafted["kind"]].freeze(drafted.get("settings", {}), _entries_of)
    except UnfitSettings as unfit:
        raise UnableToPublish(
            _("Field “%(code)s” cannot be asked: %(reason)s.") % {"code": drafted["code"], "reason": unfit}
        ) from unfit


def _entries_of(dictionary: str) -> list[dict[str, str]]:
    entries = DictionaryEntry.objects.filter(dictionary__code=dictionary, is_retired=False)
    return [{"code": entry.code, "label_pl": entry.label_pl, "label_en": entry.label_en} for entry in entries]
