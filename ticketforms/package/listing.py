"""Writes what a dictionary holds: its attributes and entries in the order of the part; many thousands at once."""

from typing import Any

from ticketforms.models import Dictionary, DictionaryAttribute, DictionaryEntry
from ticketforms.package.document import Part
from ticketforms.package.facts import defaults_of, facts_of

_BATCH = 1_000


def write_lists(dictionary: Dictionary, part: Part) -> None:
    """Make and change attributes and entries; nothing is deleted, and nothing points anywhere yet."""
    _write(DictionaryAttribute, dictionary, part.get("attributes", []))
    _write(DictionaryEntry, dictionary, part.get("entries", []))


def link_entries(dictionary: Dictionary, part: Part) -> None:
    """Put entries under the ones they belong to, and name what replaces them."""
    own = _keys(dictionary)
    above = _keys(dictionary.parent) if dictionary.parent else own
    wanted = {entry["code"]: entry for entry in part.get("entries", ())}
    moved = []
    for row in DictionaryEntry.objects.filter(dictionary=dictionary, code__in=wanted):
        entry = wanted[row.code]
        links = (above.get(entry.get("parent")), own.get(entry.get("replaced_by")))
        if links != (row.parent_id, row.replaced_by_id):
            row.parent_id, row.replaced_by_id = links
            moved.append(row)
    DictionaryEntry.objects.bulk_update(moved, ["parent", "replaced_by"], batch_size=_BATCH)


def _keys(dictionary: Dictionary) -> dict[str | None, int]:
    return dict(DictionaryEntry.objects.filter(dictionary=dictionary).values_list("code", "pk"))


def _write(model: type[DictionaryAttribute] | type[DictionaryEntry], dictionary: Dictionary, parts: list[Part]) -> None:
    table: Any = model._default_manager
    rows = {row.code: row for row in table.filter(dictionary=dictionary)}
    facts, defaults = facts_of(model), defaults_of(model)
    new, changed = [], []
    for place, part in enumerate(parts, start=1):
        whole = defaults | part
        values = {name: fact.stored(whole[name]) for name, fact in facts.items()} | {"sort_order": place}
        row = rows.get(part["code"])
        if row is None:
            new.append(model(dictionary=dictionary, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    table.bulk_create(new, batch_size=_BATCH)
    columns = [column for column in model._meta.concrete_fields if column.name in {*facts, "sort_order", "folded"}]
    # Django computes such columns when it saves a row, but not when it updates many.
    for row in changed:
        for column in columns:
            column.pre_save(row, add=False)
    table.bulk_update(changed, [column.name for column in columns], batch_size=_BATCH)
