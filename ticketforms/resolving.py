"""What a form's rules make of raw answers: what is asked, needed, fixed, offered and set. Pure; it takes no answer.

The browser's resolve.js gives the same verdicts from `behaviour`; tests/ticketforms/resolution_vectors.json and a
property test hold both together: whatever changes here changes there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ticketforms.conditions import Condition, evaluate, parse, subjects
from ticketforms.definition import REQUIREMENTS, Definition, sections
from ticketforms.kinds import KINDS, Given
from ticketforms.kinds.reading import read


@dataclass(frozen=True)
class FieldState:
    """One field as the rules leave it.

    `is_asked` says that its conditions hold, `is_shown` that this person sees it too; `choices` are the codes that may
    be chosen, `None` when nothing narrows them; `value` is the answer as rules see it, given, set or fixed.
    """

    is_asked: bool
    is_shown: bool
    requirement: str
    is_read_only: bool
    choices: tuple[str, ...] | None
    value: Any
    is_set: bool


@dataclass(frozen=True)
class Outcome:
    """What the rules want of the ticket: the first rule that holds decides; notices and blocks are rules' effects."""

    notices: tuple[Mapping[str, Any], ...] = ()
    blocks: tuple[Mapping[str, Any], ...] = ()
    priority: int | None = None
    queue: str | None = None
    due: Mapping[str, Any] | None = None
    proposes_joining: bool = False


@dataclass(frozen=True)
class Resolution:
    """Every field's state by its code, the codes of the rules that hold, and what follows for the ticket."""

    fields: Mapping[str, FieldState]
    held: tuple[str, ...]
    outcome: Outcome

    @property
    def values(self) -> dict[str, Any]:
        """The answers that rules see, by field code."""
        return {code: state.value for code, state in self.fields.items() if state.value is not None}


def resolve(definition: Definition, raw: Mapping[str, object], given: Given) -> Resolution:
    """Run the rules of an `upgraded` form from top to bottom over raw answers."""
    return _Run(definition, raw, given).resolution()


def with_defaults(definition: Definition, raw: Mapping[str, object], given: Given) -> dict[str, object]:
    """Return raw answers with the default of every field that was not even named in them."""
    defaults = {field["code"]: default_of(field, given) for field in definition["fields"] if field["code"] not in raw}
    return {**{code: value for code, value in defaults.items() if value is not None}, **raw}


def default_of(field: Mapping[str, Any], given: Given) -> Any:
    """Return what the field holds before anybody answers: fixed, from the surroundings, or by its kind."""
    match field["default"]:
        case {"value": value}:
            return value
        case {"from": subject}:
            return given.surroundings.get(subject)
    return KINDS[field["kind"]].default(field["settings"], given)


def may(field: Mapping[str, Any], part: str, roles: Iterable[str]) -> bool:
    """Return whether one of the roles may see (`seen_by`) or answer (`edited_by`) the field; without a list all may."""
    return not field[part] or bool(set(field[part]) & set(roles))


class _Run:
    """One pass over the fields in the order that the compiler found."""

    def __init__(self, definition: Definition, raw: Mapping[str, object], given: Given) -> None:
        self.fields = {field["code"]: (field, section) for field, section in sections(definition)}
        self.rules = definition["rules"]
        self.order = definition["order"]
        self.raw = raw
        self.given = given
        self.values: dict[str, Any] = dict(given.surroundings)
        self.states: dict[str, FieldState] = {}
        self.verdicts: dict[str, bool] = {}
        self.touching: dict[tuple[str, str], list[tuple[Mapping[str, Any], Mapping[str, Any]]]] = {}
        for rule in self.rules:
            for effect in rule["effects"]:
                for code in effect.get("fields", [effect.get("field")]):
                    self.touching.setdefault((effect["effect"], code), []).append((rule, effect))

    def resolution(self) -> Resolution:
        for code in self.order:
            state = self._state(*self.fields[code])
            self.states[code] = state
            if state.value is not None:
                self.values[code] = state.value
        held = tuple(rule["code"] for rule in self.rules if self._holds(rule))
        fields = {code: self._required(code, self.states[code]) for code in self.fields}
        return Resolution(fields, held, self._outcome())

    def _holds(self, rule: Mapping[str, Any]) -> bool:
        code = rule["code"]
        if code not in self.verdicts:
            self.verdicts[code] = rule["when"] is None or self._evaluate(parse(rule["when"]))
        return self.verdicts[code]

    def _evaluate(self, condition: Condition) -> bool:
        return evaluate(condition, self.values)

    def _effects(self, name: str, code: str) -> list[Mapping[str, Any]]:
        """The effects of this name on the field, of rules that hold, in their order."""
        return [effect for rule, effect in self.touching.get((name, code), ()) if self._holds(rule)]

    def _state(self, field: Mapping[str, Any], section: str | None) -> FieldState:
        code = field["code"]
        is_asked = self._is_asked(field, section)
        is_seen = may(field, "seen_by", self.given.roles)
        is_read_only = bool(self._effects("read_only", code)) or not may(field, "edited_by", self.given.roles)
        choices = self._choices(field)
        value, is_set = self._value(field, choices, is_fixed=is_read_only or not is_seen) if is_asked else (None, False)
        return FieldState(is_asked, is_asked and is_seen, field["requirement"], is_read_only, choices, value, is_set)

    def _is_asked(self, field: Mapping[str, Any], section: str | None) -> bool:
        # In a draft that runs in a circle, a section may come after what stands in it.
        if section in self.states and not self.states[section].is_asked:
            return False
        own = field["visible_when"]
        if own is not None and not self._evaluate(parse(own)):
            return False
        return ("show", field["code"]) not in self.touching or bool(self._effects("show", field["code"]))

    def _choices(self, field: Mapping[str, Any]) -> tuple[str, ...] | None:
        """Frozen choices less those of another parent and those that rules do not leave."""
        settings, restrictions = field["settings"], self._effects("restrict", field["code"])
        if "choices" not in settings:
            return None
        narrowed_by = settings.get("narrowed_by")
        if not restrictions and not narrowed_by:
            return None
        parent = self.values.get(narrowed_by) if narrowed_by else None
        return tuple(
            choice["code"]
            for choice in settings["choices"]
            if (not narrowed_by or choice.get("parent") == parent)
            and all(choice["code"] in restriction["choices"] for restriction in restrictions)
        )

    def _value(self, field: Mapping[str, Any], choices: tuple[str, ...] | None, *, is_fixed: bool) -> tuple[Any, bool]:
        """The answer and whether a rule set it."""
        code, kind, settings = field["code"], KINDS[field["kind"]], field["settings"]
        if kind.reading == "computed":
            return kind.computed(settings, self.values), False
        raw = fixed_answer(field, self.given) if is_fixed else self.raw.get(code, "")
        value = self._offered(field, choices, read(raw, kind.reading))
        if value is not None:
            return value, False
        for effect in self._effects("set_if_empty", code):
            value = self._offered(field, choices, read(effect["value"], kind.reading))
            return value, value is not None
        return None, False

    def _offered(self, field: Mapping[str, Any], choices: tuple[str, ...] | None, value: Any) -> Any:
        """What is not offered is as good as not answered."""
        if "choices" not in field["settings"]:
            return value
        known = [choice["code"] for choice in field["settings"]["choices"]] if choices is None else choices
        if isinstance(value, list):
            return [code for code in value if code in known] or None
        return value if value in known else None

    def _required(self, code: str, state: FieldState) -> FieldState:
        levels = [state.requirement, *(effect["level"] for effect in self._effects("require", code))]
        return replace(state, requirement=max(levels, key=REQUIREMENTS.index))

    def _outcome(self) -> Outcome:
        found: dict[str, list[Mapping[str, Any]]] = {}
        for rule in self.rules:
            if self._holds(rule):
                for effect in rule["effects"]:
                    found.setdefault(effect["effect"], []).append(effect)
        first = {name: effects[0] for name, effects in found.items()}
        return Outcome(
            notices=tuple(found.get("notice", ())),
            blocks=tuple(found.get("block", ())),
            priority=first["set_priority"]["priority"] if "set_priority" in first else None,
            queue=first["set_queue"]["queue"] if "set_queue" in first else None,
            due=first.get("set_due"),
            proposes_joining="propose_joining" in first,
        )


def fixed_answer(field: Mapping[str, Any], given: Given) -> Any:
    """Return what stands in a field that this person may not answer: what was kept, even nothing, or the default."""
    kept = given.kept.get(field["code"])
    return kept["value"] if kept else default_of(field, given)


def behaviour(definition: Definition, given: Given, language: str) -> dict[str, Any]:
    """Return what the browser needs to run the same rules for this person, as plain data.

    A field this person may not see is told of without its answer: rules that look at it are decided by the server.
    """
    fields = []
    for field, section in sections(definition):
        settings, is_seen = field["settings"], may(field, "seen_by", given.roles)
        choices = settings.get("choices")
        fields.append(
            {
                "code": field["code"],
                "reading": KINDS[field["kind"]].reading,
                "requirement": field["requirement"],
                "visible_when": field["visible_when"],
                "section": section,
                "choices": None if choices is None else [[one["code"], one.get("parent")] for one in choices],
                "narrowed_by": settings.get("narrowed_by"),
                "formula": settings.get("formula"),
                "places": settings.get("places"),
                "is_seen": is_seen,
                "is_edited": may(field, "edited_by", given.roles),
                "fixed": fixed_answer(field, given) if is_seen else None,
            }
        )
    rules = [
        {**rule, "effects": [_spoken(effect, language) for effect in rule["effects"]]} for rule in definition["rules"]
    ]
    return {
        "fields": fields,
        "rules": [{name: rule[name] for name in ("code", "when", "effects")} for rule in rules],
        "order": definition["order"],
        "surroundings": {name: given.surroundings.get(name) for name in sorted(_subjects(definition))},
    }


def _spoken(effect: Mapping[str, Any], language: str) -> dict[str, Any]:
    if "text_pl" not in effect:
        return dict(effect)
    text = effect.get("text_en") if language.startswith("en") else effect["text_pl"]
    return {"effect": effect["effect"], "tone": effect.get("tone"), "text": text or effect["text_pl"]}


def _subjects(definition: Definition) -> set[str]:
    """The surroundings that conditions of this form look at."""
    conditions = [field["visible_when"] for field in definition["fields"]] + [r["when"] for r in definition["rules"]]
    return {name for one in conditions if one is not None for name in subjects(parse(one)) if "." in name}
