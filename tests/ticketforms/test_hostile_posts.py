"""What no page of ours would send to the editor is shown again with a sentence, or refused; nothing of it is kept."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Revision
from wagtail.test.utils.form_data import nested_form_data, streamfield

from tests.conftest import NOW, NewUser
from ticketforms.models import Category, FormVersion, TicketType
from ticketforms.publishing import UnableToPublish, publish

pytestmark = pytest.mark.usefixtures("no_block_definitions")

PLAIN = {"label_en": "", "help_pl": "", "help_en": "", "visible_when": "null", "requirement": "none", "default": ""}
UNREADABLE = [
    "[" * 3000 + "]" * 3000,
    '{"all":' * 2000 + "[]" + "}" * 2000,
    "1" * 5000,
    '{"value": NaN}',
    '{"value": 1e999}',
    '{"value": "a\\u0000b"}',
    '{"value": "\\ud800"}',
    '{"\\u0000": 1}',
    '{"value": ' + "[" * 60 + "]" * 60 + "}",
]
UNFIT_EFFECTS: list[dict[str, Any]] = [
    {"effect": "set_queue", "queue": []},
    {"effect": "set_queue", "queue": {}},
    {"effect": "restrict", "field": "extent", "choices": [[]]},
    {"effect": "restrict", "field": "extent", "choices": [{}]},
    {"effect": "restrict", "field": [], "choices": ["flat"]},
    {"effect": "show", "fields": [{}]},
    {"effect": "require", "fields": ["many"], "level": {}},
    {"effect": "notice", "tone": [], "text_pl": "x"},
    {"effect": "set_priority", "priority": []},
    {"effect": "set_due", "amount": 1.5, "unit": []},
    {"effect": "set_if_empty", "field": "many", "value": {}},
    {"effect": "set_if_empty", "field": "extent", "value": [{}]},
    {"effect": []},
    {},
]


@pytest.fixture
def administrator(client: Client, new_user: NewUser) -> User:
    user = new_user("administrator")
    client.force_login(user)
    return user


def _posted(*, visible_when: str = "null", default: str = "", when: str = "null", effects: str = "") -> dict[str, Any]:
    """What the editor's page sends for a type with two fields and a rule."""
    many = {"code": "many", "minimum": "", "maximum": "", "visible_when": visible_when, "default": default}
    fields = [
        ("choice", PLAIN | {"label_pl": "Zasięg", "code": "extent", "dictionary": "extent"}),
        ("integer", PLAIN | {"label_pl": "Ilu?"} | many),
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
    }
    rule = {"description_pl": "", "description_en": "", "code": "", "is_enabled": "on", "when": when}
    rules = streamfield([("rule", rule | {"effects": effects})] if effects else [])
    return nested_form_data(facts | {"fields": streamfield(fields), "stages": streamfield([]), "rules": rules})


def _edit(form: FormVersion) -> str:
    return reverse("wagtailsnippets_ticketforms_tickettype:edit", args=[form.ticket_type_id])


@pytest.mark.parametrize("sent", UNREADABLE, ids=range(len(UNREADABLE)))
@pytest.mark.parametrize("part", ["visible_when", "default", "effects"])
def test_data_that_cannot_be_kept_is_refused_and_the_draft_stays(
    client: Client, administrator: User, no_power_form: FormVersion, part: str, sent: str
) -> None:
    before = list(Revision.objects.values_list("pk", "content"))

    reply = client.post(_edit(no_power_form), _posted(**{part: sent}))

    assert reply.status_code == 200
    assert set(reply.context["form"].errors) == {"rules" if part == "effects" else "fields"}
    assert list(Revision.objects.values_list("pk", "content")) == before


@pytest.mark.parametrize("effect", UNFIT_EFFECTS, ids=range(len(UNFIT_EFFECTS)))
def test_an_effect_of_a_wrong_shape_is_told_at_its_rule_and_the_draft_can_be_opened_again(
    client: Client, administrator: User, no_power_form: FormVersion, effect: dict[str, Any]
) -> None:
    sent = _posted(effects=json.dumps([effect]))

    published = client.post(_edit(no_power_form), sent | {"action-publish": "yes"})
    saved = client.post(_edit(no_power_form), sent)

    assert (published.status_code, set(published.context["form"].errors)) == (200, {"rules"})
    assert saved.status_code == 302
    review = reverse("ticketforms:review", args=[no_power_form.ticket_type_id])
    assert [client.get(address).status_code for address in (_edit(no_power_form), review)] == [200, 200]
    assert FormVersion.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        b"\xff",
        b"[" * 5000,
        b'{"fields": [], "items": ' + b"[" * 500 + b"]" * 500 + b"}",
        b'{"fields": [], "items": ["a\\u0000b"]}',
        b'{"fields": [], "items": ["\\ud800"]}',
        b'{"fields": [], "items": [' + b"1" * 5000 + b"]}",
    ],
    ids=range(6),
)
def test_sentences_of_what_is_no_draft_are_refused(
    client: Client, administrator: User, no_power_form: FormVersion, sent: bytes
) -> None:
    reply = client.post(reverse("ticketforms:sentences"), sent, content_type="application/json")

    assert reply.status_code == 400


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "²", "-1", "x", ""])
def test_versions_that_cannot_be_are_not_compared(
    client: Client, administrator: User, no_power_form: FormVersion, number: str
) -> None:
    compare = reverse("ticketforms:compare", args=[no_power_form.ticket_type_id])

    reply = client.get(compare, {"before": "1", "after": number})

    assert reply.status_code == 302


@pytest.mark.parametrize(
    "damage",
    [
        {"fields-count": None},
        {"rules-count": None},
        {"stages-count": None},
        {"fields-count": "x"},
        {"fields-count": "9"},
        {"fields-1-type": None},
        {"fields-1-order": "x"},
        {"fields-0-deleted": None},
    ],
    ids=str,
)
def test_a_form_that_did_not_arrive_whole_is_not_saved_and_says_so(
    client: Client, administrator: User, no_power_form: FormVersion, damage: dict[str, str | None]
) -> None:
    before = list(Revision.objects.values_list("pk", "content"))
    sent = {name: value for name, value in (_posted() | damage).items() if value is not None}

    reply = client.post(_edit(no_power_form), sent, follow=True)

    assert reply.status_code == 200
    assert [message.level_tag for message in reply.context["messages"]] == ["error"]
    assert list(Revision.objects.values_list("pk", "content")) == before


def test_a_rule_that_runs_in_a_circle_is_told_and_its_draft_is_kept(
    client: Client, administrator: User, no_power_form: FormVersion
) -> None:
    circle = _posted(
        when=json.dumps({"subject": "many", "operator": "is_filled"}),
        effects=json.dumps([{"effect": "show", "fields": ["many"]}]),
    )

    published = client.post(_edit(no_power_form), circle | {"action-publish": "yes"})
    saved = client.post(_edit(no_power_form), circle)

    assert (published.status_code, set(published.context["form"].errors)) == (200, {"rules"})
    assert (saved.status_code, FormVersion.objects.count()) == (302, 1)
    draft = TicketType.objects.get().get_latest_revision_as_object()
    assert draft.rules[0].value["effects"] == [{"effect": "show", "fields": ["many"]}]
    with override("en"), pytest.raises(UnableToPublish, match="circle"):
        publish(ticket_type=draft, by=None, at=NOW)


def test_a_form_of_more_inputs_than_django_expects_is_saved(
    client: Client, administrator: User, no_power_form: FormVersion
) -> None:
    empty = dict.fromkeys(("say_pl", "say_en", "error_pl", "error_en", "retention_days", "pattern", "example"), "")
    fields = [
        ("text", PLAIN | empty | {"label_pl": f"Pytanie {number}", "code": f"q{number}"}) for number in range(120)
    ]
    sent = _posted() | nested_form_data({"fields": streamfield(fields)})
    assert len(sent) > 1000

    reply = client.post(_edit(no_power_form), sent)

    assert reply.status_code == 302
    assert len(TicketType.objects.get().get_latest_revision_as_object().fields) == 120
