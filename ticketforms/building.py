"""A frozen form as a screen draws it, for one person in one language. Pure: what may be kept, `answers` decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from ticketforms.definition import Definition, upgraded
from ticketforms.kinds import KINDS, Given, Option
from ticketforms.kinds.reading import skip_reason
from ticketforms.labels import in_language
from ticketforms.reasons import reasons
from ticketforms.resolving import FieldState, Outcome, behaviour, fixed_answer, may, resolve, with_defaults

# Options beyond the ninth have no digit to choose them by.
MOST_DIGITS = 9


@dataclass(frozen=True)
class ScreenField:
    """One field as `ticketforms/form.html` draws it."""

    code: str
    kind: str
    template: str
    control: Mapping[str, str]
    label: str
    help: str
    say: str
    requirement: str
    is_question: bool
    is_shown: bool
    is_read_only: bool
    options: tuple[Option, ...]
    settings: Mapping[str, Any]
    value: Any
    skipped: str
    error: str

    @property
    def is_required(self) -> bool:
        """Whether it cannot be saved without an answer or a reason."""
        return self.requirement in ("save", "soft")


@dataclass(frozen=True)
class ScreenForm:
    """A form to draw: its fields, what its rules say now, and the rules themselves for the browser to go on with.

    `reasons` are the sentences behind what the rules do, `problem` is what was wrong with the form as a whole.
    """

    fields: tuple[ScreenField, ...]
    outcome: Outcome
    behaviour: Mapping[str, Any]
    reasons: Mapping[str, Any]
    problem: str = ""


def build(
    definition: Definition,
    *,
    given: Given,
    answers: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    language: str | None = None,
) -> ScreenForm:
    """Return the form with the raw or clean answers given so far, and defaults where there are none yet.

    Fields that this person may not see are not in it. `errors` are those of `answers.AnswersRefused`.
    """
    form, spoken, wrong = upgraded(definition), language or get_language() or "pl", errors or {}
    raw = with_defaults(form, answers or {}, given)
    resolution = resolve(form, raw, given)
    fields = tuple(
        _screen_field(field, resolution.fields[field["code"]], raw, wrong, given, spoken)
        for field in form["fields"]
        if may(field, "seen_by", given.roles)
    )
    told = reasons(form, given, spoken)
    return ScreenForm(fields, resolution.outcome, behaviour(form, given, spoken), told, wrong.get("", ""))


def _screen_field(
    field: Mapping[str, Any],
    state: FieldState,
    raw: Mapping[str, Any],
    errors: Mapping[str, str],
    given: Given,
    language: str,
) -> ScreenField:
    code, kind, settings = field["code"], KINDS[field["kind"]], field["settings"]
    answer = fixed_answer(field, given) if state.is_read_only else raw.get(code, "")
    if state.is_set or kind.reading == "computed":
        answer = state.value
    reason = skip_reason(answer)
    options = kind.options(settings, language)

    def said(part: str) -> str:
        return in_language(field[f"{part}_pl"] or "", field[f"{part}_en"] or "", language)

    return ScreenField(
        code=code,
        kind=kind.name,
        template=kind.long_template if kind.long_template and len(options) > MOST_DIGITS else kind.template,
        control=kind.control,
        label=said("label"),
        help=said("help"),
        say=said("say"),
        requirement=state.requirement,
        is_question=kind.is_question,
        is_shown=state.is_shown,
        is_read_only=state.is_read_only,
        options=options,
        settings=settings,
        value=kind.written("" if reason is not None or answer is None else answer),
        skipped=reason or "",
        error=errors.get(code, ""),
    )
