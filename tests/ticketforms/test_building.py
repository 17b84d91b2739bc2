"""The screen of a form: drawn in the agent's language, with what was answered and what was wrong."""

import pytest
from django.template.loader import render_to_string

from tests.conftest import NOW
from ticketforms.building import build
from ticketforms.kinds import Given
from ticketforms.models import FormVersion

GIVEN = Given(at=NOW)


def test_labels_and_options_are_in_the_language_asked_for(no_power_form: FormVersion) -> None:
    polish = build(no_power_form.definition, given=GIVEN, language="pl").fields
    english = build(no_power_form.definition, given=GIVEN, language="en").fields

    assert [field.label for field in polish] == ["Zasięg", "Ile lokali"]
    assert [option.label for option in polish[0].options] == ["lokal", "ulica"]
    assert [field.label for field in english] == ["Extent", "How many flats"]


@pytest.mark.parametrize(("extent", "is_shown"), [("flat", False), ("street", True), ("moon", False)])
def test_a_field_is_shown_by_the_answers_given(no_power_form: FormVersion, extent: str, is_shown: bool) -> None:
    fields = build(no_power_form.definition, given=GIVEN, answers={"extent": extent}).fields

    assert fields[1].is_shown is is_shown


def test_errors_and_wrong_answers_come_back_to_their_fields(no_power_form: FormVersion) -> None:
    fields = build(
        no_power_form.definition,
        given=GIVEN,
        answers={"extent": "street", "flats": "many"},
        errors={"flats": "Enter a number."},
    ).fields

    assert (fields[1].value, fields[1].error) == ("many", "Enter a number.")


def test_a_version_from_before_help_texts_can_still_be_drawn(no_power_form: FormVersion) -> None:
    definition = {
        "fields": [
            {key: value for key, value in field.items() if not key.startswith("help")}
            for field in no_power_form.definition["fields"]
        ]
    }

    assert [field.help for field in build(definition, given=GIVEN).fields] == ["", ""]


def test_the_drawn_form_names_its_fields_and_hides_what_is_not_asked(no_power_form: FormVersion) -> None:
    form = build(no_power_form.definition, given=GIVEN, language="pl")

    html = render_to_string("ticketforms/form.html", {"form": form})

    assert html.count("data-field=") == 2
    assert 'data-field="flats" data-kind="number" data-requirement="save" hidden>' in html
    assert 'data-field="extent" data-kind="choice" data-requirement="save">' in html
