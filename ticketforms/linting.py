"""Finds what a compiled form can never do: rules in a circle, conditions that cannot hold, effects in vain. Pure.

It claims "never" only where it is sure; what it cannot tell, it lets pass.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any as AnyType

from django.utils.translation import gettext as _

from ticketforms.conditions import All, Any, Clause, Condition, Not, evaluate, parse, subjects
from ticketforms.definition import sections
from ticketforms.effects import DECIDING
from ticketforms.kinds import KINDS
from ticketforms.kinds.reading import read
from ticketforms.labels import in_language

# Beyond so many ways to hold, a condition is not looked into.
MOST_WAYS = 64


@dataclass(frozen=True)
class Lint:
    """One finding at a field or rule; a fatal one must not be published, another works but hardly as it was meant."""

    place: str
    index: int
    code: str
    part: str
    message: str
    is_fatal: bool


def order_of(definition: Mapping[str, AnyType]) -> tuple[list[str], list[Lint]]:
    """Return the fields' codes in the order in which they can be decided, and a finding for each circle.

    The order is that of the form wherever nothing speaks against it.
    """
    needs = _needs(definition)
    order: list[str] = []
    found: list[Lint] = []
    path: list[str] = []

    def visit(code: str) -> None:
        if code in order:
            return
        if code in path:
            found.append(_circle(definition, path[path.index(code) :]))
            return
        path.append(code)
        for needed in needs[code]:
            visit(needed)
        path.pop()
        order.append(code)

    for field in definition["fields"]:
        visit(field["code"])
    return order, found


def lint(definition: Mapping[str, AnyType]) -> list[Lint]:
    """Return what is not there, can never hold, show or take effect in a definition whose order is known."""
    return [*_gone(definition), *_impossible(definition), *_shadowed(definition), *_unanswerable(definition)]


def _needs(definition: Mapping[str, AnyType]) -> dict[str, list[str]]:
    """What must be decided before each field, in the order of the form."""
    place = {field["code"]: index for index, field in enumerate(definition["fields"])}
    needed: dict[str, set[str]] = {}
    for field, section in sections(definition):
        own = field["visible_when"]
        needed[field["code"]] = {
            *(subjects(parse(own)) if own else ()),
            *KINDS[field["kind"]].depends_on(field["settings"]),
            *((section,) if section else ()),
        }
    for rule in definition["rules"]:
        looks_at = subjects(parse(rule["when"])) if rule["when"] else frozenset()
        for effect in rule["effects"]:
            if effect["effect"] in DECIDING:
                for code in effect.get("fields") or [effect["field"]]:
                    needed[code] |= looks_at
    return {
        code: sorted((one for one in names if one in place), key=place.__getitem__) for code, names in needed.items()
    }


def _circle(definition: Mapping[str, AnyType], codes: list[str]) -> Lint:
    names = _names(definition)
    message = _("These decide about each other in a circle: %(fields)s. Change one of the rules between them.") % {
        "fields": " → ".join(f"“{names[code]}”" for code in [*codes, codes[0]])
    }
    for index, rule in enumerate(definition["rules"]):
        targets = {code for effect in rule["effects"] for code in effect.get("fields") or [effect.get("field")]}
        if rule["when"] and targets & set(codes) and subjects(parse(rule["when"])) & set(codes):
            return Lint("rules", index, rule["code"], "when", message, is_fatal=True)
    return Lint("fields", 0, codes[0], "visible_when", message, is_fatal=True)


def _gone(definition: Mapping[str, AnyType]) -> Iterator[Lint]:
    """Settings that need the answer of a field which is not in the form."""
    names = _names(definition)
    for field in definition["fields"]:
        for code in KINDS[field["kind"]].depends_on(field["settings"]):
            if code not in names:
                part = next((name for name, value in field["settings"].items() if value == code), "expression")
                message = _("“%(field)s” needs the field “%(code)s”, which is not in the form: choose another.")
                named = message % {"field": names[field["code"]], "code": code}
                yield Lint("fields", 0, field["code"], part, named, is_fatal=True)


def _impossible(definition: Mapping[str, AnyType]) -> Iterator[Lint]:
    fields = {field["code"]: field for field in definition["fields"]}
    names = _names(definition)
    dead: set[str] = set()
    for code in definition["order"]:
        field = fields[code]
        own = parse(field["visible_when"]) if field["visible_when"] else All(())
        if not _can_hold(own, fields, dead):
            dead.add(code)
            message = _("“%(field)s” is never asked: its condition cannot hold. Change it.") % {"field": names[code]}
            yield Lint("fields", 0, code, "visible_when", message, is_fatal=True)
            continue
        shows = [rule for rule in definition["rules"] if _has(rule, "show", code)]
        if shows and not any(
            _can_hold(All((own, parse(rule["when"]))) if rule["when"] else own, fields, dead) for rule in shows
        ):
            dead.add(code)
            message = _("“%(field)s” is never asked: no rule that shows it can hold. Change one.") % {
                "field": names[code]
            }
            yield Lint("fields", 0, code, "visible_when", message, is_fatal=True)
    for index, rule in enumerate(definition["rules"]):
        if rule["when"] and not _can_hold(parse(rule["when"]), fields, dead):
            message = _("This rule never does anything: its condition cannot hold. Change it or switch the rule off.")
            yield Lint("rules", index, rule["code"], "when", message, is_fatal=True)


def _shadowed(definition: Mapping[str, AnyType]) -> Iterator[Lint]:
    """Effects that come too late, because an earlier rule with the same condition sets the same thing otherwise."""
    earlier: dict[tuple[str, AnyType], tuple[AnyType, Mapping[str, AnyType]]] = {}
    for index, rule in enumerate(definition["rules"]):
        for effect in rule["effects"]:
            if effect["effect"] not in ("set_if_empty", "set_priority", "set_queue", "set_due"):
                continue
            key = (effect["effect"], effect.get("field"))
            for when, first in [earlier[key]] if key in earlier else []:
                if first != effect and when in (None, rule["when"]):
                    message = _("An earlier rule sets the same thing whenever this one holds: this one does nothing.")
                    yield Lint("rules", index, rule["code"], "effects", message, is_fatal=False)
            earlier.setdefault(key, (rule["when"], effect))
        left: dict[str, set[str]] = {}
        for effect in rule["effects"]:
            if effect["effect"] == "restrict":
                left[effect["field"]] = left.get(effect["field"], set(effect["choices"])) & set(effect["choices"])
        if any(not choices for choices in left.values()):
            message = _("The rule leaves nothing to choose: leave at least one answer.")
            yield Lint("rules", index, rule["code"], "effects", message, is_fatal=True)


def _unanswerable(definition: Mapping[str, AnyType]) -> Iterator[Lint]:
    """Fields that one rule demands and makes read-only at once, with nothing to fill them."""
    fields = {field["code"]: field for field in definition["fields"]}
    filled = {effect["field"] for rule in definition["rules"] for effect in rule["effects"] if _fills(effect)}
    for index, rule in enumerate(definition["rules"]):
        for code in fields:
            demands = _has(rule, "require", code) or fields[code]["requirement"] == "save"
            if demands and _has(rule, "read_only", code) and code not in filled and fields[code]["default"] is None:
                message = _("“%(field)s” must be answered, but this rule lets nobody answer it and nothing fills it.")
                named = message % {"field": _names(definition)[code]}
                yield Lint("rules", index, rule["code"], "effects", named, is_fatal=False)


def _fills(effect: Mapping[str, AnyType]) -> bool:
    return bool(effect["effect"] == "set_if_empty")


def _has(rule: Mapping[str, AnyType], name: str, code: str) -> bool:
    return any(effect["effect"] == name and code in effect.get("fields", ()) for effect in rule["effects"])


def _names(definition: Mapping[str, AnyType]) -> dict[str, str]:
    return {field["code"]: in_language(field["label_pl"], field["label_en"]) for field in definition["fields"]}


Clauses = tuple[tuple[Clause, bool], ...]


def _can_hold(condition: Condition, fields: Mapping[str, AnyType], dead: set[str]) -> bool:
    ways = _ways(condition, is_wanted=True)
    return ways is None or any(_is_consistent(way, fields, dead) for way in ways)


def _ways(condition: Condition, *, is_wanted: bool) -> list[Clauses] | None:
    """The ways in which a condition comes out as wanted, each as clauses with their verdicts; `None` for too many."""
    match condition:
        case Clause():
            return [((condition, is_wanted),)]
        case Not(part=part):
            return _ways(part, is_wanted=not is_wanted)
        case All(parts=parts) | Any(parts=parts):
            of_parts = [_ways(part, is_wanted=is_wanted) for part in parts]
    known = [ways for ways in of_parts if ways is not None]
    if len(known) < len(of_parts):
        return None
    if isinstance(condition, Any) == is_wanted:
        joined = [way for ways in known for way in ways]
    else:
        count = 1
        for ways in known:
            count *= len(ways)
        if count > MOST_WAYS:
            return None
        joined = [tuple(clause for way in combined for clause in way) for combined in product(*known)]
    return joined if len(joined) <= MOST_WAYS else None


def _is_consistent(way: Clauses, fields: Mapping[str, AnyType], dead: set[str]) -> bool:
    by_subject: dict[str, list[tuple[Clause, bool]]] = {}
    for clause, is_wanted in way:
        by_subject.setdefault(clause.subject, []).append((clause, is_wanted))
    return all(_has_answer(subject, clauses, fields.get(subject), dead) for subject, clauses in by_subject.items())


def _has_answer(
    subject: str, clauses: list[tuple[Clause, bool]], field: Mapping[str, AnyType] | None, dead: set[str]
) -> bool:
    """Whether some answer gives every clause its verdict; tried on the answers at which a verdict can change."""
    candidates: list[AnyType] = [None]
    if subject not in dead:
        if any(clause.operator == "contains" for clause, _is_wanted in clauses):
            return True
        of_clauses = [one for clause, _w in clauses for one in _around(clause.value)]
        offered = [choice["code"] for choice in field["settings"].get("choices", ())] if field else []
        if field and KINDS[field["kind"]].reading == "codes":
            return True
        if field and offered:
            candidates += offered
        elif field and KINDS[field["kind"]].reading == "flag":
            candidates += [True, False]
        elif field and KINDS[field["kind"]].reading == "nothing":
            pass
        else:
            candidates += [*of_clauses, "another answer", "0"]
    return any(
        all(evaluate(clause, {subject: candidate}) is is_wanted for clause, is_wanted in clauses)
        for candidate in candidates
    )


def _around(value: AnyType) -> Iterator[AnyType]:
    """The value itself and, for a number, what lies a little below and above; for other text what sorts beside it."""
    for one in value if isinstance(value, list) else [value]:
        yield one
        number = read(one, "decimal")
        if number is not None:
            yield from (str(Decimal(number) + step) for step in (Decimal("-0.000001"), Decimal("0.000001")))
        elif isinstance(one, str):
            yield from (one + "\x01", one[:-1] + chr(max(ord(one[-1]) - 1, 1)) + "\U0010ffff" if one else "")
