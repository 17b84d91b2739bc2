"""Raw answers to clean answers, by the rules of one frozen form. Pure: whatever a screen hid, this decides."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ticketforms.definition import Definition, upgraded
from ticketforms.kinds import KINDS, AnswerError, Given
from ticketforms.kinds.reading import read, skip_reason
from ticketforms.labels import in_language
from ticketforms.resolving import FieldState, Outcome, resolve, with_defaults
from ticketforms.storing import is_storable

Answer = dict[str, Any]
LONGEST_REASON = 240
# Stands for the whole form where an error belongs to no field.
WHOLE_FORM = ""


class AnswersRefused(ValueError):
    """Answers that cannot be taken; `errors` maps a field's code, or `WHOLE_FORM`, to a sentence for the person."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{code}: {error}" if code else error for code, error in errors.items()))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Checked:
    """The answers to keep, by field code in the form's order, and what the rules want of the ticket."""

    answers: dict[str, Answer]
    outcome: Outcome


def check(definition: Definition, raw: Mapping[str, object], *, given: Given) -> Checked:
    """Return the answers to keep: kind, value, and the labels and text of both languages.

    A field that is not named in `raw` has its default; one whose conditions do not hold is not asked and its answer is
    dropped; one that this person may not answer keeps what `given.kept` or its default says. Where an answer is wanted
    but a reason will do, {"skipped": reason} is kept as such. Raises `AnswersRefused` naming every field that is wrong,
    required but empty, not this person's to answer, or not of this form, and the reasons of rules that block.
    """
    form = upgraded(definition)
    by_code = {field["code"]: field for field in form["fields"]}
    errors = {code: _("This form has no such field.") for code in raw if code not in by_code}
    whole = with_defaults(form, raw, given)
    resolution = resolve(form, whole, given)
    taking = _Taking(whole, given)
    for code in form["order"]:
        field = by_code[code]
        try:
            taking.take(field, resolution.fields[code], is_sent=code in raw)
        except AnswerError as error:
            errors[code] = str(error)
    if resolution.outcome.blocks:
        errors[WHOLE_FORM] = " ".join(_spoken(block, "text") for block in resolution.outcome.blocks)
    if errors:
        in_order = dict.fromkeys([*(code for code in by_code if code in errors), *errors])
        raise AnswersRefused({code: errors[code] for code in in_order})
    kept = {code: taking.kept[code] for code in by_code if code in taking.kept}
    return Checked(kept, resolution.outcome)


def missing_to_close(definition: Definition, *, given: Given) -> dict[str, str]:
    """Return the fields, label by code, that the kept answers leave open and that must be answered before closing."""
    form = upgraded(definition)
    raw = {code: answer["value"] for code, answer in given.kept.items() if answer["value"] is not None}
    resolution = resolve(form, raw, given)
    return {
        field["code"]: in_language(field["label_pl"], field["label_en"])
        for field in form["fields"]
        if (state := resolution.fields[field["code"]]).is_asked
        and state.requirement in ("close", "save")
        and state.value is None
        and KINDS[field["kind"]].is_question
    }


class _Taking:
    """The answers taken so far."""

    def __init__(self, raw: Mapping[str, object], given: Given) -> None:
        self.raw = raw
        self.given = given
        self.values: dict[str, Any] = {}
        self.kept: dict[str, Answer] = {}

    def take(self, field: Mapping[str, Any], state: FieldState, *, is_sent: bool) -> None:
        code = field["code"]
        if not state.is_asked:
            return
        if not state.is_shown or state.is_read_only:
            self._keep_fixed(field, state, is_sent=is_sent)
            return
        raw = self.raw.get(code, "")
        reason = skip_reason(raw)
        value = state.value if state.is_set else self._clean(field, state, "" if reason is not None else raw)
        if value is None:
            self._leave_empty(field, state, reason)
        else:
            self._keep(field, value)

    def _clean(self, field: Mapping[str, Any], state: FieldState, raw: object) -> Any:
        kind, settings = KINDS[field["kind"]], field["settings"]
        if kind.reading == "computed":
            return state.value
        try:
            value = kind.clean(raw, settings)
            if value is None:
                return None
            chosen = value if isinstance(value, list) else [value]
            if state.choices is not None and any(code not in state.choices for code in chosen):
                raise AnswerError(_("This answer is not offered here: choose another."))
            return kind.settle(value, settings, replace(self.given, values=self.values))
        except AnswerError as error:
            raise AnswerError(_spoken(field, "error") or str(error)) from error

    def _leave_empty(self, field: Mapping[str, Any], state: FieldState, reason: str | None) -> None:
        if not KINDS[field["kind"]].is_question or state.requirement in ("none", "close"):
            return
        if state.requirement == "save":
            raise AnswerError(_spoken(field, "error") or _("Answer this question."))
        if not reason:
            raise AnswerError(_spoken(field, "error") or _("Answer this question, or write why not."))
        if len(reason) > LONGEST_REASON or not is_storable(reason):
            raise AnswerError(_("Shorten the reason to %(longest)d readable characters.") % {"longest": LONGEST_REASON})
        self.kept[field["code"]] = {
            **_labels(field),
            "value": None,
            "text_pl": f"– ({reason})",
            "text_en": f"– ({reason})",
            "skipped": reason,
        }

    def _keep_fixed(self, field: Mapping[str, Any], state: FieldState, *, is_sent: bool) -> None:
        code, reading = field["code"], KINDS[field["kind"]].reading
        given = read(self.raw.get(code, ""), reading) if is_sent and reading != "computed" else None
        # Who may not see an answer must not learn by guessing what it is.
        if given is not None and (given != state.value or not state.is_shown):
            raise AnswerError(_("You may not answer this question: leave it as it is."))
        kept = self.given.kept.get(code)
        if state.value is None and (kept is None or kept["value"] is not None):
            return
        if kept is not None and not state.is_set:
            self.kept[code] = dict(kept)
            if kept["value"] is not None:
                self.values[code] = kept["value"]
        else:
            self._keep(field, state.value if state.is_set else self._clean(field, state, state.value))

    def _keep(self, field: Mapping[str, Any], value: Any) -> None:
        kind, settings = KINDS[field["kind"]], field["settings"]
        self.values[field["code"]] = value
        self.kept[field["code"]] = {
            **_labels(field),
            "value": value,
            "text_pl": kind.show(value, settings, "pl"),
            "text_en": kind.show(value, settings, "en"),
        }


def _labels(field: Mapping[str, Any]) -> Answer:
    return {"kind": field["kind"], "label_pl": field["label_pl"], "label_en": field["label_en"]}


def _spoken(thing: Mapping[str, Any], part: str) -> str:
    """A text of the form in the language of whoever answers."""
    return in_language(thing.get(f"{part}_pl") or "", thing.get(f"{part}_en") or "", get_language() or "pl")
