"""Choosing an entry: frozen or of a long dictionary, narrowed by another answer, in a tree, out of use since."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import NOW, NewUser
from ticketforms.answers import AnswersRefused, Checked, check
from ticketforms.building import build
from ticketforms.catalogue import entries_of
from ticketforms.compiling import Compiled, compile_form
from ticketforms.kinds import Given
from ticketforms.kinds.choice import MOST_FROZEN
from ticketforms.models import Dictionary, DictionaryEntry
from ticketforms.typeahead import find_entries

TODAY = date(2026, 11, 24)


@pytest.fixture
def town(db: None) -> Dictionary:
    town = Dictionary.objects.create(code="town", label_pl="Miejscowość", label_en="Town")
    for code, label in [("lodz", "Łódź"), ("zabki", "Ząbki")]:
        DictionaryEntry.objects.create(dictionary=town, code=code, label_pl=label)
    return town


@pytest.fixture
def street(town: Dictionary) -> Dictionary:
    """Łąkowa and Polna of Łódź, Boczna Łąkowa of Ząbki; of these, Polna also goes by another name."""
    lodz, zabki = town.entries.order_by("code")
    street = Dictionary.objects.create(code="street", label_pl="Ulica", label_en="Street", parent=town)
    for code, label, parent, synonyms in [
        ("boczna", "Boczna Łąkowa", zabki, ""),
        ("lakowa", "Łąkowa", lodz, ""),
        ("polna", "Polna", lodz, "Armii Ludowej, Stara"),
    ]:
        DictionaryEntry.objects.create(
            dictionary=street,
            code=code,
            label_pl=label,
            parent=parent,
            synonyms=synonyms,
            abbreviation=code[:1].upper(),
        )
    return street


@pytest.fixture
def long_street(street: Dictionary) -> Dictionary:
    """The same among so many that no version holds them."""
    zabki = DictionaryEntry.objects.get(code="zabki")
    DictionaryEntry.objects.bulk_create(
        DictionaryEntry(dictionary=street, code=f"n{number}", label_pl=f"Nowa {number}", parent=zabki, sort_order=9)
        for number in range(MOST_FROZEN)
    )
    return street


def _field(code: str, kind: str, **settings: Any) -> dict[str, Any]:
    return {"code": code, "kind": kind, "label_pl": code, "label_en": code, "settings": settings}


TOWN = _field("town", "choice", dictionary="town")
STREET = _field("street", "cascade", dictionary="street", narrowed_by="town")


def _compiled(*fields: dict[str, Any]) -> Compiled:
    return compile_form(fields, entries_of)


def _checked(definition: Mapping[str, Any], given: Given | None = None, **raw: Any) -> Checked:
    return check(definition, raw, given=given or Given(at=NOW))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["boczna", "lakowa", "polna"]),
        ("lakowa", ["lakowa", "boczna"]),
        ("ŁĄK", ["lakowa", "boczna"]),
        ("armii lud", ["polna"]),
        ("P", ["polna"]),
        ("łąk boczna", ["boczna"]),
        ("akowa", []),
        ("%", ["boczna", "lakowa", "polna"]),
        ("\0", ["boczna", "lakowa", "polna"]),
    ],
)
def test_an_entry_is_found_by_its_names_those_that_begin_so_first(
    street: Dictionary, typed: str, found: list[str]
) -> None:
    assert [entry.code for entry in find_entries("street", typed, on=TODAY)] == found


def test_only_entries_of_the_parent_are_found_when_one_is_chosen(street: Dictionary) -> None:
    assert [entry.code for entry in find_entries("street", "lak", on=TODAY, parents=["lodz"])] == ["lakowa"]
    assert find_entries("street", "lak", on=TODAY, parents=[]) == []


@pytest.mark.parametrize(
    ("facts", "is_offered"),
    [
        ({"valid_from": TODAY}, True),
        ({"valid_from": date(2026, 11, 25)}, False),
        ({"valid_to": date(2026, 11, 25)}, True),
        ({"valid_to": TODAY}, False),
        ({"is_retired": True}, False),
    ],
)
def test_an_entry_is_offered_from_its_first_day_until_before_its_last(
    street: Dictionary, facts: dict[str, Any], is_offered: bool
) -> None:
    DictionaryEntry.objects.filter(code="polna").update(**facts)

    assert ("polna" in [entry["code"] for entry in entries_of("street", TODAY)]) is is_offered
    assert ("polna" in [entry.code for entry in find_entries("street", "", on=TODAY)]) is is_offered


def test_a_version_holds_what_its_entries_say(street: Dictionary) -> None:
    assert entries_of("street", TODAY)[2] == {
        "code": "polna",
        "label_pl": "Polna",
        "label_en": "",
        "abbreviation": "P",
        "synonyms": ["Armii Ludowej", "Stara"],
        "parent": "lodz",
    }


def test_a_choice_is_narrowed_by_the_answer_before_it(street: Dictionary) -> None:
    definition = _compiled(TOWN, STREET).definition

    checked = _checked(definition, town="lodz", street="polna")

    assert checked.answers["street"]["text_pl"] == "Polna"
    with pytest.raises(AnswersRefused) as refused:
        _checked(definition, town="lodz", street="boczna")
    assert list(refused.value.errors) == ["street"]


def test_a_long_dictionary_is_not_in_the_version_and_its_answer_is_looked_up(long_street: Dictionary) -> None:
    definition = _compiled(TOWN, STREET).definition

    checked = _checked(definition, town="lodz", street="polna")

    assert definition["fields"][1]["settings"] == {"dictionary": "street", "narrowed_by": "town", "is_long": True}
    assert (checked.answers["street"]["value"], checked.answers["street"]["text_pl"]) == ("polna", "Polna")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ({"town": "lodz", "street": "boczna"}, "does not belong"),
        ({"town": "", "street": "polna"}, "Answer first"),
        ({"town": "lodz", "street": "nowhere"}, "listed answers"),
        ({"town": "lodz", "street": "\0"}, "listed answers"),
        ({"town": "lodz", "street": "x" * 5000}, "listed answers"),
        ({"town": "lodz", "street": ["polna"]}, "listed answers"),
    ],
)
def test_an_entry_of_a_long_dictionary_must_be_there_and_belong(
    long_street: Dictionary, raw: dict[str, Any], reason: str
) -> None:
    definition = _compiled(TOWN, STREET).definition

    with pytest.raises(AnswersRefused) as refused:
        _checked(definition, **raw)

    assert reason in refused.value.errors["street"]


def test_a_retired_entry_of_a_long_dictionary_is_refused_by_the_name_of_its_follower(long_street: Dictionary) -> None:
    definition = _compiled(TOWN, STREET).definition
    lakowa = DictionaryEntry.objects.get(code="lakowa")
    DictionaryEntry.objects.filter(code="polna").update(is_retired=True, replaced_by=lakowa)

    with pytest.raises(AnswersRefused, match="“Polna” is not used any more: choose “Łąkowa”"):
        _checked(definition, town="lodz", street="polna")


def test_a_ticket_keeps_an_entry_that_was_retired_since(long_street: Dictionary) -> None:
    definition = _compiled(TOWN, STREET).definition
    kept = _checked(definition, town="lodz", street="polna").answers
    DictionaryEntry.objects.filter(code="polna").update(is_retired=True)

    again = _checked(definition, Given(at=NOW, kept=kept), town="lodz", street="polna")
    shown = build(definition, given=Given(at=NOW, kept=kept), answers={"town": "lodz", "street": "polna"})

    assert again.answers["street"]["text_pl"] == "Polna"
    assert shown.fields[1].value == "polna"


def test_a_ticket_shows_an_entry_whose_dictionary_is_gone(long_street: Dictionary) -> None:
    definition = _compiled(TOWN, STREET).definition
    kept = _checked(definition, town="lodz", street="polna").answers
    long_street.entries.all().delete()
    long_street.delete()

    shown = build(definition, given=Given(at=NOW, kept=kept), answers={"town": "lodz", "street": "polna"})

    assert kept["street"]["text_pl"] == "Polna"
    assert shown.fields[1].value == "polna"
    with pytest.raises(AnswersRefused):
        _checked(definition, town="lodz", street="polna")


def test_an_entry_frozen_with_its_last_day_is_not_taken_on_it(street: Dictionary) -> None:
    DictionaryEntry.objects.filter(code="lodz").update(valid_to=date(2026, 11, 30))
    definition = compile_form([TOWN], lambda code: entries_of(code, TODAY)).definition

    kept = _checked(definition, town="lodz").answers["town"]

    assert kept["text_pl"] == "Łódź"
    with pytest.raises(AnswersRefused, match="not used any more"):
        _checked(definition, Given(at=NOW.replace(month=12)), town="lodz")


def test_a_node_of_a_tree_is_told_with_what_is_above_it(db: None) -> None:
    cause = Dictionary.objects.create(code="cause", label_pl="Przyczyna", label_en="Cause")
    weather = DictionaryEntry.objects.create(dictionary=cause, code="weather", label_pl="pogoda", label_en="weather")
    DictionaryEntry.objects.create(dictionary=cause, code="wind", label_pl="wiatr", label_en="wind", parent=weather)
    definition = _compiled(_field("cause", "tree", dictionary="cause", ends_only=True)).definition

    checked = _checked(definition, cause="wind")
    (field,) = build(definition, given=Given(at=NOW), language="en").fields

    assert (checked.answers["cause"]["text_pl"], checked.answers["cause"]["text_en"]) == (
        "pogoda › wiatr",
        "weather › wind",
    )
    assert [option.code for option in field.options] == ["wind"]
    with pytest.raises(AnswersRefused, match="has branches"):
        _checked(definition, cause="weather")


def test_a_tree_that_bites_its_tail_is_still_drawn(db: None) -> None:
    cause = Dictionary.objects.create(code="cause", label_pl="Przyczyna")
    first = DictionaryEntry.objects.create(dictionary=cause, code="first", label_pl="pierwsza")
    second = DictionaryEntry.objects.create(dictionary=cause, code="second", label_pl="druga", parent=first)
    DictionaryEntry.objects.filter(pk=first.pk).update(parent=second)
    definition = _compiled(_field("cause", "tree", dictionary="cause")).definition

    assert _checked(definition, cause="first").answers["cause"]["text_pl"].endswith("pierwsza")


@pytest.mark.parametrize(
    ("field", "part"),
    [
        (_field("street", "choice", dictionary="gone"), "dictionary"),
        (_field("street", "choice"), "dictionary"),
        (_field("street", "cascade", dictionary="street"), "narrowed_by"),
        (_field("street", "multi_choice", dictionary="street"), "dictionary"),
    ],
)
def test_a_field_that_nobody_could_answer_is_not_published(
    long_street: Dictionary, field: dict[str, Any], part: str
) -> None:
    (trouble,) = _compiled(field).troubles

    assert trouble.part == part


@pytest.mark.parametrize("before", [[], [_field("town", "text")], [_field("town", "choice", dictionary="street")]])
def test_a_cascade_is_narrowed_by_an_earlier_choice_of_what_is_above(
    street: Dictionary, before: list[dict[str, Any]]
) -> None:
    (trouble,) = _compiled(*before, STREET).troubles

    assert (trouble.code, trouble.part) == ("street", "narrowed_by")


def test_a_rule_about_a_long_dictionary_names_an_entry_of_it(long_street: Dictionary) -> None:
    rule = {"subject": "street", "operator": "is", "value": "nowhere"}
    note = _field("note", "text") | {"visible_when": rule}

    (trouble,) = _compiled(TOWN, STREET, note).troubles

    assert "nowhere" in trouble.message
    assert not _compiled(TOWN, STREET, note | {"visible_when": rule | {"value": "polna"}}).troubles


def _ask(client: Client, **asked: str) -> Any:
    return client.post(reverse("ticketforms:entries"), {"dictionary": "street", **asked})


def test_an_agent_is_told_entries_while_typing(client: Client, new_user: NewUser, street: Dictionary) -> None:
    client.force_login(new_user("agent"))

    assert _ask(client, text="lak", parent="zabki").json() == {
        "entries": [{"code": "boczna", "label": "Boczna Łąkowa", "abbreviation": "B", "path": "Ząbki"}]
    }
    assert _ask(client, code="polna").json()["entries"][0]["label"] == "Polna"
    assert _ask(client, code="nowhere").json() == {"entries": []}


def test_the_door_of_entries_is_closed_to_whoever_answers_nothing(
    client: Client, new_user: NewUser, street: Dictionary
) -> None:
    client.force_login(new_user("display"))
    assert _ask(client, text="lak").status_code in (302, 403)

    client.force_login(new_user("agent"))
    assert client.get(reverse("ticketforms:entries")).status_code == 405


def test_typing_asks_the_database_as_often_for_many_entries_as_for_few(
    client: Client, new_user: NewUser, street: Dictionary
) -> None:
    client.force_login(new_user("agent"))
    _ask(client, text="nowa")

    with CaptureQueriesContext(
        connection,
    ) as few:
        _ask(client, text="nowa", parent="zabki")
    zabki = DictionaryEntry.objects.get(code="zabki")
    DictionaryEntry.objects.bulk_create(
        (
            DictionaryEntry(dictionary=street, code=f"n{number}", label_pl=f"Stara Nowa {number}", parent=zabki)
            for number in range(50_000)
        ),
        batch_size=5_000,
    )
    with CaptureQueriesContext(connection) as many:
        reply = _ask(client, text="nowa", parent="zabki")

    assert len(reply.json()["entries"]) == 20
    assert len(many) == len(few)
