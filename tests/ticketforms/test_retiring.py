"""What somebody answered by is not deleted; the administrator reads what to do instead."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from tests.conftest import NO_POWER_FIELDS, NOW, NewUser, draft_no_power
from ticketforms.models import Category, Dictionary, DictionaryEntry, FormVersion, TicketType
from ticketforms.publishing import publish
from ticketforms.retiring import StillNeeded, check_deletion, check_entry_deletion
from ticketforms.uses import uses_of


@pytest.fixture
def administrator(client: Client, new_user: NewUser) -> User:
    user = new_user("administrator")
    client.force_login(user)
    return user


def _posted(dictionary: Dictionary, entries: list[dict[str, Any]], code: str = "extent") -> dict[str, Any]:
    formset = inline_formset(entries, initial=dictionary.entries.count())
    facts = {"label_pl": "Zasięg", "label_en": "Extent", "code": code}
    return nested_form_data(facts | {"entries": formset, "attributes": inline_formset([])})


def _rows(dictionary: Dictionary) -> list[dict[str, Any]]:
    return [
        {"id": entry.pk, "label_pl": entry.label_pl, "label_en": entry.label_en, "code": entry.code}
        for entry in dictionary.entries.all()
    ]


def _edit(dictionary: Dictionary) -> str:
    return reverse("wagtailsnippets_ticketforms_dictionary:edit", args=[dictionary.pk])


@pytest.mark.parametrize("model", [TicketType, Dictionary, Category])
def test_what_published_forms_need_is_not_deleted(
    client: Client, administrator: User, no_power_form: FormVersion, model: type[TicketType | Dictionary | Category]
) -> None:
    thing = model._default_manager.get()

    reply = client.post(
        reverse(f"wagtailsnippets_ticketforms_{model._meta.model_name}:delete", args=[thing.pk]), follow=True
    )

    assert model._default_manager.filter(pk=thing.pk).exists()
    assert str(thing) in str(next(iter(reply.context["messages"])))


@pytest.fixture
def rows_form(no_power_type: TicketType) -> FormVersion:
    """A form that asks from the dictionary only within rows."""
    what = {"code": "what", "kind": "choice", "label_pl": "Co", "settings": {"dictionary": "extent"}}
    rows = {"code": "rows", "kind": "group", "label_pl": "Rzeczy", "settings": {"fields": [what]}}
    return publish(ticket_type=draft_no_power([rows]), by=None, at=NOW)


def test_what_is_asked_only_within_rows_is_not_deleted_either(
    client: Client, administrator: User, rows_form: FormVersion
) -> None:
    dictionary = Dictionary.objects.get()
    flat = dictionary.entries.get(code="flat")

    with pytest.raises(StillNeeded):
        check_deletion(dictionary)
    with pytest.raises(StillNeeded):
        check_entry_deletion(flat)
    uses = client.get(reverse("ticketforms:entry_page", args=[dictionary.pk, "flat"])).context["uses"]
    (use,) = uses
    assert use.number == 1
    assert "Rzeczy" in use.place


def test_where_a_dictionary_is_used_costs_as_much_with_many_versions_as_with_one(
    no_power_form: FormVersion, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dictionary = Dictionary.objects.get()
    with django_assert_num_queries(2):
        of_one = uses_of(dictionary)

    for text in ("a", "b", "c"):
        note = {"code": text, "kind": "text", "label_pl": text}
        publish(ticket_type=draft_no_power([*NO_POWER_FIELDS, note]), by=None, at=NOW)

    with django_assert_num_queries(2):
        of_many = uses_of(dictionary)
    assert [use.place for use in of_many] == [use.place for use in of_one]
    assert {use.number for use in of_many} == {4}


def test_a_dictionary_nobody_published_may_go(client: Client, administrator: User, no_power_type: TicketType) -> None:
    dictionary = Dictionary.objects.get()

    client.post(reverse("wagtailsnippets_ticketforms_dictionary:delete", args=[dictionary.pk]))

    assert not Dictionary.objects.exists()


def test_a_published_entry_is_not_deleted_but_may_be_retired(
    client: Client, administrator: User, no_power_form: FormVersion
) -> None:
    dictionary = Dictionary.objects.get()
    flat, street = _rows(dictionary)

    refused = client.post(_edit(dictionary), _posted(dictionary, [flat | {"DELETE": "1"}, street]))
    client.post(_edit(dictionary), _posted(dictionary, [flat | {"is_retired": "on"}, street]))

    assert refused.status_code == 200
    assert refused.context["form"].non_field_errors()
    assert dict(DictionaryEntry.objects.values_list("code", "is_retired")) == {"flat": True, "street": False}


@pytest.mark.parametrize("part", ["entry", "dictionary"])
def test_the_code_of_something_published_stays(
    client: Client, administrator: User, no_power_form: FormVersion, part: str
) -> None:
    dictionary = Dictionary.objects.get()
    flat, street = _rows(dictionary)
    data = {
        "entry": _posted(dictionary, [flat | {"code": "home"}, street]),
        "dictionary": _posted(dictionary, [flat, street], code="range"),
    }[part]

    reply = client.post(_edit(dictionary), data)

    assert reply.context["form"].errors
    dictionary.refresh_from_db()
    assert (dictionary.code, [entry.code for entry in dictionary.entries.all()]) == ("extent", ["flat", "street"])


def test_entries_are_kept_in_the_order_given(client: Client, administrator: User, no_power_type: TicketType) -> None:
    dictionary = Dictionary.objects.get()
    flat, street = _rows(dictionary)
    house = {"id": "", "label_pl": "dom", "label_en": "house", "code": "house"}

    client.post(
        _edit(dictionary), _posted(dictionary, [flat | {"ORDER": "3"}, street | {"ORDER": "1"}, house | {"ORDER": "2"}])
    )

    assert [entry.code for entry in dictionary.entries.all()] == ["street", "house", "flat"]


def test_a_draft_may_be_deleted(no_power_type: TicketType) -> None:
    check_deletion(no_power_type)


def test_the_reason_names_what_is_kept(no_power_form: FormVersion) -> None:
    with override("pl"), pytest.raises(StillNeeded, match="Brak prądu"):
        check_deletion(no_power_form.ticket_type)
