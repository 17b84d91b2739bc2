"""Before publishing, an administrator reads what would change."""

from typing import Any

import pytest
from django.utils.translation import override

from tests.conftest import NO_POWER_FIELDS, NOW, draft_no_power
from ticketforms.changes import changes_between
from ticketforms.definition import upgraded
from ticketforms.models import DictionaryEntry, FormVersion, TicketType
from ticketforms.publishing import publish

EXTENT, FLATS = NO_POWER_FIELDS


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        ([EXTENT, FLATS], ()),
        (
            [EXTENT, FLATS, {"code": "note", "kind": "text", "label_pl": "Uwagi 100%", "label_en": "Note 100%"}],
            ("New: “Note 100%”.",),
        ),
        ([EXTENT], ("No longer there: “How many flats”.",)),
        ([EXTENT, FLATS | {"label_en": "How many"}], ("“How many flats” is now “How many”.",)),
        ([EXTENT, FLATS | {"is_required": False}], ("“How many flats” may be left empty.",)),
        ([EXTENT, FLATS | {"visible_when": None}], ("“How many flats” is always asked.",)),
        (
            [EXTENT, FLATS | {"visible_when": {"subject": "extent", "operator": "is", "value": "flat"}}],
            ("“How many flats” is asked only when “Extent” is “flat”.",),
        ),
        ([EXTENT, FLATS | {"settings": {"minimum": 2}}], ("“How many flats”: smallest 1 → 2.",)),
        (
            [EXTENT, FLATS | {"settings": {"maximum": 9}}],
            ("“How many flats”: smallest 1 → –.", "“How many flats”: greatest – → 9."),
        ),
        (
            [EXTENT, FLATS | {"is_required": False, "requirement": "soft"}],
            ("“How many flats” must be answered, or a reason given why not.",),
        ),
        (
            [EXTENT, FLATS | {"is_required": False, "requirement": "close"}],
            ("“How many flats” must be answered before the ticket is closed.",),
        ),
        (
            [EXTENT, FLATS | {"say_pl": "Proszę policzyć."}],
            ("Agents say something else when they ask “How many flats”.",),
        ),
        ([EXTENT, FLATS | {"error_pl": "Ile?"}], ("“How many flats” has another error message.",)),
        ([EXTENT, FLATS | {"default": {"value": "3"}}], ("“How many flats” is filled with: 3.",)),
        (
            [EXTENT | {"default": {"value": "street"}}, FLATS],
            ("“Extent” is filled with: street.",),
        ),
        ([EXTENT, FLATS | {"personal": "sensitive"}], ("“How many flats” is sensitive personal data.",)),
        ([EXTENT, FLATS | {"retention_days": 30}], ("“How many flats” is erased 30 days after the ticket's end.",)),
        (
            [EXTENT, FLATS | {"is_searchable": True, "is_dimension": True}],
            ("“How many flats” can be found by search.", "“How many flats” is counted in reports."),
        ),
        ([EXTENT, FLATS | {"label_pl": "Ile mieszkań"}], ("“How many flats” has another name in the other language.",)),
        ([EXTENT, FLATS | {"help_pl": "Policz."}], ("“How many flats” has another help text.",)),
        (
            [EXTENT, FLATS | {"kind": "integer"}],
            ("“How many flats” is answered in another way: decimal number → whole number.",),
        ),
        (
            [FLATS | {"visible_when": None}, EXTENT],
            ("“How many flats” is always asked.", "The questions come in another order."),
        ),
    ],
)
def test_each_difference_is_a_sentence(
    no_power_form: FormVersion, fields: list[dict[str, Any]], sentences: tuple[str, ...]
) -> None:
    newer = publish(ticket_type=draft_no_power(fields), by=None, at=NOW)

    with override("en"):
        assert changes_between(no_power_form.definition, newer.definition) == sentences


def test_people_are_named_by_their_roles(no_power_form: FormVersion) -> None:
    newer = publish(
        ticket_type=draft_no_power([EXTENT | {"seen_by": ["supervisor"]}, FLATS | {"edited_by": ["agent"]}]),
        by=None,
        at=NOW,
    )

    with override("en"):
        told = changes_between(no_power_form.definition, newer.definition)
        back = changes_between(newer.definition, no_power_form.definition)
    assert [sentence.partition(": ")[0] for sentence in told] == [
        "“Extent” is seen by",
        "“How many flats” is answered by",
    ]
    assert back == ("“Extent” is seen by: everybody.", "“How many flats” is answered by: everybody.")


def test_rules_that_come_go_and_change_are_told_by_what_they_are_for(no_power_form: FormVersion) -> None:
    def ruled(*rules: dict[str, Any]) -> dict[str, Any]:
        return {**upgraded(no_power_form.definition), "rules": list(rules)}

    urgent = {
        "code": "urgent",
        "description_pl": "Pilne",
        "description_en": "Urgent",
        "when": None,
        "effects": [{"effect": "set_priority", "priority": 1}],
    }
    calm = urgent | {"code": "calm", "description_en": "Calm"}
    lower = urgent | {"effects": [{"effect": "set_priority", "priority": 2}]}
    rarer = urgent | {"when": {"subject": "extent", "operator": "is_filled"}}

    with override("en"):
        assert changes_between(ruled(), ruled(urgent)) == ("New rule “Urgent”: Always set priority “1”.",)
        assert changes_between(ruled(urgent), ruled()) == ("The rule “Urgent” does not apply any more.",)
        assert changes_between(ruled(urgent), ruled(lower)) == (
            "The rule “Urgent” now reads: Always set priority “2”.",
        )
        assert changes_between(ruled(urgent), ruled(rarer)) == (
            "The rule “Urgent” now reads: Set priority “1” when “Extent” is answered.",
        )
        assert changes_between(ruled(urgent, calm), ruled(calm, urgent)) == ("The rules run in another order.",)


def test_a_version_from_before_there_were_rules_is_compared_too(no_power_form: FormVersion) -> None:
    old = {"fields": [{**field, "is_required": False} for field in no_power_form.definition["fields"]]}
    for field in old["fields"]:
        del field["requirement"]

    with override("en"):
        assert changes_between(old, no_power_form.definition) == (
            "“Extent” must be answered.",
            "“How many flats” must be answered.",
        )


def test_a_dictionary_changes_the_form_too(no_power_type: TicketType, no_power_form: FormVersion) -> None:
    DictionaryEntry.objects.filter(code="flat").update(is_retired=True)
    newer = publish(ticket_type=no_power_type, by=None, at=NOW)

    with override("en"):
        assert changes_between(no_power_form.definition, newer.definition) == ("“Extent” no longer offers “flat”.",)
