"""Tells a condition or a rule as a sentence, in Polish or English. Pure: what things are called it is told by `Names`.

Drafts are told as they are being written: what is still missing reads as “…”.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any as AnyType
from typing import Protocol

from ticketforms.conditions.phrases import EFFECTS, WORDS, comparison, span_of_time
from ticketforms.conditions.tree import All, Any, Clause, Condition, Not, parse

VALUELESS = ("is_filled", "is_empty")
MISSING = "…"
# The subject whose values are queues; no condition looks at it.
QUEUE = "ticket.queue"
# Names travel between these two characters of the private use area until somebody chooses how to set them off.
_OPENING, _CLOSING = "\ue000", "\ue001"
_MARKS = re.compile(f"[{_OPENING}{_CLOSING}]")

Pieces = list[tuple[str, bool]]


class Names(Protocol):
    """What subjects and values are called, in one language."""

    def subject(self, subject: str) -> str:
        """Return the name of a field or of a fact of the surroundings; "" when there is none."""

    def value(self, subject: str, value: object) -> str:
        """Return how a value of the subject reads; "" when it is missing."""

    def is_moment(self, subject: str) -> bool:
        """Return whether the subject is a day or a time, which come before and after, not below and above."""

    def one_of(self, things: str, *, is_negated: bool) -> str:
        """Return how it is said that there is, or is not, a thing of which what follows holds; forms have none."""
        return ""


def sentence(condition: Condition | Mapping[str, AnyType] | None, names: Names, language: str) -> str:
    """Return when it is so: “Light” is “dim” or “flickering”; `None` is always. Raises `ConditionError`."""
    return _quoted(_told(_tree(condition), names, language), language)


def rule_sentence(rule: Mapping[str, AnyType], names: Names, language: str) -> str:
    """Return what a rule does and when: Show “Voltage” when “Light” is “dim”. Raises `ConditionError`."""
    return _quoted(_rule(rule, names, language), language)


def condition_pieces(condition: Condition | Mapping[str, AnyType] | None, names: Names, language: str) -> Pieces:
    """Return a condition's sentence in pieces, each with whether it is a name, for a screen that sets names off."""
    return _pieces(_told(_tree(condition), names, language))


def rule_pieces(rule: Mapping[str, AnyType], names: Names, language: str) -> Pieces:
    """Return a rule's sentence in pieces, each with whether it is a name."""
    return _pieces(_rule(rule, names, language))


def _tree(condition: Condition | Mapping[str, AnyType] | None) -> Condition:
    if condition is None:
        return All(())
    return condition if isinstance(condition, All | Any | Not | Clause) else parse(condition)


def _rule(rule: Mapping[str, AnyType], names: Names, language: str) -> str:
    words = WORDS[language]
    effects = [_effect(effect, names, language) for effect in rule.get("effects") or ()]
    does = _listed(effects, words["and"]) or MISSING
    if not rule.get("when"):
        return _capital(f"{words['always']} {does}")
    return _capital(f"{does}{words['when']} {_told(_tree(rule['when']), names, language)}")


def _told(
    condition: Condition, names: Names, language: str, *, is_inner: bool = False, is_negated: bool = False
) -> str:
    words = WORDS[language]
    match condition:
        case Not(part=part):
            return _told(part, names, language, is_inner=is_inner, is_negated=not is_negated)
        case Clause():
            return _clause(condition, names, language, is_negated)
        case All(parts=parts, of=of) if of:
            inner = _told(All(parts), names, language)
            said = f"{names.one_of(of, is_negated=is_negated)}: {inner}"
            return f"({said})" if is_inner else said
    is_all = isinstance(condition, All)
    if not condition.parts:
        return words["always" if is_all != is_negated else "never"]
    if len(condition.parts) == 1:
        return _told(condition.parts[0], names, language, is_inner=is_inner, is_negated=is_negated)
    told = [_told(part, names, language, is_inner=True) for part in condition.parts]
    joined = _listed(told, words["and" if is_all else "or"])
    if is_negated:
        return f"{words['not']} ({joined})"
    return f"({joined})" if is_inner else joined


def _clause(clause: Clause, names: Names, language: str, is_negated: bool) -> str:
    is_moment = names.is_moment(clause.subject)
    subject = _name(names.subject(clause.subject) or clause.subject)
    operator = clause.operator
    if operator in VALUELESS:
        return f"{subject} {comparison(operator, language, is_negated=is_negated)}"
    values = [_name(names.value(clause.subject, value)) for value in _several(clause.value)]
    # Out of one value, or of few, “one of” says nothing that “or” does not.
    if operator == "is_any_of" and not is_negated:
        operator = "is"
    compared = comparison(operator, language, is_moment=is_moment, is_negated=is_negated)
    return f"{subject} {compared} {_listed(values, WORDS[language]['or']) or MISSING}"


def _effect(effect: Mapping[str, AnyType], names: Names, language: str) -> str:
    kind = str(effect.get("effect") or "")
    variant = effect.get("level") or effect.get("tone")
    pattern = EFFECTS[language].get(f"{kind} {variant}") or EFFECTS[language].get(kind, MISSING)
    field = str(effect.get("field") or "")
    conjunction = WORDS[language]["and"]
    text = effect.get(f"text_{language}") or effect.get("text_pl") or effect.get("text_en")
    return pattern.format(
        fields=_listed([_field(code, names) for code in effect.get("fields") or ()], conjunction) or MISSING,
        field=_field(field, names),
        value=_name(names.value(field, effect.get("value"))),
        choices=_listed([_name(names.value(field, code)) for code in effect.get("choices") or ()], conjunction)
        or MISSING,
        text=_name(str(text or "")),
        priority=_name(str(effect.get("priority") or "")),
        queue=_name(names.value(QUEUE, effect.get("queue"))),
        time=_name(span_of_time(effect.get("amount"), effect.get("unit"), language)),
    )


def _field(code: str, names: Names) -> str:
    return _name(names.subject(code) or code)


def _several(value: AnyType) -> Sequence[AnyType]:
    return value if isinstance(value, list | tuple) else [value]


def _listed(parts: Iterable[str], conjunction: str) -> str:
    *others, last = list(parts) or [""]
    return f"{', '.join(others)} {conjunction} {last}" if others else last


def _name(text: str) -> str:
    plain = _MARKS.sub("", text)
    return f"{_OPENING}{plain}{_CLOSING}" if plain else MISSING


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _pieces(text: str) -> Pieces:
    return [(piece, index % 2 == 1) for index, piece in enumerate(_MARKS.split(text)) if piece]


def _quoted(text: str, language: str) -> str:
    words = WORDS[language]
    return text.replace(_OPENING, words["opening"]).replace(_CLOSING, words["closing"])
