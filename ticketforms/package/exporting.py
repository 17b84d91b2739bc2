"""Reads the definitions that are here into a document: drafts of types, not what is published of them."""

import hashlib
import json
from collections.abc import Collection, Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models

from ticketforms.blocks import plain_fields
from ticketforms.effects import QUEUE_DICTIONARY
from ticketforms.models import Category, Dictionary, DictionaryAttribute, DictionaryEntry, TextTemplate, TicketType
from ticketforms.package.document import CATEGORIES, DICTIONARIES, FORMAT, TEXTS, TYPES, Document, Part, terse
from ticketforms.package.facts import defaults_of, facts_of
from ticketforms.package.questions import canonical_fields
from ticketforms.package.tidying import tidied
from ticketforms.package.type_rules import canonical_rule
from ticketforms.package.type_stages import canonical_stage
from ticketforms.rule_blocks import plain_rules
from ticketforms.stage_blocks import plain_stages

Codes = Collection[str] | None


def export(types: Codes = None, *, seen_by: AbstractBaseUser | AnonymousUser | None = None) -> Document:
    """Return every definition as a document; or only those types, with the categories and dictionaries they need
    and the texts that are for them alone.

    Dictionaries that somebody (`None`: the system) may not see are left out.
    """
    drafted = types_as_drafted(types)
    seen = Dictionary.objects.visible_to(seen_by) if seen_by else Dictionary.objects.all()
    codes = set(seen.values_list("code", flat=True))
    if types is None:
        categories, dictionaries = categories_here(), dictionaries_here(codes)
    else:
        categories = categories_here({part["category"] for part in drafted})
        dictionaries = dictionaries_here(_with_those_above(_needed(drafted)) & codes)
    texts = [part for part in texts_here() if types is None or part.get("ticket_type") in types]
    return {"format": FORMAT, CATEGORIES: categories, DICTIONARIES: dictionaries, TYPES: drafted, TEXTS: texts}


def categories_here(codes: Codes = None) -> list[Part]:
    """Return the categories of these codes, or all, by code."""
    return [_facts(row) for row in _chosen(Category, codes)]


def dictionaries_here(codes: Codes = None) -> list[Part]:
    """Return the dictionaries of these codes, or all, by code; entries and attributes in their order."""
    rows = list(_chosen(Dictionary, codes).select_related("parent"))
    attributes = _by_dictionary(DictionaryAttribute.objects.filter(dictionary__in=rows))
    entries = _by_dictionary(
        DictionaryEntry.objects.filter(dictionary__in=rows).select_related("parent", "replaced_by")
    )
    return [
        _facts(row)
        | _named(row, "parent")
        | terse(
            {
                "attributes": [_facts(attribute) for attribute in attributes.get(row.pk, ())],
                "entries": [
                    _facts(entry) | _named(entry, "parent", "replaced_by") for entry in entries.get(row.pk, ())
                ],
            },
            {"attributes": [], "entries": []},
        )
        for row in rows
    ]


def types_as_drafted(codes: Codes = None) -> list[Part]:
    """Return the newest drafts of the types of these codes, or of all, by code."""
    categories = dict(Category.objects.values_list("pk", "code"))
    return [
        _type(row.get_latest_revision_as_object(), row, categories)
        for row in _chosen(TicketType, codes).select_related("latest_revision", "category")
    ]


def texts_here(codes: Codes = None) -> list[Part]:
    """Return the prepared texts of these codes, or all, by code."""
    rows = _chosen(TextTemplate, codes).select_related("ticket_type", "category")
    return [_facts(row) | _named(row, "ticket_type", "category") for row in rows]


def fingerprint(part: Part) -> str:
    """Return a mark that tells whether two parts say the same; a mark the part itself carries does not count."""
    bare = {name: value for name, value in part.items() if name != "fingerprint"}
    return hashlib.sha256(json.dumps(bare, sort_keys=True).encode()).hexdigest()[:16]


def _type(draft: TicketType, row: TicketType, categories: dict[int, str]) -> Part:
    fields = canonical_fields(plain_fields(draft.fields))
    rules = [canonical_rule(rule) for rule in plain_rules(draft.rules)]
    part = _facts(draft) | {"category": categories.get(draft.category_id, row.category.code)}
    stages = [canonical_stage(stage) for stage in plain_stages(draft.stages)]
    part |= terse({"fields": fields, "rules": rules, "stages": stages}, {"fields": [], "rules": [], "stages": []})
    return part | {"fingerprint": fingerprint(part)}


def _chosen(model: type[Any], codes: Codes) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = model.objects.order_by("code")
    return rows if codes is None else rows.filter(code__in=codes)


def _facts(row: models.Model) -> Part:
    facts = {name: tidied(fact.of(row)) for name, fact in facts_of(type(row)).items()}
    return terse(facts, defaults_of(type(row)))


def _named(row: models.Model, *names: str) -> Part:
    return {name: getattr(row, name).code for name in names if getattr(row, name)}


def _by_dictionary(rows: models.QuerySet[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.dictionary_id, []).append(row)
    return found


def _needed(types: list[Part]) -> set[str]:
    """Return the texts in the types' settings that may be codes of dictionaries, and that of queues if one is set."""
    named = {text for part in types for field in part.get("fields", ()) for text in _texts(field.get("settings", {}))}
    effects = (effect for part in types for rule in part.get("rules", ()) for effect in rule.get("effects", ()))
    return named | {QUEUE_DICTIONARY for effect in effects if effect.get("effect") == "set_queue"}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _with_those_above(codes: set[str]) -> set[str]:
    above = dict(Dictionary.objects.exclude(parent=None).values_list("code", "parent__code"))
    waiting, found = set(codes), set()
    while waiting:
        found |= waiting
        waiting = {above[code] for code in waiting if code in above} - found
    return found
