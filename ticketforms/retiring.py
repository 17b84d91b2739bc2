"""Knows what may no longer be deleted because somebody answered by it, and what to do instead; it deletes nothing."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from ticketforms.models import Category, Dictionary, DictionaryEntry, TicketType
from ticketforms.uses import used_in_versions


class StillNeeded(ValueError):
    """Something that cannot go; the message says what keeps it and what to do instead."""


@dataclass(frozen=True)
class PublishedEntries:
    """The entries that stand in published versions; of a dictionary too long for them, any may have been an answer."""

    codes: frozenset[str]
    is_whole: bool

    def __bool__(self) -> bool:
        return self.is_whole or bool(self.codes)

    def __contains__(self, code: object) -> bool:
        return self.is_whole or code in self.codes


def published_entries(dictionary_code: str) -> PublishedEntries:
    """Return which of the dictionary's entries stand, or may stand, in answers by any published version."""
    settings = used_in_versions(dictionary_code)
    codes = frozenset(choice["code"] for frozen in settings for choice in frozen.get("choices", ()))
    return PublishedEntries(codes, is_whole=any(frozen.get("is_long") for frozen in settings))


def check_deletion(thing: models.Model) -> None:
    """Raise `StillNeeded` for a type with versions or a plan, a used dictionary, or a category that has types."""
    match thing:
        case TicketType() if thing.versions.exists():
            raise StillNeeded(
                _("Tickets keep the forms of “%(thing)s”: unpublish it instead, then no agent can choose it.")
                % {"thing": thing}
            )
        case TicketType() if thing.plans.exclude(revision=None).exists():
            raise StillNeeded(
                _("“%(thing)s” is planned to be published: cancel the plan first, on the page of its versions.")
                % {"thing": thing}
            )
        case Dictionary():
            _check_dictionary(thing)
        case Category() if thing.ticket_types.exists():
            raise StillNeeded(
                _("Ticket types belong to the category “%(thing)s”: move them to another first.") % {"thing": thing}
            )


def check_entry_deletion(entry: DictionaryEntry) -> None:
    """Raise `StillNeeded` for an entry that somebody may have answered by, or that others belong to or follow."""
    words = {"entry": entry}
    if entry.code in published_entries(entry.dictionary.code):
        raise StillNeeded(_("Published forms offer “%(entry)s”: mark it retired instead.") % words)
    if entry.children.exists():
        raise StillNeeded(_("Other entries belong to “%(entry)s”: move them first, or mark it retired.") % words)
    if entry.replaces.exists():
        raise StillNeeded(_("“%(entry)s” follows a retired entry: it stays.") % words)


def _check_dictionary(dictionary: Dictionary) -> None:
    if published_entries(dictionary.code):
        raise StillNeeded(
            _("Published forms use the dictionary “%(thing)s”: retire its entries instead.") % {"thing": dictionary}
        )
    if under := list(dictionary.children.all()):
        raise StillNeeded(
            _("Other dictionaries lie under “%(thing)s”: %(under)s. Free them first.")
            % {"thing": dictionary, "under": ", ".join(map(str, under))}
        )
