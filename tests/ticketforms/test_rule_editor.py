"""The rule editor is told what can be chosen and how it reads; what was chosen wrongly is shown at its rule."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail.users.models import UserProfile

from tests.conftest import NewUser
from ticketforms.catalogue import published_form
from ticketforms.models import Category, Dictionary, DictionaryEntry, FormVersion, TicketType
from ticketforms.vocabulary import MOST_SENT

pytestmark = pytest.mark.usefixtures("no_block_definitions")

HURT = {"subject": "hurt", "operator": "is", "value": True}
REQUIRE = {"effect": "require", "fields": ["many"], "level": "save"}


@pytest.fixture
def administrator(client: Client, new_user: NewUser) -> User:
    user = new_user("administrator")
    UserProfile.objects.create(user=user, preferred_language="en")
    client.force_login(user)
    return user


def _posted(rules: list[dict[str, Any]]) -> dict[str, Any]:
    """What the editor's page sends for a type with two fields and these rules."""
    plain = {"label_en": "", "help_pl": "", "help_en": "", "visible_when": "null", "requirement": "none"}
    fields = [
        ("yes_no", plain | {"label_pl": "Czy ktoś jest ranny?", "label_en": "Is anybody hurt?", "code": "hurt"}),
        (
            "integer",
            plain | {"label_pl": "Ilu?", "label_en": "How many?", "code": "many", "minimum": "", "maximum": ""},
        ),
    ]
    blocks = [
        (
            "rule",
            {"description_pl": "", "description_en": "", "code": "", "is_enabled": "on"}
            | {"when": json.dumps(HURT), "effects": json.dumps([REQUIRE])}
            | rule,
        )
        for rule in rules
    ]
    facts = {
        "label_pl": "Brak prądu",
        "label_en": "No power",
        "code": "no-power",
        "shortcut": "BP",
        "icon": "bolt",
        "category": str(Category.objects.get(code="fault").pk),
        "reporting": "outage",
        "default_priority": "4",
        "sort_order": "0",
        "reopen_days": "30",
        "action-publish": "yes",
    }
    return nested_form_data(
        facts | {"fields": streamfield(fields), "stages": streamfield([]), "rules": streamfield(blocks)}
    )


def _publish(client: Client, form: FormVersion, rules: list[dict[str, Any]]) -> Any:
    address = reverse("wagtailsnippets_ticketforms_tickettype:edit", args=[form.ticket_type_id])
    return client.post(address, _posted(rules))


def test_a_rule_chosen_in_the_editor_is_published(
    client: Client, administrator: User, no_power_form: FormVersion
) -> None:
    switched_off = {"is_enabled": "", "description_pl": "Na potem"}

    _publish(client, no_power_form, [{"description_pl": "Ranni"}, switched_off])

    definition = published_form("no-power").version.definition
    assert definition["rules"] == [
        {"code": "ranni", "description_pl": "Ranni", "description_en": "", "when": HURT, "effects": [REQUIRE]}
    ]


@pytest.mark.parametrize(
    ("rule", "part", "advice"),
    [
        ({"effects": "[]"}, "effects", "Say what the rule does"),
        ({"effects": json.dumps([REQUIRE | {"fields": ["gone"]}])}, "effects", "not in the form"),
        ({"effects": json.dumps([REQUIRE | {"fields": []}])}, "effects", "Choose which field"),
        ({"effects": json.dumps(["show"])}, "effects", "Choose what the rule does"),
        ({"effects": "{"}, "effects", "valid JSON"),
        ({"when": json.dumps(HURT | {"subject": "gone"})}, "when", "not in the form"),
        ({"when": json.dumps(HURT | {"subject": ""})}, "when", "Choose which field"),
        ({"when": json.dumps({"all": [HURT, {"not": HURT}]})}, "when", "cannot hold"),
        ({"when": json.dumps([HURT])}, "when", "object"),
    ],
)
def test_what_cannot_be_is_shown_at_its_rule_and_nothing_typed_is_lost(
    client: Client, administrator: User, no_power_form: FormVersion, rule: dict[str, str], part: str, advice: str
) -> None:
    reply = _publish(client, no_power_form, [{}, rule])

    assert published_form("no-power").version == no_power_form
    shown = reply.context["form"].errors.as_data()["rules"][0].as_json_data()
    (at_rule,) = shown["blockErrors"].items()
    assert str(at_rule[0]) == "1"
    assert list(at_rule[1]["blockErrors"]) == [part]
    assert advice in json.dumps(at_rule[1]["blockErrors"][part])
    bound = reply.context["form"]["rules"]
    state = bound.field.block.get_form_state(bound.value())
    assert json.dumps(rule[part]).strip('"') in json.dumps(state[1]["value"][part])


def _sentences(client: Client, items: list[Any]) -> list[str]:
    field = {"code": "reach", "kind": "choice", "label_pl": "Zasięg", "label_en": "Extent", "dictionary": "extent"}
    reply = client.post(
        reverse("ticketforms:sentences"), {"fields": [field], "items": items}, content_type="application/json"
    )
    return ["".join(text for text, _is_name in pieces) for pieces in reply.json()["sentences"]]


def test_conditions_and_rules_are_told_with_labels_as_they_are_written(
    client: Client, administrator: User, no_power_type: TicketType
) -> None:
    condition = {"subject": "reach", "operator": "is_any_of", "value": ["flat", "street", "unheard-of"]}
    rule = {"when": {"subject": "time.weekday", "operator": "is", "value": "6"}, "effects": [{"effect": "x"}]}

    told = _sentences(client, [{"condition": condition}, {"rule": rule}, {"condition": None}, {"condition": {"x": 1}}])

    assert told == ["when Extent is flat, street or unheard-of", "… when day of the week is Saturday", "", ""]


@pytest.mark.parametrize("sent", ["", "[]", "{}", '{"fields": [1], "items": []}', '{"fields": [], "items": 7}'])
def test_what_is_no_draft_is_refused(client: Client, administrator: User, sent: str) -> None:
    reply = client.post(reverse("ticketforms:sentences"), sent, content_type="application/json")

    assert reply.status_code == 400


def test_an_agent_is_told_nothing_of_rules(client: Client, new_user: NewUser) -> None:
    client.force_login(new_user("agent"))

    reply = client.post(reverse("ticketforms:sentences"), {}, content_type="application/json")

    assert reply.status_code == 302


def test_a_large_dictionary_is_named_and_not_sent(
    client: Client, administrator: User, no_power_type: TicketType
) -> None:
    streets = Dictionary.objects.create(code="streets", label_pl="Ulice")
    for number in range(MOST_SENT + 1):
        DictionaryEntry.objects.create(dictionary=streets, code=f"s{number}", label_pl=f"Ulica {number}")

    vocabulary = client.get(reverse("ticketforms:vocabulary")).json()

    assert vocabulary["large"] == ["streets"]
    assert list(vocabulary["dictionaries"]) == ["extent"]


def test_surroundings_are_offered_by_whom_they_are_about(client: Client, administrator: User) -> None:
    offered = client.get(reverse("ticketforms:vocabulary")).json()["surroundings"]

    by_name = {subject["code"]: (subject["group"], subject["kind"], bool(subject["choices"])) for subject in offered}
    assert by_name["customer.in_arrears"] == ("The customer", "yes_no", False)
    assert by_name["time.weekday"] == ("The time", "choice", True)
