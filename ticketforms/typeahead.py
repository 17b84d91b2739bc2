"""Finds entries of a dictionary by what somebody types, however long the dictionary is. It changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q

from ticketforms.folding import fold
from ticketforms.kinds.entries import Entry
from ticketforms.labels import in_language
from ticketforms.models import Dictionary, DictionaryEntry
from ticketforms.models.dictionary import EntryQuerySet
from ticketforms.storing import storable

MOST_FOUND = 20
LONGEST = 120
MOST_WORDS = 6
# A tree or a cascade is named up to this many steps above an entry.
MOST_STEPS = 6
_AFTER_EVERY_LETTER = "\U0010ffff"


@dataclass(frozen=True)
class FoundEntry:
    """An entry that the words may mean; `path` names what it belongs to, the farthest first."""

    code: str
    label: str
    abbreviation: str
    path: tuple[str, ...]


def find_entries(
    dictionary: str,
    typed: str,
    *,
    on: date,
    parents: Sequence[str] | None = None,
    limit: int = MOST_FOUND,
    language: str | None = None,
) -> list[FoundEntry]:
    """Return entries in use on a day in which every typed word begins a word, those that begin with it all first.

    With `parents`, only entries that belong to one of these (their codes). Nothing typed finds the first.
    """
    asked = Dictionary.objects.filter(code=dictionary).first()
    if asked is None:
        return []
    entries = DictionaryEntry.objects.filter(dictionary=asked).in_use(on)
    if parents is not None:
        # By key, so that the index of parents is read and not the whole dictionary.
        above = DictionaryEntry.objects.filter(dictionary=asked.parent_id or asked.pk, code__in=parents)
        entries = entries.filter(parent__in=list(above.values_list("pk", flat=True)))
    return [as_found(entry, language) for entry in _matching(entries, typed, limit)]


def find_entry(dictionary: str, code: str) -> DictionaryEntry | None:
    """Return an entry, in use or not, with what it belongs to and what replaced it; `None` when there is none."""
    entries = DictionaryEntry.objects.filter(dictionary__code=dictionary, code=code)
    return entries.select_related("parent__parent", "replaced_by").first()


def entry_on(dictionary: str, code: str, on: date) -> Entry | None:
    """Return an entry as it stands on a day for a field that takes its answers from its dictionary."""
    found = find_entry(dictionary, code)
    if found is None:
        return None
    return Entry(
        code=found.code,
        label_pl=found.label_pl,
        label_en=found.label_en,
        parent=found.parent.code if found.parent else "",
        path=tuple((above.label_pl, above.label_en) for above in _above(found)),
        is_in_use=found.is_offered(on),
        has_branches=found.children.filter(dictionary=found.dictionary_id).exists(),
        replaced_by=found.replaced_by.label if found.replaced_by else "",
    )


def as_found(entry: DictionaryEntry, language: str | None = None) -> FoundEntry:
    """Return an entry as it is named to people, in the active language or the one given."""
    return FoundEntry(
        code=entry.code,
        label=in_language(entry.label_pl, entry.label_en, language),
        abbreviation=entry.abbreviation,
        path=tuple(in_language(above.label_pl, above.label_en, language) for above in _above(entry)),
    )


def has_words(typed: str) -> Q:
    """The condition that each typed word begins a word of an entry's names."""
    return Q(*(Q(folded__contains=f" {word}") for word in _words(typed)))


def _above(entry: DictionaryEntry) -> list[DictionaryEntry]:
    path: list[DictionaryEntry] = []
    above = entry.parent
    while above is not None and len(path) < MOST_STEPS:
        path.insert(0, above)
        above = above.parent
    return path


def _matching(entries: EntryQuerySet, typed: str, limit: int) -> list[DictionaryEntry]:
    related = entries.select_related("parent__parent")
    words = _words(typed)
    if not words:
        return list(related.order_by("sort_order", "folded", "pk")[:limit])
    # Two questions: the first reads an index and mostly finds enough, the second looks at every entry.
    begins = _begins(" " + " ".join(words))
    found = list(related.filter(begins).order_by("folded", "pk")[:limit])
    if len(found) < limit:
        others = related.filter(has_words(typed)).exclude(begins)
        found += others.order_by("folded", "pk")[: limit - len(found)]
    return found


def _words(typed: str) -> list[str]:
    return fold(storable(typed[:LONGEST])).split()[:MOST_WORDS]


def _begins(text: str) -> Q:
    """The index of SQLite reads ranges, that of PostgreSQL beginnings."""
    if connection.vendor == "sqlite":
        return Q(folded__gte=text, folded__lt=text + _AFTER_EVERY_LETTER)
    return Q(folded__startswith=text)
