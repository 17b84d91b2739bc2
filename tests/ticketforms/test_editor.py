"""An administrator drafts and publishes a type in Wagtail's admin; what cannot be asked is not published."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail.users.models import UserProfile

from tests.conftest import NO_POWER_FIELDS, NOW, NewUser, draft_no_power
from ticketforms.catalogue import published_form
from ticketforms.models import Category, FormVersion, TicketType
from ticketforms.publishing import UnableToPublish, publish

pytestmark = pytest.mark.usefixtures("no_block_definitions")


@pytest.fixture
def administrator(client: Client, new_user: NewUser) -> User:
    user = new_user("administrator")
    client.force_login(user)
    return user


def _posted(fields: list[tuple[str, dict[str, Any]]], **changed: str) -> dict[str, Any]:
    """What the editor's page sends for a type with these fields."""
    blocks = [
        (kind, {"label_en": "", "help_pl": "", "help_en": "", "code": "", "visible_when": "null"} | value)
        for kind, value in fields
    ]
    facts = {
        "label_pl": "Brak prądu",
        "label_en": "No power",
        "code": "no-power",
        "shortcut": "BP",
        "icon": "bolt",
        "category": str(Category.objects.get(code="fault").pk),
        "reporting": "outage",
        "is_groupable": "on",
        "default_priority": "4",
        "due_days": "",
        "sort_order": "0",
        "reopen_days": "30",
    }
    return nested_form_data(
        facts | {"fields": streamfield(blocks), "stages": streamfield([]), "rules": streamfield([])} | changed
    )


def _edit(ticket_type: TicketType) -> str:
    return reverse("wagtailsnippets_ticketforms_tickettype:edit", args=[ticket_type.pk])


ASKED = ("yes_no", {"label_pl": "Czy ktoś jest ranny?", "requirement": "save"})
RULE = {"subject": "czy_ktos_jest_ranny", "operator": "is", "value": True}
HOW_MANY = (
    "integer",
    {"label_pl": "Ilu?", "minimum": "1", "maximum": "", "unit": "", "visible_when": json.dumps(RULE)},
)


def test_publishing_in_the_editor_makes_the_version_agents_see(
    client: Client, administrator: User, no_power_form: FormVersion
) -> None:
    data = _posted([ASKED, HOW_MANY]) | {"action-publish": "yes"}

    client.post(_edit(no_power_form.ticket_type), data)

    version = published_form("no-power").version
    assert (version.number, version.published_by) == (2, administrator)
    assert [field["code"] for field in version.definition["fields"]] == ["czy_ktos_jest_ranny", "ilu"]
    assert version.definition["fields"][1]["visible_when"] == RULE
    assert version.definition["fields"][1]["settings"] == {"minimum": 1}


def test_saving_a_draft_changes_nothing_for_agents(
    client: Client, administrator: User, no_power_form: FormVersion
) -> None:
    client.post(_edit(no_power_form.ticket_type), _posted([ASKED], label_pl="Ciemno"))

    form = published_form("no-power")
    assert (form.version, form.ticket_type.label_pl) == (no_power_form, "Brak prądu")
    draft = TicketType.objects.get().get_latest_revision_as_object()
    assert (draft.label_pl, len(draft.fields)) == ("Ciemno", 1)


@pytest.mark.parametrize(
    ("fields", "advice"),
    [
        ([HOW_MANY, ASKED], "does not come before"),
        ([HOW_MANY], "not in the form"),
        ([ASKED, ASKED], "has this code"),
        ([("choice", {"label_pl": "Co?", "dictionary": ""})], "dictionary"),
        ([ASKED, (HOW_MANY[0], HOW_MANY[1] | {"minimum": "5", "maximum": "2"})], "below the smallest"),
        ([ASKED, (HOW_MANY[0], HOW_MANY[1] | {"visible_when": json.dumps(RULE | {"value": "perhaps"})})], "yes or no"),
        (
            [ASKED, (HOW_MANY[0], HOW_MANY[1] | {"visible_when": json.dumps(RULE | {"operator": "at_least"})})],
            "compared",
        ),
        ([ASKED, (HOW_MANY[0], HOW_MANY[1] | {"visible_when": json.dumps({"x": 1})})], "unknown part"),
        ([ASKED, (HOW_MANY[0], HOW_MANY[1] | {"visible_when": json.dumps(RULE | {"value": []})})], "one value"),
        ([ASKED, (HOW_MANY[0], HOW_MANY[1] | {"visible_when": json.dumps(RULE | {"value": None})})], "compare with"),
        (
            [ASKED, (HOW_MANY[0], HOW_MANY[1] | {"visible_when": json.dumps(RULE | {"subject": ""})})],
            "Choose which field",
        ),
    ],
)
def test_what_cannot_be_asked_is_shown_at_its_field_and_not_published(
    client: Client, administrator: User, no_power_form: FormVersion, fields: list[Any], advice: str
) -> None:
    speaks_english = UserProfile.get_for_user(administrator)
    speaks_english.preferred_language = "en"
    speaks_english.save()

    reply = client.post(_edit(no_power_form.ticket_type), _posted(fields) | {"action-publish": "yes"})

    assert reply.status_code == 200
    shown = reply.context["form"].errors.as_data()["fields"][0].as_json_data()
    assert advice in json.dumps(shown)
    assert published_form("no-power").version == no_power_form
    assert FormVersion.objects.count() == 1


@pytest.mark.parametrize("saves_draft_first", [False, True])
def test_a_field_that_tickets_know_keeps_its_code(
    client: Client, administrator: User, no_power_form: FormVersion, saves_draft_first: bool
) -> None:
    ticket_type, publishing = no_power_form.ticket_type, {"action-publish": "yes"}
    client.post(_edit(ticket_type), _posted([ASKED, HOW_MANY]) | publishing)
    ticket_type.refresh_from_db()
    ids = {f"fields-{index}-id": block.id for index, block in enumerate(ticket_type.fields)}
    renamed = (ASKED[0], ASKED[1] | {"code": "ranni"})
    how_many = (HOW_MANY[0], HOW_MANY[1] | {"visible_when": json.dumps(RULE | {"subject": "ranni"})})
    data = _posted([renamed, how_many]) | ids
    if saves_draft_first:
        client.post(_edit(ticket_type), data)

    reply = client.post(_edit(ticket_type), data | publishing)

    assert reply.status_code == 200
    assert "czy_ktos_jest_ranny" in json.dumps(reply.context["form"].errors.as_data()["fields"][0].as_json_data())
    if saves_draft_first:
        with pytest.raises(UnableToPublish, match="czy_ktos_jest_ranny"):
            publish(ticket_type=ticket_type, by=None, at=NOW)
    assert FormVersion.objects.count() == 2


def test_a_field_removed_and_another_added_may_have_its_own_code(
    client: Client, administrator: User, no_power_form: FormVersion
) -> None:
    client.post(_edit(no_power_form.ticket_type), _posted([ASKED]) | {"action-publish": "yes"})

    client.post(
        _edit(no_power_form.ticket_type),
        _posted([(ASKED[0], ASKED[1] | {"code": "ranni"})]) | {"action-publish": "yes"},
    )

    assert [field["code"] for field in published_form("no-power").version.definition["fields"]] == ["ranni"]


def test_a_page_shown_again_holds_what_was_sent(
    client: Client, administrator: User, no_power_form: FormVersion
) -> None:
    reply = client.post(_edit(no_power_form.ticket_type), _posted([HOW_MANY, ASKED]) | {"action-publish": "yes"})

    shown = reply.context["form"]["fields"]
    state = shown.field.block.get_form_state(shown.value())
    assert json.loads(state[0]["value"]["visible_when"]) == RULE


@pytest.mark.parametrize("sent", ["{", '"text"', "7", "[1]"])
def test_what_is_no_condition_is_refused(
    client: Client, administrator: User, no_power_form: FormVersion, sent: str
) -> None:
    data = _posted([ASKED, (HOW_MANY[0], HOW_MANY[1] | {"visible_when": sent})]) | {"action-publish": "yes"}

    reply = client.post(_edit(no_power_form.ticket_type), data)

    assert "fields" in reply.context["form"].errors
    assert published_form("no-power").version == no_power_form


def test_a_new_type_is_made_and_published_in_one_go(
    client: Client, administrator: User, no_power_form: FormVersion
) -> None:
    data = _posted([ASKED], code="blackout", shortcut="CI") | {"action-publish": "yes"}

    client.post(reverse("wagtailsnippets_ticketforms_tickettype:add"), data)

    assert published_form("blackout").version.number == 1


def test_the_preview_shows_the_draft_in_the_language_chosen(
    client: Client, administrator: User, no_power_form: FormVersion
) -> None:
    address = reverse("wagtailsnippets_ticketforms_tickettype:preview_on_edit", args=[no_power_form.ticket_type_id])
    client.post(address, _posted([("text", {"label_pl": "Gdzie?", "label_en": "Where?", "max_length": ""})]))

    shown = [client.get(address, {"mode": mode}).content.decode() for mode in ("pl", "en")]

    assert ["Gdzie?" in shown[0], "Where?" in shown[1], "Gdzie?" in shown[1]] == [True, True, False]


def test_a_draft_of_two_hundred_fields_arrives_whole(
    client: Client, administrator: User, no_power_form: FormVersion
) -> None:
    settled = dict.fromkeys(("say_pl", "say_en", "error_pl", "error_en", "retention_days", "default"), "")
    long = [("integer", HOW_MANY[1] | settled | {"label_pl": f"Ilu {number}?"}) for number in range(200)]

    reply = client.post(_edit(no_power_form.ticket_type), _posted([ASKED, *long]))

    assert reply.status_code == 302
    assert len(TicketType.objects.get().get_latest_revision_as_object().fields) == 201


def test_a_draft_of_twenty_fields_survives_the_editor_unchanged(
    client: Client, administrator: User, no_power_type: TicketType
) -> None:
    fields = [NO_POWER_FIELDS[0]] + [NO_POWER_FIELDS[1] | {"code": f"flats-{number}"} for number in range(19)]
    version = publish(ticket_type=draft_no_power(fields), by=None, at=NOW)

    page = client.get(_edit(no_power_type))

    assert page.status_code == 200
    assert [field["code"] for field in version.definition["fields"]] == [field["code"] for field in fields]


def test_the_list_names_types_in_the_readers_language(
    client: Client, administrator: User, no_power_form: FormVersion
) -> None:
    speaks_english = UserProfile.get_for_user(administrator)
    speaks_english.preferred_language = "en"
    speaks_english.save()

    page = client.get(reverse("wagtailsnippets_ticketforms_tickettype:list")).content.decode()

    assert "No power" in page
    assert "Brak prądu" not in page


def test_the_list_asks_as_much_for_many_types_as_for_few(
    client: Client, administrator: User, no_power_form: FormVersion
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("wagtailsnippets_ticketforms_tickettype:list"))
        return len(queries)

    def add(number: int) -> None:
        category = Category.objects.create(code=f"c{number}", letter="X", label_pl=f"Kategoria {number}")
        facts = {"code": f"t{number}", "shortcut": f"T{number}", "label_pl": f"Typ {number}"}
        TicketType.objects.create(category=category, **facts)

    asked()
    add(0)
    few = asked()
    for number in range(1, 18):
        add(number)

    assert asked() == few


def test_an_agent_sees_no_definitions(client: Client, new_user: NewUser, no_power_type: TicketType) -> None:
    client.force_login(new_user("agent"))

    replies = [client.get(address) for address in (_edit(no_power_type), reverse("ticketforms:vocabulary"))]

    assert [reply.status_code for reply in replies] == [302, 302]


def test_the_rule_editor_is_told_what_can_be_chosen(
    client: Client, administrator: User, no_power_type: TicketType
) -> None:
    vocabulary = client.get(reverse("ticketforms:vocabulary")).json()

    assert vocabulary["dictionaries"]["extent"] == [["flat", "flat"], ["street", "street"]]
    offered = [name for name, _words in vocabulary["kinds"]["yes_no"]["operators"]]
    assert offered == ["is", "is_filled", "is_empty", "not is"]
