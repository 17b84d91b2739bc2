"""A frozen form as a screen draws it, in one language. Pure: what may be kept is decided by `answers`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from ticketforms.conditions import evaluate, parse
from ticketforms.kinds import KINDS, AnswerError, Option
from ticketforms.labels import in_language

# Options beyond the ninth have no digit to choose them by.
MOST_DIGITS = 9


@dataclass(frozen=True)
class ScreenField:
    """One field as `ticketforms/form.html` draws it; `rule` is the condition as the browser reads it, "" for none."""

    code: str
    kind: str
    template: str
    control: Mapping[str, str]
    label: str
    help: str
    is_required: bool
    is_question: bool
    is_shown: bool
    rule: str
    options: tuple[Option, ...]
    settings: Mapping[str, Any]
    value: Any
    error: str


def build(
    definition: Mapping[str, Any],
    *,
    answers: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    language: str | None = None,
) -> tuple[ScreenField, ...]:
    """Return the form's fields with the raw or clean answers given so far and what was wrong with them."""
    spoken = language or get_language() or "pl"
    given, wrong = answers or {}, errors or {}
    values: dict[str, Any] = {}
    fields = []
    for field in definition["fields"]:
        code, kind, settings, rule = field["code"], KINDS[field["kind"]], field["settings"], field["visible_when"]
        is_shown = rule is None or evaluate(parse(rule), values)
        if is_shown and (value := _clean(field, given.get(code, ""))) is not None:
            values[code] = value
        options = kind.options(settings, spoken)
        fields.append(
            ScreenField(
                code=code,
                kind=kind.name,
                template=kind.long_template if len(options) > MOST_DIGITS else kind.template,
                control=kind.control,
                label=in_language(field["label_pl"], field["label_en"], spoken),
                help=in_language(field.get("help_pl") or "", field.get("help_en") or "", spoken),
                is_required=bool(field["is_required"]),
                is_question=kind.is_question,
                is_shown=is_shown,
                rule="" if rule is None else json.dumps(rule, ensure_ascii=False),
                options=options,
                settings=settings,
                value=kind.written(given.get(code, "")),
                error=wrong.get(code, ""),
            )
        )
    return tuple(fields)


def _clean(field: Mapping[str, Any], raw: object) -> Any:
    try:
        return KINDS[field["kind"]].clean(raw, field["settings"])
    except AnswerError:
        return None
