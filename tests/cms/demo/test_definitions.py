"""The starter definitions can be used as they come: they publish, speak both languages, and load again unchanged."""

from collections.abc import Iterator
from typing import Any

import pytest

from cms.demo import definitions
from tests.conftest import NOW
from ticketforms.drafting import draft_type
from ticketforms.models import Category, Dictionary, DictionaryEntry, FormVersion, TextTemplate, TicketType
from ticketforms.package import export, written

ICONS = {
    *("bolt", "hazard", "lamp", "meter", "invoice", "coin", "plug", "question"),
    *("calendar", "heart", "wave", "note", "camera", "user", "shield", "tools"),
}
READ = definitions.read()


def _labels() -> Iterator[tuple[str, str, str]]:
    for listed in (*READ["categories"], *READ["dictionaries"], *READ["types"]):
        yield listed["code"], listed["label_pl"], listed["label_en"]
    for text in READ["texts"]:
        yield text["code"], text["label_pl"], text["label_en"]
        yield f"{text['code']}, text", text["text_pl"], text["text_en"]
    for dictionary in READ["dictionaries"]:
        for entry in dictionary["entries"]:
            yield f"{dictionary['code']}.{entry['code']}", entry["label_pl"], entry["label_en"]
    for ticket_type in READ["types"]:
        for field in ticket_type["fields"]:
            yield f"{ticket_type['code']}.{field['code']}", field["label_pl"], field["label_en"]
            for text in ("help", "say"):
                spoken = field.get(f"{text}_pl", "-"), field.get(f"{text}_en", "-")
                yield f"{ticket_type['code']}.{field['code']}, {text}", *spoken
        for rule in ticket_type.get("rules", ()):
            yield f"{ticket_type['code']}.{rule['code']}", rule["description_pl"], rule["description_en"]
            for effect in rule["effects"]:
                yield (
                    f"{ticket_type['code']}.{rule['code']}, text",
                    effect.get("text_pl", "-"),
                    effect.get("text_en", "-"),
                )


def test_every_text_is_there_in_both_languages() -> None:
    missing = [code for code, polish, english in _labels() if not (polish.strip() and english.strip())]

    assert missing == []


def test_types_have_a_two_letter_shortcut_of_their_own_and_an_icon_that_is_drawn() -> None:
    types = READ["types"]

    assert all(len(drafted["shortcut"]) == 2 for drafted in types)
    assert len({drafted["shortcut"] for drafted in types}) == len(types)
    assert {drafted["icon"] for drafted in types} <= ICONS


def test_statutory_days_are_those_of_the_law() -> None:
    days = {drafted["code"]: drafted.get("due_days") for drafted in READ["types"]}

    assert (days["bill-complaint"], days["discount"], days["meter-fault"]) == (14, 30, 14)


def test_every_type_publishes(db: None) -> None:
    versions = definitions.load(by=None, at=NOW)

    in_order = sorted(READ["types"], key=lambda drafted: drafted["sort_order"])
    assert [version.ticket_type.code for version in versions] == [drafted["code"] for drafted in in_order]
    assert all(version.definition["fields"] for version in versions)
    reporting = {version.ticket_type.code: version.ticket_type.reporting for version in versions}
    assert (reporting["no-power"], reporting["hazard"]) == ("outage", "hazard")


def test_loaded_they_are_exported_as_the_file_has_them(db: None) -> None:
    definitions.load(by=None, at=NOW)

    exported = export()

    for ticket_type in exported["types"]:
        del ticket_type["fingerprint"]
    assert written(exported) == written(READ)


def _counts() -> dict[str, int]:
    models: list[Any] = [Category, Dictionary, DictionaryEntry, TicketType, FormVersion, TextTemplate]
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_keeps_what_others_added() -> None:
    definitions.load(by=None, at=NOW)
    theirs = DictionaryEntry.objects.create(
        dictionary=Dictionary.objects.get(code="extent"), code="district", label_pl="powiat", sort_order=9
    )
    before = _counts()

    definitions.load(by=None, at=NOW)

    # Three forms offer the entry that was added.
    assert _counts() == {**before, "FormVersion": before["FormVersion"] + 3}
    assert DictionaryEntry.objects.filter(pk=theirs.pk, is_retired=False).exists()


def test_a_type_that_somebody_is_drafting_is_left_to_them(db: None) -> None:
    definitions.load(by=None, at=NOW)
    praise = TicketType.objects.get(code="compliment")
    draft_type(
        code="compliment", shortcut="PO", label_pl="Moja pochwała", label_en="", category=praise.category,
        icon="heart", reporting="other", fields=[], by=None, at=NOW,
    )  # fmt: skip

    definitions.load(by=None, at=NOW)

    praise.refresh_from_db()
    assert (praise.label_pl, praise.get_latest_revision_as_object().label_pl) == ("Pochwała", "Moja pochwała")
