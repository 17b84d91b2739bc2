"""Administrators keep dictionaries: in a table, one entry at a time, two at once, by rights and with a record."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import ModelLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from tests.conftest import NOW, NewUser
from ticketforms.entries import UnableToKeep, keep_entry
from ticketforms.models import Dictionary, DictionaryAttribute, DictionaryEntry, FormVersion, TicketType
from ticketforms.publishing import UnableToPublish, publish


@pytest.fixture
def administrator(client: Client, new_user: NewUser) -> User:
    user = new_user("administrator")
    client.force_login(user)
    return user


@pytest.fixture
def town(db: None) -> Dictionary:
    town = Dictionary.objects.create(code="town", label_pl="Miejscowość", label_en="Town")
    for order, (code, label) in enumerate([("lodz", "Łódź"), ("zabki", "Ząbki")]):
        DictionaryEntry.objects.create(dictionary=town, code=code, label_pl=label, sort_order=order)
    return town


@pytest.fixture
def street(town: Dictionary) -> Dictionary:
    street = Dictionary.objects.create(code="street", label_pl="Ulica", label_en="Street", parent=town)
    lodz = town.entries.get(code="lodz")
    for order, label in enumerate(["Łąkowa", "Polna"]):
        code = label.lower().replace("ł", "l").replace("ą", "a")
        DictionaryEntry.objects.create(dictionary=street, code=code, label_pl=label, parent=lodz, sort_order=order)
    return street


def _entry(dictionary: Dictionary, code: str) -> DictionaryEntry:
    return DictionaryEntry.objects.get(dictionary=dictionary, code=code)


def _page(entry: DictionaryEntry) -> str:
    return reverse("ticketforms:entry_page", args=[entry.dictionary_id, entry.code])


def _table(dictionary: Dictionary) -> str:
    return reverse("ticketforms:entry_table", args=[dictionary.pk])


def _sent(client: Client, entry: DictionaryEntry, **changed: str) -> dict[str, Any]:
    """What the entry's page would send back, with these changes."""
    form = client.get(_page(entry)).context["form"]
    values = {bound.name: bound.value() for bound in form}
    return {name: value for name, value in (values | changed).items() if value not in (None, False)}


def _told(dictionary: Dictionary) -> list[str]:
    with override("en"):
        entries = ModelLogEntry.objects.for_instance(dictionary).filter(action="ticketforms.dictionary.change")
        return [entry.message for entry in entries.order_by("timestamp", "pk")]


def test_an_entry_is_changed_on_its_own_page_and_the_record_says_how(
    client: Client, administrator: User, street: Dictionary
) -> None:
    polna = _entry(street, "polna")

    reply = client.post(
        _page(polna),
        _sent(client, polna, label_pl="Polna Dolna", synonyms="Stara", parent="zabki", valid_to="2027-01-01"),
    )

    polna.refresh_from_db()
    assert reply.status_code == 302
    assert (polna.label_pl, polna.parent, polna.folded) == (
        "Polna Dolna",
        DictionaryEntry.objects.get(code="zabki"),
        " polna dolna stara",
    )
    assert _told(street) == [
        "“Polna” is now “Polna Dolna”. “Polna Dolna” belongs to “Ząbki”. "
        "“Polna Dolna” is in use from – until 2027-01-01. “Polna Dolna” has other names to be found by."
    ]


def test_an_entry_says_what_its_dictionary_asks_of_it(client: Client, administrator: User, town: Dictionary) -> None:
    for code, kind in [("teryt", "text"), ("people", "number"), ("is_city", "yes_no"), ("since", "date")]:
        DictionaryAttribute.objects.create(dictionary=town, code=code, kind=kind, label_pl=code)
    lodz = _entry(town, "lodz")
    said = {"attribute-teryt": "1061011", "attribute-people": "650000", "attribute-is_city": "true"}

    client.post(_page(lodz), _sent(client, lodz, **said, **{"attribute-since": "1423-07-29"}))

    lodz.refresh_from_db()
    assert lodz.attributes == {"teryt": "1061011", "people": "650000", "is_city": "true", "since": "1423-07-29"}


def test_an_entry_is_retired_in_favour_of_another(client: Client, administrator: User, street: Dictionary) -> None:
    polna = _entry(street, "polna")

    client.post(_page(polna), _sent(client, polna, is_retired="on", replaced_by="lakowa"))

    polna.refresh_from_db()
    assert (polna.is_retired, polna.replaced_by) == (True, _entry(street, "lakowa"))
    assert _told(street) == ["“Polna” is retired; “Łąkowa” follows it."]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"parent": "nowhere"}, "parent"),
        ({"replaced_by": "polna"}, "replaced_by"),
        ({"code": "lakowa"}, "code"),
        ({"label_pl": ""}, "label_pl"),
        ({"valid_from": "2027-01-01", "valid_to": "2026-01-01"}, "valid_to"),
    ],
)
def test_what_an_entry_cannot_be_is_said_at_its_field(
    client: Client, administrator: User, street: Dictionary, changed: dict[str, str], field: str
) -> None:
    polna = _entry(street, "polna")

    reply = client.post(_page(polna), _sent(client, polna, **changed))

    assert list(reply.context["form"].errors) == [field]
    assert _told(street) == []


def test_of_two_who_change_an_entry_at_once_the_second_reads_that_it_was_changed_and_loses_nothing(
    client: Client, administrator: User, street: Dictionary
) -> None:
    polna = _entry(street, "polna")
    hers = _sent(client, polna, label_en="Field Street")
    client.post(_page(polna), _sent(client, polna, abbreviation="POL"))

    refused = client.post(_page(polna), hers)

    polna.refresh_from_db()
    assert (polna.abbreviation, polna.label_en) == ("POL", "")
    assert refused.context["form"].non_field_errors()
    assert refused.context["form"]["label_en"].value() == "Field Street"
    again = {bound.name: bound.value() for bound in refused.context["form"] if bound.value() not in (None, False)}
    assert client.post(_page(polna), again).status_code == 302


def test_of_two_who_change_a_dictionary_at_once_nobody_loses_an_entry(
    client: Client, administrator: User, town: Dictionary
) -> None:
    page = reverse("wagtailsnippets_ticketforms_dictionary:edit", args=[town.pk])
    seen = client.get(page).context["form"]["seen"].value()
    rows = [
        {"id": entry.pk, "label_pl": entry.label_pl, "label_en": "", "code": entry.code} for entry in town.entries.all()
    ]
    hers = nested_form_data(
        {
            "label_pl": "Miasto",
            "label_en": "",
            "code": "town",
            "seen": seen,
            "entries": inline_formset([*rows, {"id": "", "label_pl": "Radom", "code": "radom"}], initial=2),
            "attributes": inline_formset([]),
        }
    )
    keep_entry(entry=DictionaryEntry(dictionary=town, code="kutno", label_pl="Kutno"), by=None)

    refused = client.post(page, hers)

    assert refused.status_code == 200
    assert refused.context["form"].non_field_errors()
    again = client.post(page, hers | {"seen": refused.context["form"]["seen"].value()})
    assert again.status_code == 302
    assert {entry.code for entry in DictionaryEntry.objects.filter(dictionary=town)} == {
        "lodz",
        "zabki",
        "kutno",
        "radom",
    }
    assert _told(town)[-1] == "“Town” is now “Miasto”. New: “Radom”."


def test_a_row_is_added_under_what_is_chosen(client: Client, administrator: User, street: Dictionary) -> None:
    client.post(
        reverse("ticketforms:add_row", args=[street.pk]),
        {"label_pl": "Leśna", "label_en": "Forest St", "code": "", "parent": "zabki", "query": "parent=zabki"},
    )

    lesna = _entry(street, "lesna")
    assert (lesna.parent, lesna.sort_order) == (DictionaryEntry.objects.get(code="zabki"), 2)


def test_marked_rows_are_moved_together(client: Client, administrator: User, street: Dictionary) -> None:
    moved = reverse("ticketforms:move_rows", args=[street.pk])

    client.post(moved, {"row": ["lakowa", "polna"], "to": "zabki"})

    assert set(DictionaryEntry.objects.filter(parent__code="zabki").values_list("code", flat=True)) == {
        "lakowa",
        "polna",
    }
    client.post(moved, {"row": ["polna"], "to-typed": "nowhere", "to": ""})
    assert _entry(street, "polna").parent is not None
    client.post(moved, {"to": "lodz"})
    assert len(_told(street)) == 1


def test_a_row_comes_earlier_or_later(client: Client, administrator: User, street: Dictionary) -> None:
    moved = reverse("ticketforms:move_rows", args=[street.pk])

    client.post(moved, {"step": "up:polna"})
    client.post(moved, {"step": "up:polna"})

    assert [entry.code for entry in street.entries.all()] == ["polna", "lakowa"]
    assert _told(street) == ["The entries come in another order."]


def test_a_tree_does_not_come_to_grow_out_of_itself(town: Dictionary) -> None:
    lodz, zabki = town.entries.order_by("code")
    zabki.parent = lodz
    keep_entry(entry=zabki, by=None)
    lodz.parent = zabki

    with pytest.raises(UnableToKeep) as unable:
        keep_entry(entry=lodz, by=None)

    assert unable.value.part == "parent"


def test_the_table_finds_entries_by_name_parent_and_state(
    client: Client, administrator: User, street: Dictionary
) -> None:
    DictionaryEntry.objects.filter(code="polna").update(is_retired=True)

    def found(**asked: str) -> list[str]:
        return [row.entry.code for row in client.get(_table(street), asked).context["table"].rows]

    assert found() == ["lakowa"]
    assert found(state="all", typed="POLNA") == ["polna"]
    assert found(state="retired") == ["polna"]
    assert found(parent="zabki") == []
    assert found(typed="lako", page="999") == ["lakowa"]
    assert found(page="x", state="x") == ["lakowa"]


def test_the_table_asks_the_database_as_often_for_a_page_as_for_two_rows(
    client: Client, administrator: User, street: Dictionary
) -> None:
    client.get(_table(street))
    with CaptureQueriesContext(connection) as few:
        client.get(_table(street))
    lodz = DictionaryEntry.objects.get(code="lodz")
    DictionaryEntry.objects.bulk_create(
        DictionaryEntry(dictionary=street, code=f"n{number}", label_pl=f"Nowa {number}", parent=lodz)
        for number in range(200)
    )

    with CaptureQueriesContext(connection) as many:
        reply = client.get(_table(street))

    assert (len(reply.context["table"].rows), reply.context["table"].pages) == (50, 5)
    assert len(many) == len(few)


def test_an_entry_nobody_needs_is_deleted_and_others_are_not(
    client: Client, administrator: User, street: Dictionary
) -> None:
    lodz, zabki = DictionaryEntry.objects.get(code="lodz"), DictionaryEntry.objects.get(code="zabki")

    for entry in (lodz, zabki):
        client.post(reverse("ticketforms:entry_deletion", args=[entry.dictionary_id, entry.code]))

    assert set(DictionaryEntry.objects.values_list("code", flat=True)) == {"lodz", "lakowa", "polna"}


def test_a_dictionary_with_others_under_it_stays(client: Client, administrator: User, street: Dictionary) -> None:
    client.post(reverse("wagtailsnippets_ticketforms_dictionary:delete", args=[street.parent_id]))

    assert Dictionary.objects.filter(code="town").exists()


def test_a_tree_is_deleted_whole(client: Client, administrator: User, town: Dictionary) -> None:
    DictionaryEntry.objects.filter(code="zabki").update(parent=_entry(town, "lodz"))

    client.post(reverse("wagtailsnippets_ticketforms_dictionary:delete", args=[town.pk]))

    assert not DictionaryEntry.objects.exists()


def test_where_a_dictionary_is_used_is_told(client: Client, administrator: User, no_power_form: FormVersion) -> None:
    dictionary = Dictionary.objects.get(code="extent")

    uses = client.get(reverse("ticketforms:dictionary_uses", args=[dictionary.pk])).context["uses"]
    of_street = client.get(reverse("ticketforms:entry_page", args=[dictionary.pk, "street"])).context["uses"]
    of_flat = client.get(reverse("ticketforms:entry_page", args=[dictionary.pk, "flat"])).context["uses"]

    assert [(use.ticket_type.code, use.number, use.is_published) for use in uses] == [("no-power", 1, True)] * 2
    assert (len(of_street), len(of_flat)) == (2, 1)


@pytest.fixture
def keepers(street: Dictionary, administrator: User) -> Group:
    """A role that alone may see and change streets; the administrator does not play it."""
    keepers = Group.objects.create(name="Keepers of streets")
    street.kept_by.add(keepers)
    return keepers


def test_a_dictionary_that_is_kept_by_a_role_is_changed_by_nobody_else(
    client: Client, administrator: User, street: Dictionary, keepers: Group
) -> None:
    polna = _entry(street, "polna")
    doors: list[tuple[Any, str, dict[str, str]]] = [
        (client.get, reverse("wagtailsnippets_ticketforms_dictionary:edit", args=[street.pk]), {}),
        (client.get, _page(polna), {}),
        (client.post, reverse("ticketforms:add_row", args=[street.pk]), {"label_pl": "Nowa"}),
        (client.post, reverse("ticketforms:move_rows", args=[street.pk]), {"row": "polna", "to": "zabki"}),
        (client.post, reverse("ticketforms:entry_deletion", args=[street.pk, "polna"]), {}),
        (client.post, reverse("wagtailsnippets_ticketforms_dictionary:delete", args=[street.pk]), {}),
    ]

    for knock, address, data in doors:
        assert knock(address, data).status_code in (302, 403)

    assert client.get(_table(street)).status_code == 200
    assert [entry.label_pl for entry in street.entries.all()] == ["Łąkowa", "Polna"]
    administrator.groups.add(keepers)
    assert client.get(_page(polna)).status_code == 200


def test_a_dictionary_that_a_role_alone_may_see_is_not_there_for_others(
    client: Client, administrator: User, street: Dictionary, keepers: Group
) -> None:
    street.seen_by.add(keepers)

    assert client.get(_table(street)).status_code == 404
    assert client.get(reverse("ticketforms:dictionary_uses", args=[street.pk])).status_code == 404
    assert "street" not in client.get(reverse("wagtailsnippets_ticketforms_dictionary:list")).content.decode()


def test_an_agent_keeps_no_dictionary(client: Client, new_user: NewUser, street: Dictionary) -> None:
    client.force_login(new_user("agent"))

    assert client.get(_table(street)).status_code in (302, 403)


def test_a_long_dictionary_has_a_table_and_no_rows_on_its_own_page(
    client: Client, administrator: User, town: Dictionary
) -> None:
    page = reverse("wagtailsnippets_ticketforms_dictionary:edit", args=[town.pk])
    assert "entries" in client.get(page).context["form"].formsets
    DictionaryEntry.objects.bulk_create(
        DictionaryEntry(dictionary=town, code=f"t{number}", label_pl=f"T {number}") for number in range(60)
    )

    reply = client.get(page)

    assert "entries" not in reply.context["form"].formsets
    assert _table(town) in reply.content.decode()


def test_a_draft_whose_dictionary_was_deleted_opens_says_so_and_is_not_published(
    client: Client, administrator: User, no_power_type: TicketType
) -> None:
    Dictionary.objects.get(code="extent").delete()
    page = reverse("wagtailsnippets_ticketforms_tickettype:edit", args=[no_power_type.pk])

    opened = client.get(page)

    assert opened.status_code == 200
    assert "__CODE__ (" in opened.content.decode()
    with override("en"), pytest.raises(UnableToPublish, match="“extent” is not there any more"):
        publish(ticket_type=no_power_type, by=None, at=NOW)
