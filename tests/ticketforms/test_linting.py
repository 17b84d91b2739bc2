"""What could never work is found before it is published, and said with what to change; what may work is let pass."""

from typing import Any

import pytest
from django.utils.translation import override

from tests.conftest import NOW
from tests.ticketforms.generated_forms import letters
from ticketforms.compiling import MOST_FIELDS, Compiled, compile_form
from ticketforms.kinds import Given
from ticketforms.resolving import resolve

LIGHT = {"code": "light", "kind": "choice", "label_pl": "Światło", "settings": {"dictionary": "letters"}}
VOLTS = {"code": "volts", "kind": "number", "label_pl": "Napięcie"}
HURT = {"code": "hurt", "kind": "yes_no", "label_pl": "Ranni"}


def _compiled(fields: list[dict[str, Any]], *rules: dict[str, Any]) -> Compiled:
    with override("en"):
        return compile_form(fields, letters, rules)


def _is(subject: str, value: object, operator: str = "is") -> dict[str, Any]:
    return {"subject": subject, "operator": operator, "value": value}


def _show(when: object, *fields: str) -> dict[str, Any]:
    return {"when": when, "effects": [{"effect": "show", "fields": list(fields)}]}


def test_rules_that_decide_about_each_other_in_a_circle_are_named() -> None:
    compiled = _compiled([LIGHT, VOLTS], _show(_is("light", "a"), "volts"), _show(_is("volts", "3"), "light"))

    (trouble,) = compiled.troubles
    assert (trouble.place, trouble.part) == ("rules", "when")
    assert "circle: “Światło” → “Napięcie” → “Światło”" in trouble.message


def test_a_circle_is_told_at_the_first_rule_that_is_part_of_it() -> None:
    note = {"code": "note", "kind": "text", "label_pl": "Uwagi"}
    only_looks = _show(_is("light", "a"), "note")
    only_decides = _show(_is("hurt", True), "volts")
    always = _show(None, "light")
    part_of_it = [_show(_is("light", "a"), "volts"), _show(_is("volts", "3"), "light")]

    (trouble,) = _compiled([HURT, LIGHT, VOLTS, note], only_looks, always, only_decides, *part_of_it).troubles

    assert (trouble.place, trouble.index) == ("rules", 3)


def test_a_rule_that_shows_the_field_it_looks_at_is_a_circle() -> None:
    (trouble,) = _compiled([LIGHT], _show(_is("light", "a"), "light")).troubles

    assert "circle" in trouble.message


def test_a_circle_still_has_an_order_so_that_the_draft_can_be_looked_at() -> None:
    compiled = _compiled([LIGHT, VOLTS], _show(_is("light", "a"), "volts"), _show(_is("volts", "3"), "light"))

    assert sorted(compiled.definition["order"]) == ["light", "volts"]


def test_a_section_that_waits_for_its_own_field_is_a_circle_and_can_be_looked_at() -> None:
    section = {"code": "more", "kind": "section", "label_pl": "Więcej"}

    compiled = _compiled([section, LIGHT], _show(_is("light", "a"), "more"))

    assert "circle" in compiled.troubles[0].message
    resolution = resolve(compiled.definition, {"light": "a"}, Given(at=NOW))
    assert resolution.values == {"light": "a"}


@pytest.mark.parametrize(
    "condition",
    [
        {"all": [_is("light", "a"), _is("light", "b")]},
        {"all": [_is("light", "a"), {"not": _is("light", "a")}]},
        {"all": [_is("light", ["a", "b"], "is_any_of"), _is("light", "a1")]},
        {"all": [{"subject": "light", "operator": "is_empty"}, _is("light", "a")]},
        {"not": {"any": [{"subject": "light", "operator": "is_empty"}, {"subject": "light", "operator": "is_filled"}]}},
        {"all": [_is("volts", "5", "more_than"), _is("volts", "4", "less_than")]},
        {"all": [_is("volts", "5", "more_than"), _is("volts", "5", "at_most")]},
        {"all": [_is("hurt", True), _is("hurt", False)]},
        {"all": [_is("time.weekday", "1"), _is("time.weekday", "2")]},
        {"all": [_is("time.now", "22:00", "at_least"), _is("time.now", "06:00", "less_than")]},
        {"any": []},
    ],
)
def test_a_condition_that_cannot_hold_is_found_at_field_and_rule(condition: dict[str, Any]) -> None:
    fields: list[dict[str, Any]] = [LIGHT, VOLTS, HURT]
    asked: dict[str, Any] = {"code": "note", "kind": "text", "label_pl": "Uwagi"}

    at_field = _compiled([*fields, asked | {"visible_when": condition}]).troubles
    at_rule = _compiled([*fields, asked], {"when": condition, "effects": [{"effect": "propose_joining"}]}).troubles

    assert [(trouble.place, trouble.index, trouble.part) for trouble in at_field] == [("fields", 3, "visible_when")]
    assert "never asked" in at_field[0].message
    assert [(trouble.place, trouble.index, trouble.part) for trouble in at_rule] == [("rules", 0, "when")]


@pytest.mark.parametrize(
    "condition",
    [
        {"any": [_is("light", "a"), _is("light", "b")]},
        {"all": [_is("volts", "5", "at_least"), _is("volts", "5", "at_most")]},
        {"all": [_is("volts", "4", "more_than"), _is("volts", "4,000002", "less_than")]},
        {"any": [_is("time.now", "22:00", "at_least"), _is("time.now", "06:00", "less_than")]},
        {"all": [_is("light", "a", "is_not"), _is("light", "b", "is_not")]},
        {"not": _is("hurt", True)},
        {"all": []},
    ],
)
def test_a_condition_that_can_hold_is_let_pass(condition: dict[str, Any]) -> None:
    asked = {"code": "note", "kind": "text", "label_pl": "Uwagi", "visible_when": condition}

    assert _compiled([LIGHT, VOLTS, HURT, asked]).troubles == ()


def test_a_field_that_waits_for_one_that_is_never_asked_is_never_asked_either() -> None:
    never = VOLTS | {"visible_when": {"all": [_is("light", "a"), _is("light", "b")]}}
    waits = {"code": "note", "kind": "text", "label_pl": "Uwagi", "visible_when": _is("volts", "3")}

    troubles = _compiled([LIGHT, never, waits]).troubles

    assert [trouble.code for trouble in troubles] == ["volts", "note"]


def test_a_field_whose_only_show_rule_contradicts_its_own_condition_is_never_asked() -> None:
    asked = VOLTS | {"visible_when": _is("light", "a")}

    (trouble,) = _compiled([LIGHT, asked], _show(_is("light", "b"), "volts")).troubles

    assert (trouble.code, "no rule that shows it" in trouble.message) == ("volts", True)


@pytest.mark.parametrize(
    ("rule", "advice"),
    [
        (_show(_is("gone", "a"), "volts"), "not in the form"),
        (_show(_is("light", "zebra"), "volts"), "listed answers"),
        (_show(_is("light", "a"), "gone"), "not in the form"),
        (_show(_is("light", "a")), "which field the rule is about"),
        ({"when": None, "effects": []}, "what the rule does"),
        ({"when": None, "effects": [{"effect": "explode"}]}, "what the rule does"),
        ({"when": None, "effects": [{"effect": "set_priority", "priority": 9}]}, "priority from 1 to 4"),
        ({"when": None, "effects": [{"effect": "set_queue", "queue": "nowhere"}]}, "Choose a queue"),
        ({"when": None, "effects": [{"effect": "set_due", "amount": 0, "unit": "days"}]}, "how long"),
        ({"when": None, "effects": [{"effect": "set_due", "amount": 2, "unit": "moons"}]}, "minutes, hours"),
        ({"when": None, "effects": [{"effect": "block", "text_pl": " "}]}, "text in Polish"),
        ({"when": None, "effects": [{"effect": "restrict", "field": "volts", "choices": ["a"]}]}, "Only the choices"),
        ({"when": None, "effects": [{"effect": "restrict", "field": "light", "choices": ["z"]}]}, "not offered any"),
        ({"when": None, "effects": [{"effect": "set_if_empty", "field": "volts", "value": "many"}]}, "Enter a number"),
        ({"when": None, "effects": [{"effect": "require", "fields": ["volts"], "level": "now"}]}, "must be answered"),
    ],
)
def test_a_rule_that_names_what_is_not_there_is_found(rule: dict[str, Any], advice: str) -> None:
    (trouble,) = _compiled([LIGHT, VOLTS], rule).troubles

    assert trouble.place == "rules"
    assert advice in trouble.message


def test_a_rule_that_is_switched_off_is_not_looked_at() -> None:
    compiled = _compiled([LIGHT], _show(_is("gone", "a"), "gone") | {"is_enabled": False})

    assert (compiled.troubles, compiled.definition["rules"]) == ((), [])


def test_an_effect_that_always_comes_too_late_is_worth_a_second_look() -> None:
    urgent = {"when": None, "effects": [{"effect": "set_priority", "priority": 2}]}
    later = {"when": _is("light", "a"), "effects": [{"effect": "set_priority", "priority": 3}]}

    compiled = _compiled([LIGHT], urgent, later)

    assert compiled.troubles == ()
    assert [(warning.place, warning.index) for warning in compiled.warnings] == [("rules", 1)]


def test_an_answer_demanded_of_nobody_is_worth_a_second_look() -> None:
    rule = {
        "when": None,
        "effects": [
            {"effect": "require", "fields": ["volts"], "level": "save"},
            {"effect": "read_only", "fields": ["volts"]},
        ],
    }

    (warning,) = _compiled([VOLTS], rule).warnings

    assert "“Napięcie” must be answered" in warning.message


@pytest.mark.parametrize(
    ("field", "effects"),
    [
        (VOLTS, [{"effect": "read_only", "fields": ["volts"]}]),
        (VOLTS | {"requirement": "save"}, [{"effect": "show", "fields": ["volts"]}]),
        (VOLTS | {"requirement": "save"}, [{"effect": "read_only", "fields": ["hurt"]}]),
        (VOLTS | {"requirement": "save", "default": {"value": "230"}}, [{"effect": "read_only", "fields": ["volts"]}]),
        (
            VOLTS | {"requirement": "save"},
            [
                {"effect": "read_only", "fields": ["volts"]},
                {"effect": "set_if_empty", "field": "volts", "value": "230"},
            ],
        ),
    ],
    ids=["not demanded", "not fixed", "another is fixed", "has a default", "is filled by a rule"],
)
def test_an_answer_that_nobody_demands_or_that_something_gives_is_let_pass(
    field: dict[str, Any], effects: list[dict[str, Any]]
) -> None:
    compiled = _compiled([HURT, field], {"when": None, "effects": effects})

    assert (compiled.troubles, compiled.warnings) == ((), ())


def test_a_long_chain_of_fields_that_look_upwards_can_be_ordered() -> None:
    fields = [{"code": f"f{index}", "kind": "text", "label_pl": f"Pole {index}"} for index in range(MOST_FIELDS)]
    chain = [_show({"subject": f"f{index + 1}", "operator": "is_filled"}, f"f{index}") for index in range(499)]

    compiled = _compiled(fields, *chain)

    assert compiled.troubles == ()
    assert compiled.definition["order"] == [f"f{index}" for index in reversed(range(MOST_FIELDS))]


def test_more_fields_than_anybody_could_ask_are_refused() -> None:
    fields = [{"code": f"f{index}", "kind": "text", "label_pl": f"Pole {index}"} for index in range(MOST_FIELDS + 1)]

    (trouble,) = _compiled(fields).troubles

    assert "at most 500 fields" in trouble.message


def test_a_calculation_over_a_field_that_is_gone_is_found() -> None:
    total = {"code": "total", "kind": "computed", "label_pl": "Razem", "settings": {"expression": "volts * amperes"}}

    (trouble,) = _compiled([VOLTS, total]).troubles

    assert (trouble.code, trouble.part) == ("total", "expression")
    assert "“amperes”, which is not in the form" in trouble.message
