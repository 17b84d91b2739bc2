"""From a type as it is drafted to the frozen version that tickets point at."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from ticketforms.conditions import ConditionError, parse, subjects_of
from ticketforms.kinds import KINDS
from ticketforms.models import Dictionary, FormVersion, TicketType


class UnableToPublish(ValueError):
    """A form that could not be used as it is drafted; the message says what to mend."""


@transaction.atomic
def publish(*, ticket_type: TicketType, by: AbstractBaseUser | None, at: datetime) -> FormVersion:
    """Freeze the type's form and return the version; an unchanged form keeps the version it has.

    Dictionary entries are copied into the version. Raises `UnableToPublish` when two fields share a code, a kind or
    dictionary is unknown, or a condition looks at a field that does not come before it.
    """
    locked = TicketType.objects.select_for_update().get(pk=ticket_type.pk)
    definition = _compile(locked)
    checksum = hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()
    latest = locked.versions.order_by("-number").first()
    if latest is not None and latest.checksum == checksum:
        return latest
    return FormVersion.objects.create(
        ticket_type=locked,
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
    settings = dict(drafted.get("settings", {}))
    if drafted["kind"] != "choice":
        return settings
    dictionary = Dictionary.objects.filter(code=settings.get("dictionary", "")).first()
    entries = list(dictionary.entries.filter(is_retired=False)) if dictionary else []
    if not entries:
        raise UnableToPublish(
            _("Field “%(code)s” needs a dictionary with at least one entry in use.") % {"code": drafted["code"]}
        )
    choices = [{"code": e.code, "label_pl": e.label_pl, "label_en": e.label_en} for e in entries]
    return {**settings, "choices": choices}
