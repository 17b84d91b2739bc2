"""A field can say why it is asked, demanded or fixed: the rules that touch it and what they look at."""

from typing import Any

from tests.conftest import NOW
from ticketforms.building import build
from ticketforms.compiling import compile_form
from ticketforms.kinds import Given
from ticketforms.reasons import reasons

DIM = {"subject": "is_dim", "operator": "is", "value": True}
OWING = {"subject": "customer.in_arrears", "operator": "is", "value": True}


def _field(code: str, kind: str = "yes_no", **parts: Any) -> dict[str, Any]:
    return {"code": code, "kind": kind, "label_pl": code, "label_en": code.capitalize(), **parts}


def _rule(when: Any, *effects: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"code": "rule", "when": when, "effects": list(effects), **parts}


def _form(fields: list[dict[str, Any]], rules: list[dict[str, Any]]) -> dict[str, Any]:
    compiled = compile_form(fields, lambda _dictionary: [], rules)
    assert compiled.troubles == ()
    return compiled.definition


def test_a_condition_of_its_own_and_of_its_section_are_told() -> None:
    form = _form(
        [
            _field("is_dim"),
            _field("more", "section", visible_when=DIM),
            _field("since", "text", visible_when={"subject": "is_dim", "operator": "is_filled"}),
        ],
        [],
    )

    told = reasons(form, Given(at=NOW), "en")["fields"]

    assert list(told) == ["more", "since"]
    assert [one["said"] for one in told["since"]] == [
        "Asked only when: “Is_dim” is “yes”",
        "Asked only when: “Is_dim” is answered",
    ]


def test_rules_are_told_by_what_they_do_with_what_they_are_for() -> None:
    form = _form(
        [_field("is_dim"), _field("phone", "text")],
        [
            _rule(
                {"all": [DIM, OWING]},
                {"effect": "require", "fields": ["phone"], "level": "close"},
                {"effect": "set_if_empty", "field": "phone", "value": "none"},
                description_pl="Oddzwonić",
                description_en="Call back",
            )
        ],
    )

    told = reasons(form, Given(at=NOW, surroundings={"customer.in_arrears": False}), "en")

    assert told["fields"]["phone"] == [
        {
            "rule": "rule",
            "said": f"{because} “Is_dim” is “yes” and “the customer is in arrears” is “yes” (Call back)",
            "looks_at": ["customer.in_arrears", "is_dim"],
        }
        for because in ("Must be answered before closing because:", "Filled in because:")
    ]
    assert told["names"] == {"customer.in_arrears": "the customer is in arrears", "is_dim": "Is_dim"}
    assert told["facts"] == {"customer.in_arrears": "no"}


def test_whoever_may_not_answer_a_field_is_told_so() -> None:
    form = _form([_field("phone", "text", edited_by=["supervisor"])], [])

    of_agents = build(form, given=Given(at=NOW, roles=frozenset({"agent"})), language="en").reasons
    of_supervisors = build(form, given=Given(at=NOW, roles=frozenset({"supervisor"})), language="en").reasons

    assert [one["said"] for one in of_agents["fields"]["phone"]] == ["Your role may not answer it."]
    assert of_supervisors["fields"] == {}


def test_why_tells_nothing_of_fields_that_somebody_may_not_see() -> None:
    secret = _field("secret", "text", seen_by=["supervisor"])
    form = _form(
        [_field("is_dim"), secret, _field("phone", "text"), _field("also", "text", seen_by=["supervisor"])],
        [
            _rule({"subject": "secret", "operator": "is", "value": "debt"}, {"effect": "show", "fields": ["phone"]}),
            {**_rule(DIM, {"effect": "show", "fields": ["also"]}), "code": "other"},
        ],
    )

    told = build(form, given=Given(at=NOW, roles=frozenset({"agent"})), language="en").reasons
    of_supervisors = build(form, given=Given(at=NOW, roles=frozenset({"supervisor"})), language="en").reasons

    assert told["fields"] == {
        "phone": [
            {
                "rule": "rule",
                "said": "Shown because: an answer that your role may not see",
                "looks_at": [],
            }
        ]
    }
    assert (told["names"], told["facts"]) == ({}, {})
    assert [one["said"] for one in of_supervisors["fields"]["phone"]] == ["Shown because: “Secret” is “debt”"]


def test_a_field_that_no_rule_touches_has_nothing_to_say() -> None:
    form = _form([_field("is_dim")], [_rule(DIM, {"effect": "set_priority", "priority": 1})])

    assert reasons(form, Given(at=NOW), "en")["fields"] == {}
