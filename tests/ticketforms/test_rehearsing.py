"""What another form would have made of answers that were given."""

from typing import Any

import pytest
from django.utils.translation import override

from tests.conftest import NO_POWER_FIELDS, NOW, draft_no_power
from ticketforms.answers import check
from ticketforms.kinds import Given
from ticketforms.models import FormVersion
from ticketforms.publishing import compiled_draft
from ticketforms.rehearsing import Rehearsed, rehearse

EXTENT, FLATS = NO_POWER_FIELDS
STREET = {"extent": "street", "flats": "12"}


def rehearsed(
    old: FormVersion, raw: dict[str, Any], fields: list[dict[str, Any]], rules: list[dict[str, Any]] | None = None
) -> Rehearsed:
    given = Given(at=NOW)
    answers = check(old.definition, raw, given=given).answers
    new = compiled_draft(draft_no_power(fields)).definition
    with override("en"):
        return rehearse(old.definition, answers, {**new, "rules": rules or []}, given=given)


@pytest.mark.parametrize("raw", [{"extent": "flat"}, STREET])
def test_the_same_form_makes_the_same_of_the_same_answers(no_power_form: FormVersion, raw: dict[str, Any]) -> None:
    assert rehearsed(no_power_form, raw, [EXTENT, FLATS]) == Rehearsed()


def test_a_new_question_that_must_be_answered_would_have_refused_it(no_power_form: FormVersion) -> None:
    cause = {"code": "cause", "kind": "text", "label_pl": "Przyczyna", "label_en": "Cause", "requirement": "save"}

    made = rehearsed(no_power_form, STREET, [EXTENT, FLATS, cause])

    assert made.refused == ("“Cause”: Answer this question.",)
    assert made.shown_otherwise == ("“Cause” would be asked too.",)
    assert made.lost == ()


def test_a_narrower_limit_would_have_refused_the_answer(no_power_form: FormVersion) -> None:
    made = rehearsed(no_power_form, STREET, [EXTENT, FLATS | {"settings": {"maximum": 10}}])

    assert [sentence.partition(":")[0] for sentence in made.refused] == ["“How many flats”"]


def test_a_reason_that_quotes_a_personal_answer_is_not_read_out(no_power_form: FormVersion) -> None:
    flats = FLATS | {"kind": "choice", "settings": {"dictionary": "extent"}, "personal": "sensitive"}

    made = rehearsed(no_power_form, STREET, [EXTENT, flats])

    assert made.refused == ("“How many flats”: the answer given would be refused.",)


def test_a_field_that_goes_takes_its_answer_with_it(no_power_form: FormVersion) -> None:
    made = rehearsed(no_power_form, STREET, [EXTENT])

    assert made.lost == ("“How many flats” is no longer in the form.",)
    assert made.refused == ()


def test_a_condition_that_no_longer_holds_drops_the_answer(no_power_form: FormVersion) -> None:
    only_flats = {"subject": "extent", "operator": "is", "value": "flat"}

    made = rehearsed(no_power_form, STREET, [EXTENT, FLATS | {"visible_when": only_flats, "requirement": "none"}])

    assert made.shown_otherwise == ("“How many flats” would not be asked.",)
    assert made.lost == ("“How many flats” would not be asked, so its answer would be dropped.",)


def test_a_rule_that_blocks_or_hurries_is_told(no_power_form: FormVersion) -> None:
    street = {"subject": "extent", "operator": "is", "value": "street"}
    rules = [
        {
            "code": "no_streets",
            "when": street,
            "effects": [
                {"effect": "block", "text_pl": "Nie dla ulic.", "text_en": "Not for streets."},
                {"effect": "set_priority", "priority": 1},
            ],
        }
    ]

    made = rehearsed(no_power_form, STREET, [EXTENT, FLATS], rules)
    untouched = rehearsed(no_power_form, {"extent": "flat"}, [EXTENT, FLATS], rules)

    assert made.refused == ("Not for streets.",)
    assert made.shown_otherwise == ("Rules would set another priority: – → 1.",)
    assert untouched == Rehearsed()


def test_a_version_from_before_there_were_rules_is_rehearsed_too(no_power_form: FormVersion) -> None:
    old = {"fields": [{**field, "is_required": True} for field in no_power_form.definition["fields"]]}
    answers = check(no_power_form.definition, STREET, given=Given(at=NOW)).answers

    made = rehearse(old, answers, no_power_form.definition, given=Given(at=NOW))

    assert made == Rehearsed()


def test_an_answer_that_was_erased_is_no_reason_to_refuse(no_power_form: FormVersion) -> None:
    answers = check(no_power_form.definition, STREET, given=Given(at=NOW)).answers
    answers["flats"] = answers["flats"] | {"value": None, "erased_at": NOW.isoformat()}

    made = rehearse(no_power_form.definition, answers, no_power_form.definition, given=Given(at=NOW))

    assert made.refused == ()
