"""Hands definitions out as a document, and writes down in the record of changes who took which."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from wagtail.log_actions import log

from ticketforms.models import Category, Dictionary, TextTemplate, TicketType
from ticketforms.package.document import CATEGORIES, DICTIONARIES, TEXTS, TYPES, Document
from ticketforms.package.exporting import export

EXPORTED = "ticketforms.export"
_MODELS: dict[str, type[models.Model]] = {
    CATEGORIES: Category,
    DICTIONARIES: Dictionary,
    TYPES: TicketType,
    TEXTS: TextTemplate,
}


@transaction.atomic
def hand_out(types: Collection[str] | None = None, *, by: AbstractBaseUser | None, at: datetime) -> Document:
    """Return what `export` does for this person (`None`: the system), with one entry in the record for each thing."""
    document = export(types, seen_by=by)
    for section, model in _MODELS.items():
        codes = [part["code"] for part in document[section]]
        for row in model._default_manager.filter(code__in=codes).order_by("pk"):
            log(row, EXPORTED, user=by, timestamp=at)
    return document
