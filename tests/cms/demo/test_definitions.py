"""The starter definitions can be used as they come: they publish, speak both languages, and load again unchanged."""

from collections.abc import Iterator
from typing import Any

import pytest

from cms.demo import definitions
from tests.conftest import NOW
from ticketforms.models import Category, Dictionary, DictionaryEntry, FormVersion, TicketType

ICONS = {
    *("bolt", "hazard", "lamp", "meter", "invoice", "coin", "plug", "question"),
    *("calendar", "heart", "wave", "note", "camera", "user", "shield", "tools"),
}
READ = definitions.read()


def _labels() -> Iterator[tuple[str, str, str]]:
    for listed in (*READ["categories"], *READ["dictionaries"], *READ["ticket_types"]):
        yield listed["code"], listed["label_pl"], listed["label_en"]
    for dictionary in READ["dictionaries"]:
        for code, polish, english in dictionary["entries"]:
            yield f"{dictionary['code']}.{code}", polish, english
    for ticket_type in READ["ticket_types"]:
        for field in ticket_type["fields"]:
            yield f"{ticket_type['code']}.{field['code']}", field["label_pl"], field["label_en"]
            yield f"{ticket_type['code']}.{field['code']}, help", field.get("help_pl", "-"), field.get("help_en", "-")


def test_every_text_is_there_in_both_languages() -> None:
    missing = [code for code, polish, english in _labels() if not (polish.strip() and english.strip())]

    assert missing == []


def test_types_have_a_two_letter_shortcut_of_their_own_and_an_icon_that_is_drawn() -> None:
    types = READ["ticket_types"]

    assert all(len(drafted["shortcut"]) == 2 for drafted in types)
    assert len({drafted["shortcut"] for drafted in types}) == len(types)
    assert {drafted["icon"] for drafted in types} <= ICONS


def test_statutory_days_are_those_of_the_law() -> None:
    days = {drafted["code"]: drafted.get("due_days") for drafted in READ["ticket_types"]}

    assert (days["bill-complaint"], days["discount"], days["meter-fault"]) == (14, 30, 14)


def test_every_type_publishes(db: None) -> None:
    versions = definitions.load(by=None, at=NOW)

    assert [version.ticket_type.code for version in versions] == [drafted["code"] for drafted in READ["ticket_types"]]
    assert all(version.definition["fields"] for version in versions)
    reporting = {version.ticket_type.code: version.ticket_type.reporting for version in versions}
    assert (reporting["no-power"], reporting["hazard"]) == ("outage", "hazard")


def _counts() -> dict[str, int]:
    models: list[Any] = [Category, Dictionary, DictionaryEntry, TicketType, FormVersion]
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_keeps_what_others_added() -> None:
    definitions.load(by=None, at=NOW)
    theirs = DictionaryEntry.objects.create(
        dictionary=Dictionary.objects.get(code="extent"), code="district", label_pl="powiat", sort_order=9
    )
    before = _counts()

    definitions.load(by=None, at=NOW)

    assert _counts() == {**before, "FormVersion": before["FormVersion"] + 3}
    assert DictionaryEntry.objects.filter(pk=theirs.pk).exists()
