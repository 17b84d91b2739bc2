"""Reads a frozen form, of today or of an earlier format, in one shape; it decides nothing about answers."""

from collections.abc import Iterator, Mapping
from typing import Any

FORMAT = 2
Definition = Mapping[str, Any]

# From what asks least of saving to what asks most: closing comes later, a reason is enough for "soft".
REQUIREMENTS = ("none", "close", "soft", "save")
# What a field is when nobody said otherwise; earlier formats and plain drafts leave most of it out.
PARTS: Mapping[str, Any] = {
    "label_en": "",
    "help_pl": "",
    "help_en": "",
    "say_pl": "",
    "say_en": "",
    "error_pl": "",
    "error_en": "",
    "requirement": "none",
    "default": None,
    "seen_by": [],
    "edited_by": [],
    "personal": "none",
    "retention_days": None,
    "is_searchable": False,
    "is_column": False,
    "is_dimension": False,
    "visible_when": None,
    "settings": {},
}


def whole_field(field: Mapping[str, Any]) -> dict[str, Any]:
    """Return a plain field, drafted or frozen, with all its parts; "must be answered" of old is a requirement."""
    given = {name: value for name, value in field.items() if value is not None or PARTS.get(name, value) is None}
    if given.pop("is_required", False):
        given.setdefault("requirement", "save")
    return {**PARTS, **given}


def upgraded(definition: Definition) -> Definition:
    """Return the form in today's shape: fields with all parts, rules, and the order in which fields are decided."""
    if definition.get("format") == FORMAT:
        return definition
    fields = [whole_field(field) for field in definition["fields"]]
    return {"format": FORMAT, "fields": fields, "rules": [], "order": [field["code"] for field in fields]}


def sections(definition: Definition) -> Iterator[tuple[Mapping[str, Any], str | None]]:
    """Yield each field with the code of the section it stands in."""
    section = None
    for field in definition["fields"]:
        if field["kind"] == "section":
            section = field["code"]
            yield field, None
        else:
            yield field, section
