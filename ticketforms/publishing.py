"""From a type as it is drafted to the frozen version that tickets point at."""

import hashlib
import json
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.actions import PublishRevisionAction
from wagtail.models import Revision

from ticketforms.blocks import plain_fields
from ticketforms.catalogue import entries_of
from ticketforms.compiling import compile_form
from ticketforms.models import FormVersion, TicketType
from ticketforms.rule_blocks import plain_rules


class UnableToPublish(ValueError):
    """A form that could not be used as it is drafted; the message says what to mend."""


@transaction.atomic
def publish(
    *, ticket_type: TicketType, revision: Revision | None = None, by: AbstractBaseUser | None, at: datetime
) -> FormVersion:
    """Make a draft of the type (the newest, unless another is given) the one in use, freeze and return its form.

    An unchanged form keeps the version it has. Dictionary entries are copied into the version. Raises
    `UnableToPublish` naming every field that could not be asked: without a name, with the code of another, with an
    empty dictionary, or with a condition about a field that does not come before it; and every rule that names what is
    not there, runs in a circle or cannot hold.
    """
    locked = TicketType.objects.select_for_update().get(pk=ticket_type.pk)
    draft = revision or (locked.latest_revision if locked.has_unpublished_changes else None)
    version = _freeze(draft.as_object() if draft else locked, by=by, at=at)
    if draft:
        PublishRevisionAction(draft, user=by).execute(skip_permission_checks=True)
    return version


def _freeze(drafted: TicketType, *, by: AbstractBaseUser | None, at: datetime) -> FormVersion:
    compiled = compile_form(plain_fields(drafted.fields), entries_of, plain_rules(drafted.rules))
    if compiled.troubles:
        raise UnableToPublish(" ".join(map(str, compiled.troubles)))
    definition = compiled.definition
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
