"""Says in words what was changed in a dictionary; it compares what was kept of it before and after. It asks nobody."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ticketforms.labels import in_language
from ticketforms.models import Dictionary, DictionaryEntry

# A change as the log keeps it: its name, the labels it is about in both languages, and what it came to be.
Change = dict[str, Any]
Kept = dict[str, Any]

_QUIET = ("abbreviation", "synonyms", "colour", "icon", "attributes", "code")


def kept_of(dictionary: Dictionary) -> Kept:
    """Return what a dictionary says of itself, without its entries."""
    return {
        "labels": [dictionary.label_pl, dictionary.label_en],
        "code": dictionary.code,
        "parent": [dictionary.parent.label_pl, dictionary.parent.label_en] if dictionary.parent else None,
        "attributes": sorted(dictionary.attributes.values_list("code", "kind", "label_pl", "label_en")),
        "seen_by": sorted(dictionary.seen_by.values_list("name", flat=True)),
        "kept_by": sorted(dictionary.kept_by.values_list("name", flat=True)),
    }


def kept_of_entry(entry: DictionaryEntry) -> Kept:
    """Return what an entry says of itself; what it belongs to and what follows it, by their labels."""

    def named(other: DictionaryEntry | None) -> list[str] | None:
        return [other.label_pl, other.label_en] if other else None

    return {
        "labels": [entry.label_pl, entry.label_en],
        "parent": named(entry.parent),
        "replaced_by": named(entry.replaced_by),
        "is_retired": entry.is_retired,
        "dates": [day.isoformat() if day else "" for day in (entry.valid_from, entry.valid_to)],
        **{name: getattr(entry, name) for name in _QUIET},
    }


def changes_of(before: Kept, after: Kept) -> list[Change]:
    """Return what changed in a dictionary, apart from its entries."""
    changes: list[Change] = []
    if before["labels"] != after["labels"]:
        changes.append({"what": "renamed", "about": before["labels"], "to": after["labels"]})
    if before["parent"] != after["parent"]:
        changes.append({"what": "lies_under", "about": after["labels"], "to": after["parent"]})
    for name in ("attributes", "code"):
        if before[name] != after[name]:
            changes.append({"what": f"dictionary_{name}", "about": after["labels"]})
    for name in ("seen_by", "kept_by"):
        if before[name] != after[name]:
            changes.append({"what": name, "about": after["labels"], "roles": after[name]})
    return changes


def changes_of_entries(before: Mapping[int, Kept], after: Mapping[int, Kept]) -> list[Change]:
    """Return what changed in entries, by their keys, in the order they come in now."""
    changes: list[Change] = []
    for key, kept in after.items():
        if key in before:
            changes += _of_entry(before[key], kept)
        else:
            changes.append({"what": "added", "about": kept["labels"]})
    changes += [{"what": "deleted", "about": before[key]["labels"]} for key in before if key not in after]
    if [key for key in before if key in after] != [key for key in after if key in before]:
        changes.append({"what": "reordered", "about": ["", ""]})
    return changes


def _of_entry(before: Kept, after: Kept) -> Iterator[Change]:
    about = {"about": after["labels"]}
    if before["labels"] != after["labels"]:
        yield {"what": "renamed", "about": before["labels"], "to": after["labels"]}
    if before["parent"] != after["parent"]:
        yield {"what": "moved", **about, "to": after["parent"]}
    if before["is_retired"] != after["is_retired"]:
        yield {"what": "retired" if after["is_retired"] else "taken_back", **about, "to": after["replaced_by"]}
    elif before["replaced_by"] != after["replaced_by"]:
        yield {"what": "replaced", **about, "to": after["replaced_by"]}
    if before["dates"] != after["dates"]:
        yield {"what": "dated", **about, "dates": after["dates"]}
    for name in _QUIET:
        if before[name] != after[name]:
            yield {"what": name, **about}


def in_words(changes: Sequence[Change]) -> list[str]:
    """Return a sentence for each change, in the active language."""
    return [_sentence(change) for change in changes]


def _sentence(change: Change) -> str:
    def named(labels: Sequence[str] | None) -> str:
        return in_language(labels[0], labels[1]) if labels else ""

    first, last = change.get("dates") or ("", "")
    words = {
        "entry": named(change["about"]),
        "to": named(change.get("to")),
        "roles": ", ".join(change.get("roles", ())) or _("whoever may"),
        "first": first or "–",
        "last": last or "–",
    }
    return _wording(change["what"], has_other=bool(change.get("to"))) % words


def _wording(what: str, *, has_other: bool) -> str:
    sentences = {
        "added": _("New: “%(entry)s”."),
        "deleted": _("“%(entry)s” is deleted."),
        "renamed": _("“%(entry)s” is now “%(to)s”."),
        "moved": _("“%(entry)s” belongs to “%(to)s”.") if has_other else _("“%(entry)s” belongs to nothing any more."),
        "retired": _("“%(entry)s” is retired; “%(to)s” follows it.") if has_other else _("“%(entry)s” is retired."),
        "taken_back": _("“%(entry)s” is in use again."),
        "replaced": _("“%(to)s” follows “%(entry)s”.") if has_other else _("Nothing follows “%(entry)s” any more."),
        "dated": _("“%(entry)s” is in use from %(first)s until %(last)s."),
        "reordered": _("The entries come in another order."),
        "abbreviation": _("“%(entry)s” has another abbreviation."),
        "synonyms": _("“%(entry)s” has other names to be found by."),
        "colour": _("“%(entry)s” has another colour."),
        "icon": _("“%(entry)s” has another picture."),
        "attributes": _("“%(entry)s” has other attributes."),
        "code": _("“%(entry)s” has another code."),
        "lies_under": _("“%(entry)s” lies under “%(to)s”.") if has_other else _("“%(entry)s” lies under nothing."),
        "dictionary_attributes": _("Entries of “%(entry)s” say other things about themselves."),
        "dictionary_code": _("“%(entry)s” has another code."),
        "seen_by": _("“%(entry)s” is seen by: %(roles)s."),
        "kept_by": _("“%(entry)s” is changed by: %(roles)s."),
    }
    return sentences[what]
