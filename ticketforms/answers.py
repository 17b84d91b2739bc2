"""Raw answers to clean answers, by the rules of one frozen form. Pure: whatever a screen hid, this decides."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ticketforms.conditions import evaluate, parse
from ticketforms.kinds import KINDS, AnswerError

Answer = dict[str, Any]


class AnswersRefused(ValueError):
    """Answers that cannot be taken; `errors` maps a field's code to a sentence for the person at the screen."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{code}: {error}" for code, error in errors.items()))
        self.errors = dict(errors)


def check(definition: Mapping[str, Any], raw: Mapping[str, object]) -> dict[str, Answer]:
    """Return the answers to keep, by field code: kind, value, and the labels and text of both languages.

    A field whose condition does not hold is not asked: its answer is dropped. Raises `AnswersRefused` naming every
    field that is wrong, required but empty, or not of this form.
    """
    fields = definition["fields"]
    known = {field["code"] for field in fields}
    errors = {code: _("This form has no such field.") for code in raw if code not in known}
    values: dict[str, Any] = {}
    kept: dict[str, Answer] = {}
    for field in fields:
        code, kind, settings = field["code"], KINDS[field["kind"]], field["settings"]
        if field["visible_when"] is not None and not evaluate(parse(field["visible_when"]), values):
            continue
        try:
            value = kind.clean(raw.get(code, ""), settings)
        except AnswerError as error:
            errors[code] = str(error)
            continue
        if value is None:
            if field["is_required"] and kind.is_question:
                errors[code] = _("Answer this question.")
            continue
        values[code] = value
        kept[code] = {
            "kind": field["kind"],
            "label_pl": field["label_pl"],
            "label_en": field["label_en"],
            "value": value,
            "text_pl": kind.show(value, settings, "pl"),
            "text_en": kind.show(value, settings, "en"),
        }
    if errors:
        raise AnswersRefused(errors)
    return kept
