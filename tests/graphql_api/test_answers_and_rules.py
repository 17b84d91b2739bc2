"""A form's rules bind a system as they bind an agent; its answers come in their shapes and go out masked or logged."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from crm.models import FeedEvent, PersonalDataRead, ServicePoint, Ticket
from tests.conftest import NOW
from tests.crm.conftest import CLAIM_RULES, Claiming, claim, claim_form, point
from tests.graphql_api.conftest import System
from ticketforms.drafting import draft_type
from ticketforms.models import FormVersion
from ticketforms.publishing import publish

__all__ = ["claim", "claim_form", "point"]
Systems = Callable[..., System]
IBAN = "PL61109010140000"
REGISTER = """mutation ($input: RegisterTicketInput!) { registerTicket(input: $input) {
    ticket { number queue priority answers { code textEn skippedBecause numberValue parts { name value } } }
    errors { field message } } }"""
ANSWERS = """{ tickets { edges { node {
    answers { code textEn textValue isMasked erasedAt } } } } }"""


def register(system: System, point: ServicePoint, answers: list[dict[str, Any]], **changes: Any) -> Any:
    told = {
        "idempotencyKey": "1",
        "typeCode": "claim",
        "ppe": point.ppe,
        "reportingKind": "WEB",
        "reportedAt": NOW.isoformat(),
        "answers": answers,
    }
    return system.read(REGISTER, input=told | changes)["registerTicket"]


def test_what_rules_want_of_a_ticket_is_done_for_a_system_too(
    system: Systems, claim_form: FormVersion, point: ServicePoint
) -> None:
    answers = [{"code": "damage", "value": "Lodówka"}, {"code": "amount", "value": "1500"}]

    written = register(system("tickets:write"), point, answers)

    assert written["errors"] == []
    assert (written["ticket"]["queue"], written["ticket"]["priority"]) == ("claims", 2)


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({"code": "damage", "value": "podpalenie"}, "answers"),
        ({"code": "damage", "skippedBecause": "nie wie"}, "answers.damage"),
        ({"code": "verdict", "value": "odmowa"}, "answers.verdict"),
        ({"code": "damage", "value": "x", "parts": [{"name": "a", "value": "b"}]}, "answers.damage"),
        ({"code": "damage", "parts": [{"name": "a", "value": "b"}] * 2}, "answers.damage"),
        ({"code": "damage", "rows": [{"parts": [{"name": "a", "value": "b", "values": []}]}]}, "answers.damage"),
        ({"code": "damage", "rows": [{"parts": []}]}, "answers.damage"),
    ],
)
def test_what_cannot_be_taken_is_told_by_field_and_writes_nothing(
    system: Systems, claim_form: FormVersion, point: ServicePoint, answer: dict[str, Any], field: str
) -> None:
    needed = [] if answer["code"] == "damage" else [{"code": "damage", "value": "Lodówka"}]

    written = register(system("tickets:write"), point, [answer, *needed])

    assert written["ticket"] is None
    assert [error["field"] for error in written["errors"]] == [field]
    assert not Ticket.objects.exists()
    assert not FeedEvent.objects.exists()


def test_reasons_and_answers_of_several_parts_are_taken_and_given(
    system: Systems, claim_form: FormVersion, point: ServicePoint
) -> None:
    fields = [
        {"code": "why", "kind": "text", "label_pl": "Dlaczego", "requirement": "soft"},
        {"code": "where", "kind": "map_point", "label_pl": "Gdzie"},
    ]
    draft = draft_type(
        code="place",
        shortcut="PL",
        label_pl="Miejsce",
        label_en="Place",
        category=claim_form.ticket_type.category,
        icon="note",
        reporting="other",
        fields=fields,
        by=None,
        at=NOW,
    )
    publish(ticket_type=draft, by=None, at=NOW)
    parts = [{"name": "latitude", "value": "52.5"}, {"name": "longitude", "value": "19.7"}]

    written = register(
        system("tickets:write"),
        point,
        [{"code": "why", "skippedBecause": "rozłączył się"}, {"code": "where", "parts": parts}],
        typeCode="place",
    )

    assert written["errors"] == []
    why, where = written["ticket"]["answers"]
    assert (why["skippedBecause"], why["textEn"]) == ("rozłączył się", "– (rozłączył się)")
    assert where["parts"] == parts


def test_sensitive_answers_are_masked_or_their_reading_is_written_down(system: Systems, claim: Claiming) -> None:
    ticket = claim(account=IBAN, witness="Nowak Jan")
    PersonalDataRead.objects.all().delete()

    def read(*scopes: str) -> dict[str, Any]:
        (edge,) = system(*scopes).read(ANSWERS)["tickets"]["edges"]
        return {answer["code"]: answer for answer in edge["node"]["answers"]}

    little = read("tickets:read")
    assert (little["account"]["textEn"], little["account"]["textValue"]) == ("•••• 000", None)
    assert (little["witness"]["textEn"], little["witness"]["isMasked"]) == ("•••• Jan", True)
    assert read("customers:read")["witness"]["textValue"] == "Nowak Jan"
    sensitive = f"ticket:{ticket.pk}:sensitive"
    assert not PersonalDataRead.objects.filter(subject=sensitive).exists()

    assert read("tickets:read", "tickets:sensitive")["account"]["textValue"] == IBAN
    assert PersonalDataRead.objects.filter(subject=sensitive, door="graphql").count() == 1


def test_a_field_for_some_roles_is_not_there_for_systems(system: Systems, claim: Claiming, new_user: Any) -> None:
    claim(by=new_user("supervisor"), verdict="odmowa")

    (edge,) = system("customers:read", "tickets:sensitive").read(ANSWERS)["tickets"]["edges"]

    assert [answer["code"] for answer in edge["node"]["answers"]] == ["damage"]


def test_tickets_of_a_queue_are_listed(system: Systems, claim: Claiming) -> None:
    large = claim(amount="1500")
    claim(amount="1")

    found = system("tickets:read").read('{ tickets(queues: ["claims"]) { edges { node { number } } } }')

    assert [edge["node"]["number"] for edge in found["tickets"]["edges"]] == [large.number]


def test_a_form_tells_all_that_is_needed_to_draw_it(system: Systems, claim_form: FormVersion) -> None:
    (kind,) = system("definitions:read").read(
        """{ ticketTypes(codes: ["claim"]) {
            fields { code requirement isAnswerable personalData retentionDays settings isQuestion }
            form { rules { code condition effects { effect priority queue amount unit textEn fields } } } } }"""
    )["ticketTypes"]

    fields = {field.pop("code"): field for field in kind["fields"]}
    assert fields["account"] == {
        "requirement": "NONE",
        "isAnswerable": True,
        "personalData": "SENSITIVE",
        "retentionDays": 30,
        "settings": "{}",
        "isQuestion": True,
    }
    assert [fields[code]["requirement"] for code in ("damage", "finding")] == ["SAVE", "CLOSE"]
    assert not fields["verdict"]["isAnswerable"]
    large, _arson = kind["form"]["rules"]
    assert json.loads(large["condition"])["subject"] == CLAIM_RULES[0]["when"]["subject"]
    assert [effect["effect"] for effect in large["effects"]] == ["set_priority", "set_queue", "set_due"]
    assert [large["effects"][2][part] for part in ("amount", "unit")] == [2, "hours"]
