"""A published form asks what it asked on the day it was published, and the server decides what it takes."""

import pytest

from tests.conftest import NO_POWER_FIELDS, NOW, draft_no_power
from ticketforms.answers import AnswersRefused, check
from ticketforms.kinds import Given
from ticketforms.models import DictionaryEntry, FormVersion, TicketType
from ticketforms.publishing import UnableToPublish, publish

GIVEN = Given(at=NOW)


def test_answers_are_kept_with_the_labels_they_had(no_power_form: FormVersion) -> None:
    DictionaryEntry.objects.filter(code="flat").update(label_pl="mieszkanie")

    kept = check(no_power_form.definition, {"extent": "flat"}, given=GIVEN).answers

    assert kept["extent"]["text_pl"] == "lokal"
    assert kept["extent"]["text_en"] == "flat"


def test_answer_to_a_question_that_is_not_asked_is_dropped(no_power_form: FormVersion) -> None:
    kept = check(no_power_form.definition, {"extent": "flat", "flats": "7"}, given=GIVEN).answers

    assert list(kept) == ["extent"]


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        ({}, {"extent"}),
        ({"extent": "moon"}, {"extent"}),
        ({"extent": "street"}, {"flats"}),
        ({"extent": "street", "flats": "0"}, {"flats"}),
        ({"extent": "street", "flats": "NaN"}, {"flats"}),
        ({"extent": ["flat"]}, {"extent"}),
        ({"extent": "flat", "colour": "red"}, {"colour"}),
    ],
)
def test_wrong_answers_are_refused_by_field(
    no_power_form: FormVersion, raw: dict[str, object], wrong: set[str]
) -> None:
    with pytest.raises(AnswersRefused) as refused:
        check(no_power_form.definition, raw, given=GIVEN)

    assert set(refused.value.errors) == wrong


def test_publishing_an_unchanged_form_keeps_its_version(no_power_type: TicketType, no_power_form: FormVersion) -> None:
    again = publish(ticket_type=no_power_type, by=None, at=NOW)

    assert again == no_power_form


def test_publishing_a_changed_form_leaves_the_earlier_version_as_it_was(
    no_power_type: TicketType, no_power_form: FormVersion
) -> None:
    earlier = dict(no_power_form.definition)
    draft_no_power(NO_POWER_FIELDS[:1])

    newer = publish(ticket_type=no_power_type, by=None, at=NOW)

    no_power_form.refresh_from_db()
    assert (newer.number, no_power_form.definition) == (2, earlier)


def test_a_rule_about_a_later_field_is_refused_and_nothing_is_frozen(no_power_type: TicketType) -> None:
    draft_no_power(NO_POWER_FIELDS[::-1])

    with pytest.raises(UnableToPublish, match=r"Zasięg|Extent"):
        publish(ticket_type=no_power_type, by=None, at=NOW)

    assert not FormVersion.objects.exists()


@pytest.mark.parametrize(
    ("drafted", "frozen"),
    [
        ({"subject": "extent", "operator": "is_any_of", "value": "street"}, ["street"]),
        ({"subject": "extent", "operator": "is_any_of", "value": ["flat", "street"]}, ["flat", "street"]),
        ({"subject": "volts", "operator": "at_most", "value": "1 207,5"}, "1207.5"),
        ({"subject": "volts", "operator": "at_most", "value": 207}, "207"),
    ],
)
def test_a_rule_is_frozen_with_values_typed_as_answers_are(
    no_power_type: TicketType, drafted: dict[str, object], frozen: object
) -> None:
    volts = {"code": "volts", "kind": "number", "label_pl": "Ile woltów"}
    asked = {"code": "note", "kind": "text", "label_pl": "Uwagi", "visible_when": drafted}

    version = publish(ticket_type=draft_no_power([NO_POWER_FIELDS[0], volts, asked]), by=None, at=NOW)

    field = version.definition["fields"][2]
    assert field["visible_when"]["value"] == frozen
    assert (field["requirement"], field["help_pl"], field["label_en"]) == ("none", "", "")


def test_a_rule_with_groups_in_groups_is_kept(no_power_type: TicketType) -> None:
    street = {"subject": "extent", "operator": "is", "value": "street"}
    nested = {"all": [{"any": [street, {"not": street}]}, {"subject": "extent", "operator": "is_filled"}]}

    version = publish(
        ticket_type=draft_no_power([NO_POWER_FIELDS[0], NO_POWER_FIELDS[1] | {"visible_when": nested}]), by=None, at=NOW
    )

    assert version.definition["fields"][1]["visible_when"] == nested
