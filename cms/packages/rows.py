"""A document as rows of sheets, and rows back as a document; which row came from where is kept for the errors. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cms.packages.sheets import (
    ATTRIBUTE,
    ATTRIBUTES,
    CATEGORIES,
    CHOICES,
    DICTIONARIES,
    RULE_FACTS,
    RULES,
    SETTING,
    STAGES,
    SURVEY,
    TEXTS,
    TYPES,
)
from ticketforms.package import Document

Row = dict[str, Any]
# Effects about one field name it in the column of those about several.
ONE_FIELD = ("set_if_empty", "restrict")


def rows_of(sheet: str, document: Document) -> Iterator[Row]:
    """Yield the rows of a sheet, by the names of its columns; what is not said is not there."""
    match sheet:
        case "types":
            yield from (_without(part, "fields", "rules", "stages") for part in document[TYPES])
        case "survey":
            for part in document[TYPES]:
                yield from (_field_row(part["code"], field) for field in part.get("fields", ()))
        case "stages":
            for part in document[TYPES]:
                yield from (_stage_row(part["code"], stage) for stage in part.get("stages", ()))
        case "rules":
            for part in document[TYPES]:
                for rule in part.get("rules", ()):
                    yield from _rule_rows(part["code"], rule)
        case "dictionaries":
            yield from (_without(part, "entries", "attributes") for part in document[DICTIONARIES])
        case "attributes":
            for part in document[DICTIONARIES]:
                yield from ({"dictionary": part["code"], **one} for one in part.get("attributes", ()))
        case "choices":
            for part in document[DICTIONARIES]:
                yield from (_entry_row(part["code"], entry) for entry in part.get("entries", ()))
        case "categories":
            yield from document[CATEGORIES]
        case "texts":
            yield from document[TEXTS]


def _without(part: Mapping[str, Any], *names: str) -> Row:
    return {name: value for name, value in part.items() if name not in names}


def _field_row(ticket_type: str, field: Mapping[str, Any]) -> Row:
    row = {"type": ticket_type, **_without(field, "settings", "default")}
    row |= {f"{SETTING}{name}": value for name, value in field.get("settings", {}).items()}
    default = field.get("default") or {}
    if "from" in default:
        row["default_from"] = default["from"]
    elif "value" in default:
        row["default"] = default["value"]
    return row


def _rule_rows(ticket_type: str, rule: Mapping[str, Any]) -> Iterator[Row]:
    facts = _without(rule, "effects")
    for effect in rule.get("effects") or [{}]:
        told = _without(effect, "field")
        if "field" in effect:
            told["fields"] = [effect["field"]]
        yield {"type": ticket_type, **facts, **told}
        # Its further effects stand below it and say no more than whose they are.
        facts = {"code": rule["code"]}


def _entry_row(dictionary: str, entry: Mapping[str, Any]) -> Row:
    row = {"dictionary": dictionary, **_without(entry, "attributes")}
    return row | {f"{ATTRIBUTE}{name}": value for name, value in entry.get("attributes", {}).items()}


def field_of(row: Row) -> Row:
    """Return the field that a row of the survey says."""
    field = {name: value for name, value in row.items() if "." not in name and not name.startswith("default")}
    if settings := _below(row, SETTING):
        field["settings"] = settings
    if "default_from" in row:
        field["default"] = {"from": row["default_from"]}
    elif "default" in row:
        field["default"] = {"value": row["default"]}
    return _without(field, "type")


def entry_of(row: Row) -> Row:
    """Return the entry that a row of the choices says."""
    entry = {name: value for name, value in row.items() if "." not in name and name != "dictionary"}
    if attributes := _below(row, ATTRIBUTE):
        entry["attributes"] = attributes
    return entry


def _stage_row(type_code: str, stage: Row) -> Row:
    row = {"type": type_code, **_without(stage, "moves")}
    moves = stage.get("moves", ())
    plain = [move["to"] for move in moves if not move.get("needs_reason")]
    with_reason = [move["to"] for move in moves if move.get("needs_reason")]
    return row | {name: codes for name, codes in (("moves", plain), ("moves_with_reason", with_reason)) if codes}


def rule_of(row: Row) -> Row:
    """Return the rule whose first row this is, without its effects."""
    return {name: row[name] for name in ("code", *RULE_FACTS) if name in row}


def effect_of(row: Row) -> Row:
    """Return the effect that a row of the rules says; nothing where it says none."""
    effect = {name: value for name, value in row.items() if name not in ("type", "code", *RULE_FACTS)}
    if effect.get("effect") in ONE_FIELD and "fields" in effect:
        effect["field"] = ", ".join(effect.pop("fields"))
    return effect


def stage_of(row: Row) -> Row:
    """Return the stage that a row says, its moves in the order of the cells: first those without a reason."""
    stage = {name: row[name] for name in ("code", "label_pl", "label_en", "state") if name in row}
    moves = [{"to": code} for code in row.get("moves", ())]
    moves += [{"to": code, "needs_reason": True} for code in row.get("moves_with_reason", ())]
    return stage | {"moves": moves}


def is_further(row: Row, before: Row | None) -> bool:
    """Return whether a row of the rules is a further effect of the rule above it."""
    return (
        before is not None
        and all(row.get(name) == before.get(name) for name in ("type", "code"))
        and not any(name in row for name in RULE_FACTS)
    )


def _below(row: Iterable[str] | Row, prefix: str) -> Row:
    assert isinstance(row, dict)
    return {name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)}


SECTION_OF = {TYPES: TYPES, DICTIONARIES: DICTIONARIES, CATEGORIES: CATEGORIES, TEXTS: TEXTS}
INSIDE = {
    SURVEY: ("type", TYPES, "fields"),
    RULES: ("type", TYPES, "rules"),
    STAGES: ("type", TYPES, "stages"),
    CHOICES: ("dictionary", DICTIONARIES, "entries"),
    ATTRIBUTES: ("dictionary", DICTIONARIES, "attributes"),
}
