"""The server keeps to the rules of a form, whatever a screen, a program or a sheet sends."""

from typing import Any

import pytest
from django.utils.translation import override

from tests.conftest import NOW
from tests.ticketforms.generated_forms import letters
from ticketforms.answers import WHOLE_FORM, AnswersRefused, check, missing_to_close
from ticketforms.compiling import compile_form
from ticketforms.kinds import Given

AGENT = Given(at=NOW, roles=frozenset({"agent"}), surroundings={"reporter.phone": "+48601234567"})
NOTE = {"code": "note", "kind": "text", "label_pl": "Uwagi", "label_en": "Notes"}


def _form(fields: list[dict[str, Any]], *rules: dict[str, Any]) -> dict[str, Any]:
    compiled = compile_form(fields, letters, rules)
    assert compiled.troubles == ()
    return compiled.definition


def _refused(definition: dict[str, Any], raw: dict[str, Any], given: Given = AGENT) -> dict[str, str]:
    with override("en"), pytest.raises(AnswersRefused) as refused:
        check(definition, raw, given=given)
    return refused.value.errors


def test_a_default_fills_what_was_not_sent_and_not_what_was_left_empty() -> None:
    form = _form([NOTE | {"default": {"value": "brak"}}])

    assert check(form, {}, given=AGENT).answers["note"]["value"] == "brak"
    assert check(form, {"note": ""}, given=AGENT).answers == {}


def test_a_default_may_come_from_the_surroundings() -> None:
    form = _form([{"code": "back", "kind": "phone", "label_pl": "Telefon", "default": {"from": "reporter.phone"}}])

    assert check(form, {}, given=AGENT).answers["back"]["text_en"] == "+48 601 234 567"


def test_a_softly_required_question_takes_a_reason_instead_of_an_answer() -> None:
    form = _form([NOTE | {"requirement": "soft"}])

    assert "or write why not" in _refused(form, {"note": ""})["note"]
    assert "or write why not" in _refused(form, {"note": {"skipped": " "}})["note"]
    kept = check(form, {"note": {"skipped": "nie chce podać"}}, given=AGENT).answers["note"]
    assert (kept["value"], kept["skipped"], kept["text_en"]) == (None, "nie chce podać", "– (nie chce podać)")


def test_a_reason_is_no_answer_where_one_is_needed() -> None:
    assert _refused(_form([NOTE | {"requirement": "save"}]), {"note": {"skipped": "nie chce podać"}}).keys() == {"note"}


def test_what_is_needed_only_at_the_end_may_be_empty_until_then() -> None:
    form = _form([NOTE | {"requirement": "close"}])

    kept = check(form, {}, given=AGENT).answers

    assert kept == {}
    with override("en"):
        assert missing_to_close(form, given=AGENT) == {"note": "Notes"}


def test_what_nobody_demands_is_not_missing_at_the_end() -> None:
    why = {"code": "why", "kind": "text", "label_pl": "Powód", "requirement": "soft"}
    form = _form([NOTE, why, {"code": "read", "kind": "notice", "label_pl": "Przeczytaj"}])

    assert missing_to_close(form, given=AGENT) == {}


@pytest.mark.parametrize(("length", "is_taken"), [(240, True), (241, False)])
def test_a_reason_is_as_long_as_the_screen_lets_it_be(length: int, is_taken: bool) -> None:
    form, raw = _form([NOTE | {"requirement": "soft"}]), {"note": {"skipped": "x" * length}}

    if is_taken:
        assert check(form, raw, given=AGENT).answers["note"]["skipped"] == "x" * length
    else:
        assert "Shorten" in _refused(form, raw)["note"]


def test_nothing_is_missing_once_it_was_answered() -> None:
    form = _form([NOTE | {"requirement": "close"}])
    kept = check(form, {"note": "naprawione"}, given=AGENT).answers

    assert missing_to_close(form, given=Given(at=NOW, kept=kept)) == {}


def test_a_rule_blocks_saving_with_its_reason() -> None:
    stop = {"when": None, "effects": [{"effect": "block", "text_pl": "Najpierw 112.", "text_en": "First call 112."}]}

    assert _refused(_form([NOTE], stop), {"note": "x"}) == {WHOLE_FORM: "First call 112."}


def test_an_own_error_message_is_shown_instead_of_the_kind_s() -> None:
    form = _form(
        [{"code": "flats", "kind": "integer", "label_pl": "Ile", "error_pl": "Policz okna.", "error_en": "Count."}]
    )

    assert _refused(form, {"flats": "many"}) == {"flats": "Count."}


def test_a_field_of_another_role_is_not_answered_and_keeps_what_it_had() -> None:
    form = _form([NOTE | {"edited_by": ["supervisor"]}])
    before = check(form, {"note": "x"}, given=Given(at=NOW, roles=frozenset({"supervisor"}))).answers
    later = Given(at=NOW, roles=frozenset({"agent"}), kept=before)

    assert "may not answer" in _refused(form, {"note": "y"}, later)["note"]
    assert check(form, {}, given=later).answers == before
    assert check(form, {"note": "x"}, given=later).answers == before


@pytest.mark.parametrize("part", ["edited_by", "seen_by"])
def test_the_reason_that_another_role_gave_stays_and_no_default_replaces_it(part: str) -> None:
    form = _form([NOTE | {part: ["supervisor"], "requirement": "soft", "default": {"value": "brak"}}])
    skipped = {"note": {"skipped": "nie chce podać"}}
    before = check(form, skipped, given=Given(at=NOW, roles=frozenset({"supervisor"}))).answers

    after = check(form, {}, given=Given(at=NOW, roles=AGENT.roles, kept=before)).answers

    assert after == before
    assert after["note"]["skipped"] == "nie chce podać"


def test_a_field_that_a_role_may_not_see_keeps_what_it_had_and_is_demanded_of_nobody() -> None:
    form = _form([NOTE | {"seen_by": ["supervisor"], "requirement": "save"}])
    kept = {"note": {"kind": "text", "label_pl": "", "label_en": "", "value": "x", "text_pl": "x", "text_en": "x"}}

    assert check(form, {}, given=AGENT).answers == {}
    assert check(form, {}, given=Given(at=NOW, roles=AGENT.roles, kept=kept)).answers == kept


@pytest.mark.parametrize("guess", ["x", "y"])
def test_an_answer_that_a_role_may_not_see_cannot_be_guessed(guess: str) -> None:
    form = _form([NOTE | {"seen_by": ["supervisor"]}])
    kept = {"note": {"kind": "text", "label_pl": "", "label_en": "", "value": "x", "text_pl": "x", "text_en": "x"}}

    told = _refused(form, {"note": guess}, Given(at=NOW, roles=AGENT.roles, kept=kept))

    assert told == {"note": "You may not answer this question: leave it as it is."}


def test_a_rule_sets_what_was_left_empty() -> None:
    rule = {"when": None, "effects": [{"effect": "set_if_empty", "field": "note", "value": "brak uwag"}]}

    kept = check(_form([NOTE], rule), {"note": ""}, given=AGENT).answers

    assert (kept["note"]["value"], kept["note"]["text_pl"]) == ("brak uwag", "brak uwag")


@pytest.mark.parametrize("chosen", [["a", "b"], ["a"]])
def test_answers_that_a_rule_does_not_leave_are_refused_not_dropped(chosen: list[str]) -> None:
    field = {"code": "many", "kind": "multi_choice", "label_pl": "Co", "settings": {"dictionary": "letters"}}
    rule = {"when": None, "effects": [{"effect": "restrict", "field": "many", "choices": ["b"]}]}

    assert "not offered here" in _refused(_form([field], rule), {"many": chosen})["many"]


def test_what_the_rules_want_of_the_ticket_comes_with_the_answers() -> None:
    rule = {
        "when": {"subject": "note", "operator": "contains", "value": "pali"},
        "effects": [
            {"effect": "set_priority", "priority": 1},
            {"effect": "set_due", "amount": 2, "unit": "hours"},
            {"effect": "propose_joining"},
        ],
    }

    outcome = check(_form([NOTE], rule), {"note": "Pali się słup"}, given=AGENT).outcome

    assert (outcome.priority, outcome.due, outcome.proposes_joining) == (
        1,
        {"effect": "set_due", "amount": 2, "unit": "hours"},
        True,
    )


def test_the_skipped_reason_of_a_wrong_shape_is_refused() -> None:
    form = _form([NOTE | {"requirement": "soft"}])

    for raw in ({"skipped": 7}, {"skipped": "x", "more": "y"}, {"skipped": "\0"}, {"skipped": "x" * 300}):
        assert _refused(form, {"note": raw}).keys() == {"note"}
