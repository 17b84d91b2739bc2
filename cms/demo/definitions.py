"""Starter definitions: the dictionaries and ticket types a Polish distributor begins with (`data/definitions.json`).

Usable without the demo; it knows no customer. Loading again brings them up to date and keeps what others added.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from ticketforms.drafting import draft_type
from ticketforms.models import Category, Dictionary, DictionaryEntry, FormVersion, TicketType
from ticketforms.publishing import publish

_FILE = Path(__file__).parent / "data" / "definitions.json"


def read() -> dict[str, Any]:
    """Return the starter definitions as the file has them."""
    definitions: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return definitions


@transaction.atomic
def load(*, by: AbstractBaseUser | None, at: datetime) -> list[FormVersion]:
    """Write and publish every starter definition; return the published versions in the order agents see them.

    What is already as the file says stays as it is: no new version is made of an unchanged form.
    """
    definitions = read()
    for category in definitions["categories"]:
        Category.objects.update_or_create(code=category["code"], defaults=_without_code(category))
    for dictionary in definitions["dictionaries"]:
        _write_dictionary(dictionary)
    categories = {category.code: category for category in Category.objects.all()}
    versions = []
    for place, given in enumerate(definitions["ticket_types"], start=1):
        facts = {"reporting": TicketType.Reporting.OTHER, **given, "category": categories[given["category"]]}
        drafted = draft_type(**facts, sort_order=place * 10, by=by, at=at)
        versions.append(publish(ticket_type=drafted, by=by, at=at))
    return versions


def _write_dictionary(given: Mapping[str, Any]) -> None:
    """What an entry says beside its labels stands in `more`; a dictionary above comes before those under it."""
    facts: dict[str, Any] = {"label_pl": given["label_pl"], "label_en": given["label_en"]}
    if above := given.get("parent"):
        facts["parent"] = Dictionary.objects.get(code=above)
    dictionary, _ = Dictionary.objects.update_or_create(code=given["code"], defaults=facts)
    for place, (code, polish, english) in enumerate(given["entries"], start=1):
        more = dict(given.get("more", {}).get(code, {}))
        if parent := more.get("parent"):
            more["parent"] = DictionaryEntry.objects.get(dictionary=dictionary.parent or dictionary, code=parent)
        DictionaryEntry.objects.update_or_create(
            dictionary=dictionary,
            code=code,
            defaults={"label_pl": polish, "label_en": english, "sort_order": place, **more},
        )


def _without_code(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "code"}
