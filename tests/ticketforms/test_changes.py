"""Before publishing, an administrator reads what would change."""

from typing import Any

import pytest
from django.utils.translation import override

from tests.conftest import NO_POWER_FIELDS, NOW, draft_no_power
from ticketforms.changes import changes_between
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
        ([EXTENT, FLATS | {"settings": {"minimum": 2}}], ("“How many flats” has other limits.",)),
        ([EXTENT, FLATS | {"help_pl": "Policz."}], ("“How many flats” has another help text.",)),
        ([EXTENT, FLATS | {"kind": "integer"}], ("“How many flats” is answered in another way.",)),
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


def test_a_dictionary_changes_the_form_too(no_power_type: TicketType, no_power_form: FormVersion) -> None:
    DictionaryEntry.objects.filter(code="flat").update(is_retired=True)
    newer = publish(ticket_type=no_power_type, by=None, at=NOW)

    with override("en"):
        assert changes_between(no_power_form.definition, newer.definition) == ("“Extent” no longer offers “flat”.",)
