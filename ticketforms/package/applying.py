"""Takes a planned document in: types as drafts that nobody published, the rest as it comes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ticketforms.definition import PARTS
from ticketforms.drafting import UnableToDraft, draft_type
from ticketforms.models import Category, Dictionary, TextTemplate, TicketType
from ticketforms.package.document import CATEGORIES, DICTIONARIES, TEXTS, TYPES, Part
from ticketforms.package.facts import defaults_of, facts_of
from ticketforms.package.listing import link_entries, write_lists
from ticketforms.package.planning import Plan, State, Step, plan

IMPORTED = "ticketforms.import"


class UnableToImport(ValueError):
    """A plan that cannot be carried out any more; the message says what to do."""


@dataclass(frozen=True)
class Imported:
    """What was written, and which conflicting things stayed as they were."""

    written: tuple[Step, ...]
    left: tuple[Step, ...]


@transaction.atomic
def apply(planned: Plan, *, taking: Collection[str] = (), by: AbstractBaseUser | None, at: datetime) -> Imported:
    """Write what the plan says; of conflicting steps only those whose keys are in `taking`. Return what was done.

    Types become drafts; publishing them is a step of its own. Entries are retired, never deleted. Raises
    `UnableToImport`, and writes nothing, when something has changed since the plan was made or cannot be stored.
    """
    _lock(planned)
    if plan(planned.document, keeps_others=planned.keeps_others).digest != planned.digest:
        raise UnableToImport(_("Somebody has changed these definitions meanwhile: look at what would happen now."))
    chosen = [step for step in planned.of(State.CONFLICTING) if step.key in taking and step.is_possible]
    steps = [step for step in planned.steps if step.state in (State.NEW, State.CHANGED) or step in chosen]
    _write_categories(_parts(steps, CATEGORIES), by=by, at=at)
    _write_dictionaries(_parts(steps, DICTIONARIES), by=by, at=at)
    for part in _parts(steps, TYPES):
        _write_type(part, by=by, at=at)
    for part in _parts(steps, TEXTS):
        _write_text(part, by=by, at=at)
    left = tuple(step for step in planned.of(State.CONFLICTING) if step not in chosen)
    return Imported(tuple(steps), left)


def _lock(planned: Plan) -> None:
    for model, section in (
        (Category, CATEGORIES),
        (Dictionary, DICTIONARIES),
        (TicketType, TYPES),
        (TextTemplate, TEXTS),
    ):
        codes = [part["code"] for part in planned.document[section]]
        list(model.objects.select_for_update().filter(code__in=codes).order_by("pk").values_list("pk"))


def _parts(steps: Iterable[Step], section: str) -> list[Part]:
    return [step.part for step in steps if step.section == section]


def _write_categories(parts: list[Part], *, by: AbstractBaseUser | None, at: datetime) -> None:
    for part in parts:
        category, _is_new = Category.objects.update_or_create(code=part["code"], defaults=_stored(Category, part))
        log(category, IMPORTED, user=by, timestamp=at)


def _write_dictionaries(parts: list[Part], *, by: AbstractBaseUser | None, at: datetime) -> None:
    rows = {}
    for part in parts:
        # Links come when everything they may lead to is there.
        rows[part["code"]], _is_new = Dictionary.objects.update_or_create(
            code=part["code"], defaults=_stored(Dictionary, part)
        )
        write_lists(rows[part["code"]], part)
    above = {row.code: row for row in Dictionary.objects.filter(code__in={part.get("parent") for part in parts})}
    for part in parts:
        row = rows[part["code"]]
        row.parent = above[part["parent"]] if "parent" in part else None
        row.save(update_fields=["parent"])
        link_entries(row, part)
        log(row, IMPORTED, user=by, timestamp=at)


def _write_type(part: Part, *, by: AbstractBaseUser | None, at: datetime) -> None:
    facts = _stored(TicketType, part) | {"category": Category.objects.get(code=part["category"])}
    fields = [{**PARTS, **field} for field in part.get("fields", ())]
    try:
        drafted = draft_type(
            **facts, fields=fields, rules=part.get("rules", ()), stages=part.get("stages", ()), by=by, at=at
        )
    except (UnableToDraft, ValidationError) as unable:
        reason = " ".join(unable.messages) if isinstance(unable, ValidationError) else str(unable)
        raise UnableToImport(f"{part['code']}: {reason}") from unable
    log(drafted, IMPORTED, user=by, timestamp=at)


def _write_text(part: Part, *, by: AbstractBaseUser | None, at: datetime) -> None:
    whose = {
        "ticket_type": TicketType.objects.get(code=part["ticket_type"]) if "ticket_type" in part else None,
        "category": Category.objects.get(code=part["category"]) if "category" in part else None,
    }
    stored = _stored(TextTemplate, part) | whose
    text, _is_new = TextTemplate.objects.update_or_create(code=part["code"], defaults=stored)
    log(text, IMPORTED, user=by, timestamp=at)


def _stored(model: type[models.Model], part: Part) -> dict[str, Any]:
    whole = defaults_of(model) | part
    return {name: fact.stored(whole[name]) for name, fact in facts_of(model).items()}
