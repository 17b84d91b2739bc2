"""What an agent may choose from: the types in use, each with its newest form. It changes nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from ticketforms.kinds.choice import MOST_FROZEN
from ticketforms.models import DictionaryEntry, FormVersion, TicketType


class UnknownType(LookupError):
    """No type of this code is in use; the message is for the person who chose it."""


@dataclass(frozen=True)
class PublishedForm:
    """A type in use, its category loaded, and the form that is asked today."""

    ticket_type: TicketType
    version: FormVersion


def published_forms() -> list[PublishedForm]:
    """Return every type in use that has a form, in the administrators' order."""
    return _published(FormVersion.objects.order_by("ticket_type__sort_order", "ticket_type__label_pl", "ticket_type"))


def published_form(code: str) -> PublishedForm:
    """Return one type in use; raises `UnknownType` for a code that is not, or not any more, in use."""
    for form in _published(FormVersion.objects.filter(ticket_type__code=code)):
        return form
    raise UnknownType(_("There is no ticket type “%(code)s” in use: choose another.") % {"code": code})


def form_of(code: str, version: int) -> PublishedForm:
    """Return the form of a type as one of its versions asks it; raises `UnknownType` when it has no such version."""
    versions = FormVersion.objects.filter(ticket_type__code=code, pk=version)
    found = versions.select_related("ticket_type__category").first()
    if found is None:
        raise UnknownType(_("There is no ticket type “%(code)s” in use: choose another.") % {"code": code})
    return PublishedForm(found.ticket_type, found)


def _published(versions: QuerySet[FormVersion]) -> list[PublishedForm]:
    newest = FormVersion.objects.filter(ticket_type=OuterRef("ticket_type")).order_by("-number").values("pk")[:1]
    found = versions.filter(ticket_type__live=True, pk=Subquery(newest)).select_related("ticket_type__category")
    return [PublishedForm(version.ticket_type, version) for version in found]


def entries_of(dictionary: str, on: date | None = None, *, most: int | None = MOST_FROZEN + 1) -> list[dict[str, Any]]:
    """Return a dictionary's entries in use on a day (today), in its order; none when there is no such dictionary.

    At most `most` of them, by default one more than a version keeps: whoever needs to know only that a dictionary is
    too long to be kept need not read all of it; `None` reads every entry. What an entry does not say is left out.
    """
    entries = DictionaryEntry.objects.filter(dictionary__code=dictionary).in_use(on or timezone.localdate())
    return [_plain(entry) for entry in entries.select_related("parent")[:most]]


def _plain(entry: DictionaryEntry) -> dict[str, Any]:
    said: dict[str, Any] = {
        "abbreviation": entry.abbreviation,
        "synonyms": entry.names,
        "parent": entry.parent.code if entry.parent else "",
        "colour": entry.colour,
        "icon": entry.icon,
        "attributes": entry.attributes,
        "valid_to": entry.valid_to.isoformat() if entry.valid_to else "",
    }
    kept = {name: value for name, value in said.items() if value}
    return {"code": entry.code, "label_pl": entry.label_pl, "label_en": entry.label_en, **kept}
