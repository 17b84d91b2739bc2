"""Knows what may no longer be deleted because somebody answered by it, and what to do instead; it deletes nothing."""

from django.db import models
from django.utils.translation import gettext as _

from ticketforms.models import Category, Dictionary, FormVersion, TicketType


class StillNeeded(ValueError):
    """Something that cannot go; the message says what keeps it and what to do instead."""


def published_entries(dictionary_code: str) -> frozenset[str]:
    """Return the codes of the dictionary's entries that stand in any published version."""
    return frozenset(
        choice["code"]
        for definition in FormVersion.objects.values_list("definition", flat=True)
        for field in definition["fields"]
        if field["settings"].get("dictionary") == dictionary_code
        for choice in field["settings"]["choices"]
    )


def check_deletion(thing: models.Model) -> None:
    """Raise `StillNeeded` for a type that has versions, a dictionary they use, or a category that has types."""
    match thing:
        case TicketType() if thing.versions.exists():
            raise StillNeeded(
                _("Tickets keep the forms of “%(thing)s”: unpublish it instead, then no agent can choose it.")
                % {"thing": thing}
            )
        case Dictionary() if published_entries(thing.code):
            raise StillNeeded(
                _("Published forms use the dictionary “%(thing)s”: retire its entries instead.") % {"thing": thing}
            )
        case Category() if thing.ticket_types.exists():
            raise StillNeeded(
                _("Ticket types belong to the category “%(thing)s”: move them to another first.") % {"thing": thing}
            )
