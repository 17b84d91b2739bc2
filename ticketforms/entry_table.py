"""A page of a dictionary's entries as a table, with what they belong to as columns; it changes nothing."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ticketforms.models import Dictionary, DictionaryEntry
from ticketforms.models.dictionary import EntryQuerySet
from ticketforms.typeahead import has_words

ROWS = 50
MOST_LEVELS = 4
STATES = ("in_use", "to_come", "past", "retired", "all")


@dataclass(frozen=True)
class Row:
    """One entry, with the entries above it in the order of the columns; `None` where there is none."""

    entry: DictionaryEntry
    above: tuple[DictionaryEntry | None, ...]
    depth: int


@dataclass(frozen=True)
class Table:
    """A page of rows, how many there are in all, and the dictionaries whose entries stand in the columns above."""

    rows: tuple[Row, ...]
    count: int
    page: int
    pages: int
    levels: tuple[Dictionary, ...]


def levels_of(dictionary: Dictionary) -> tuple[Dictionary, ...]:
    """Return the dictionaries above, the topmost first."""
    levels: list[Dictionary] = []
    above = dictionary.parent
    while above is not None and len(levels) < MOST_LEVELS:
        levels.insert(0, above)
        above = above.parent
    return tuple(levels)


def table_of(
    dictionary: Dictionary,
    *,
    on: date,
    typed: str = "",
    parent: DictionaryEntry | None = None,
    state: str,
    page: int = 1,
) -> Table:
    """Return the page of the entries that fit: by words of their names, by what they belong to, and by state."""
    levels = levels_of(dictionary)
    entries = _in_state(DictionaryEntry.objects.filter(dictionary=dictionary), state, on)
    if typed.strip():
        entries = entries.filter(has_words(typed) | Q(code__istartswith=typed.strip()[:50]))
    if parent is not None:
        entries = entries.filter(parent=parent)
    count = entries.count()
    pages = max(1, -(-count // ROWS))
    page = min(max(page, 1), pages)
    first = (page - 1) * ROWS
    steps = "__".join(["parent"] * max(len(levels), 2))
    shown = entries.select_related(steps, "replaced_by").order_by("sort_order", "folded", "pk")[first : first + ROWS]
    return Table(tuple(_row(entry, levels) for entry in shown), count, page, pages, levels)


def _in_state(entries: EntryQuerySet, state: str, on: date) -> EntryQuerySet:
    match state:
        case "retired":
            return entries.filter(is_retired=True)
        case "to_come":
            return entries.filter(is_retired=False, valid_from__gt=on)
        case "past":
            return entries.filter(is_retired=False, valid_to__lte=on)
        case "all":
            return entries
    return entries.in_use(on)


def _row(entry: DictionaryEntry, levels: tuple[Dictionary, ...]) -> Row:
    path: list[DictionaryEntry] = []
    above = entry.parent
    while above is not None and len(path) < MOST_LEVELS:
        path.insert(0, above)
        above = above.parent
    by_level = {one.dictionary_id: one for one in path}
    return Row(entry, tuple(by_level.get(level.pk) for level in levels), 0 if levels else len(path))
