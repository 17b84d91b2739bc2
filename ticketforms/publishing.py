"""From a type as it is drafted to the frozen version that tickets point at, and back out of use."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.actions import PublishRevisionAction, UnpublishAction
from wagtail.models import Revision

from ticketforms.blocks import plain_fields
from ticketforms.catalogue import entries_of
from ticketforms.changes import changes_between
from ticketforms.compiling import Compiled, compile_form
from ticketforms.models import FormVersion, PlannedPublication, TicketType
from ticketforms.record import moment, tell
from ticketforms.renaming import renamed
from ticketforms.rule_blocks import plain_rules
from ticketforms.stage_blocks import plain_stages
from ticketforms.stage_rules import stage_troubles


class UnableToPublish(ValueError):
    """A form that could not be used as it is drafted; the message says what to mend."""


class PublishedMeanwhile(UnableToPublish):
    """Somebody else was quicker; the message says who, and nothing was changed."""


class UnableToWithdraw(ValueError):
    """A type that agents cannot choose anyway."""


@transaction.atomic
def publish(
    *,
    ticket_type: TicketType,
    revision: Revision | None = None,
    in_use: int | None = None,
    by: AbstractBaseUser | None,
    at: datetime,
) -> FormVersion:
    """Make a draft of the type (the newest, unless another is given) the one in use, freeze and return its form.

    An unchanged form keeps the version it has. Dictionary entries are copied into the version, and what was planned
    before is planned no more. Raises `UnableToPublish` naming every field that could not be asked: without a name, with
    the code of another, with an empty dictionary, or with a condition about a field that does not come before it; and
    every rule that names what is not there, runs in a circle or cannot hold. Raises `PublishedMeanwhile` when
    `in_use`, the number of the version that was seen in use (0 for none), is so no more.
    """
    locked = locked_type(ticket_type)
    check_in_use(locked, in_use)
    draft = revision or (locked.latest_revision if locked.has_unpublished_changes else None)
    drafted = draft.as_object() if draft else locked
    return put_in_use(locked, draft, finished(drafted), by=by, at=at)


@transaction.atomic
def withdraw(*, ticket_type: TicketType, by: AbstractBaseUser | None, at: datetime) -> None:
    """Take the type out of use: agents cannot choose it, tickets keep their forms, a planned publication is cancelled.

    Publishing puts it back. Raises `UnableToWithdraw` when it is not in use.
    """
    locked = locked_type(ticket_type)
    if not locked.live:
        raise UnableToWithdraw(_("“%(type)s” is not in use.") % {"type": locked.label})
    UnpublishAction(locked, user=by, log_action=False).execute(skip_permission_checks=True)
    drop_plans(locked, by=by, at=at)
    tell(locked, "withdraw", by=by)


def locked_type(ticket_type: TicketType) -> TicketType:
    """Return the type's row as it is now, locked against others who would publish, plan or withdraw it."""
    return TicketType.objects.select_for_update().get(pk=ticket_type.pk)


def compiled_draft(drafted: TicketType) -> Compiled:
    """Return the form that a draft would become."""
    return compile_form(plain_fields(drafted.fields), entries_of, plain_rules(drafted.rules))


def finished(drafted: TicketType) -> Mapping[str, Any]:
    """Return the definition a draft becomes; raise `UnableToPublish` with all that stands against it."""
    try:
        drafted.full_clean()
    except ValidationError as error:
        said = [f"{_name_of(field)}: {' '.join(messages)}" for field, messages in error.message_dict.items()]
        raise UnableToPublish(" ".join(said)) from error
    kept_code = published_code(drafted)
    if kept_code and kept_code != drafted.code:
        raise UnableToPublish(
            _("Tickets and interfaces know this type as “%(code)s”: give the draft this code again.")
            % {"code": kept_code}
        )
    if troubles := list(renamed(drafted, drafted.fields)):
        raise UnableToPublish(" ".join(map(str, troubles)))
    stages = plain_stages(drafted.stages)
    if found := stage_troubles(stages):
        raise UnableToPublish(" ".join(f"“{stages[index]['label_pl']}”: {said}" for index, _part, said in found))
    compiled = compiled_draft(drafted)
    if compiled.troubles:
        raise UnableToPublish(" ".join(map(str, compiled.troubles)))
    return compiled.definition


def published_code(ticket_type: TicketType) -> str:
    """Return the code by which tickets and interfaces know the type; "" while it may still be changed."""
    kept = TicketType.objects.filter(pk=ticket_type.pk, versions__isnull=False).values_list("code", flat=True)
    return kept.first() or ""


def check_in_use(locked: TicketType, number: int | None) -> None:
    """Raise `PublishedMeanwhile` when the version in use is not the one with this number, 0 for none."""
    present = locked.versions.select_related("published_by").first()
    if number is None or number == (present.number if present else 0):
        return
    if present is None:
        raise PublishedMeanwhile(_("There is no such version: look again."))
    raise PublishedMeanwhile(
        _("%(who)s published version %(number)s in the meantime. Nothing was lost; look at the changes again.")
        % {"who": _who(present), "number": present.number}
    )


def put_in_use(
    locked: TicketType,
    draft: Revision | None,
    definition: Mapping[str, Any],
    *,
    by: AbstractBaseUser | None,
    at: datetime,
) -> FormVersion:
    """Freeze the definition, unless it is the newest version's, and make the draft what the type is.

    The type's row is locked, and the definition can be asked: the caller has seen to both.
    """
    present = locked.versions.first()
    version = _freeze(locked, present, definition, by=by, at=at)
    was_in_use = locked.live
    if draft:
        PublishRevisionAction(draft, user=by, log_action=False).execute(skip_permission_checks=True)
    drop_plans(locked, by=by, at=at)
    if draft or version != present or not was_in_use:
        tell(locked, "publish", by=by, number=version.number, **_told_changes(present, version))
    return version


def drop_plans(locked: TicketType, *, by: AbstractBaseUser | None, at: datetime) -> None:
    """Give up what was planned, and put aside what failed: it is dealt with now."""
    State = PlannedPublication.State
    for plan in locked.plans.waiting():
        tell(locked, "plan_cancel", by=by, publish_at=moment(plan.publish_at))
    locked.plans.filter(state__in=[State.WAITING, State.FAILED]).update(
        state=State.CANCELLED, ended_at=at, revision=None
    )


def _freeze(
    locked: TicketType,
    present: FormVersion | None,
    definition: Mapping[str, Any],
    *,
    by: AbstractBaseUser | None,
    at: datetime,
) -> FormVersion:
    checksum = hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()
    if present is not None and present.checksum == checksum:
        return present
    return FormVersion.objects.create(
        ticket_type=locked,
        number=present.number + 1 if present else 1,
        definition=definition,
        checksum=checksum,
        published_at=at,
        published_by_id=by.pk if by else None,
    )


def _told_changes(present: FormVersion | None, version: FormVersion) -> dict[str, list[str]]:
    """The changes in the languages of those who may read of them."""
    told = {}
    for language in ("pl", "en"):
        with override(language):
            changes = changes_between(present.definition, version.definition) if present else ()
        told[f"changes_{language}"] = list(changes)
    return told


def _name_of(field: str) -> str:
    known = {one.name: str(one.verbose_name) for one in TicketType._meta.fields}
    return str(capfirst(known.get(field, str(TicketType._meta.verbose_name))))


def _who(version: FormVersion) -> str:
    person = version.published_by
    return (person.get_full_name() or person.get_username()) if person else _("The program")
