"""The door speaks GraphQL over HTTP as its specification says, and no request makes it stumble."""

import json
from collections.abc import Callable
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.test import Client
from graphql import get_introspection_query
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.models import Customer, PersonalDataRead
from tests.graphql_api.conftest import System
from ticketforms.models import FormVersion

Systems = Callable[..., System]
GRAPHQL, JSON = "application/graphql-response+json", "application/json"
TYPES = "{ ticketTypes { code } }"


@pytest.fixture
def workflow(system: Systems, no_power_form: FormVersion) -> System:
    return system("definitions:read")


def send(asked_by: System, body: Any, *, accept: str = "", content_type: str = JSON) -> Any:
    headers = {"Authorization": f"Bearer {asked_by.token}"} | ({"Accept": accept} if accept else {})
    raw = body if isinstance(body, bytes | str) else json.dumps(body)
    return asked_by.client.generic("POST", "/graphql/", raw, content_type=content_type, headers=headers)


def get(asked_by: System, accept: str = "", **parameters: str) -> Any:
    headers = {"Authorization": f"Bearer {asked_by.token}"} | ({"Accept": accept} if accept else {})
    return asked_by.client.get(f"/graphql/?{urlencode(parameters)}", headers=headers)


@pytest.mark.parametrize(
    ("accept", "answered_in"),
    [
        ("", GRAPHQL),
        ("*/*", GRAPHQL),
        ("application/*", GRAPHQL),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON}", GRAPHQL),
        (f"{JSON}, {GRAPHQL};q=0.5", JSON),
        (f"{JSON}; charset=utf-8", JSON),
        ("text/html, application/json;q=0.9, */*;q=0.1", JSON),
    ],
)
def test_the_answer_comes_in_the_media_type_asked_for(workflow: System, accept: str, answered_in: str) -> None:
    answer = send(workflow, {"query": TYPES}, accept=accept)

    assert answer.status_code == 200
    assert answer["Content-Type"] == f"{answered_in}; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert answer.json() == {"data": {"ticketTypes": [{"code": "no-power"}]}}


def test_who_accepts_neither_media_type_is_told_so(workflow: System) -> None:
    assert send(workflow, {"query": TYPES}, accept="text/html").status_code == 406
    assert send(workflow, {"query": TYPES}, accept=f"{JSON};q=0").status_code == 406


@pytest.mark.parametrize(
    ("query", "in_graphql", "in_json"),
    [
        ("{", 400, 200),
        ("{ nobody }", 400, 200),
        ("query ($n: Int!) { outage(number: $n) { id } }", 400, 200),
        ("query A { ticketTypes { code } } query B { ticketTypes { code } }", 400, 200),
        ("{ " + " ".join(f"a{i}: ticketTypes {{ code }}" for i in range(150)) + " }", 400, 400),
        (TYPES, 200, 200),
    ],
)
def test_refusals_have_the_status_of_their_media_type(
    workflow: System, query: str, in_graphql: int, in_json: int
) -> None:
    answers = [send(workflow, {"query": query}, accept=accept) for accept in (GRAPHQL, JSON)]

    assert [answer.status_code for answer in answers] == [in_graphql, in_json]
    for answer in answers:
        assert ("data" in answer.json()) is (query == TYPES)
        assert all(error["message"] for error in answer.json().get("errors", []))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 30_000, 400),
        (b"null", 400),
        ([{"query": TYPES}], 400),
        ({"query": 7}, 400),
        ({"query": " "}, 400),
        ({"variables": {}}, 400),
        ({"query": TYPES, "variables": "x"}, 400),
        ({"query": TYPES, "variables": []}, 400),
        ({"query": TYPES, "operationName": 7}, 400),
        ({"query": TYPES, "operationName": "other"}, 400),
        ({"query": TYPES, "extensions": 7}, 400),
        ({"query": TYPES, "padding": "x" * 70_000}, 413),
        ({"query": TYPES, "padding": "x" * 3_000_000}, 413),
        ({"query": TYPES, "variables": None, "operationName": None, "extensions": {}, "other": 1}, 200),
    ],
)
def test_a_body_that_is_no_question_is_refused_with_a_reason(workflow: System, body: Any, status: int) -> None:
    answer = send(workflow, body)

    assert answer.status_code == status
    assert status == 200 or answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "application/graphql", ""],
)
def test_forms_and_other_media_types_are_refused(workflow: System, content_type: str) -> None:
    assert send(workflow, urlencode({"query": TYPES}), content_type=content_type).status_code == 415


def test_a_question_may_come_by_get_with_variables(workflow: System) -> None:
    query = "query Types($codes: [String!]) { ticketTypes(codes: $codes) { code } }"

    found = get(workflow, query=query, variables='{"codes": []}', operationName="Types")

    assert (found.status_code, found.json()) == (200, {"data": {"ticketTypes": []}})
    assert get(workflow, query=query, variables="{").status_code == 400
    assert get(workflow).status_code == 400


def test_other_methods_are_not_allowed(workflow: System) -> None:
    headers = {"Authorization": f"Bearer {workflow.token}"}

    answers = [workflow.client.generic(method, "/graphql/", headers=headers) for method in ("PUT", "DELETE", "PATCH")]

    assert {(answer.status_code, answer["Allow"]) for answer in answers} == {(405, "GET, POST")}


def test_a_database_that_does_not_answer_is_said_and_not_an_error_page(workflow: System) -> None:
    with patch("graphql_api.views.answer", side_effect=OperationalError("gone")):
        answer = send(workflow, {"query": TYPES})

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "gone" not in answer.content.decode()


def test_what_goes_wrong_inside_is_not_told_outside(workflow: System, caplog: pytest.LogCaptureFixture) -> None:
    with patch("graphql_api.queries.definitions.published_forms", side_effect=RuntimeError("Kowalski")):
        answer = send(workflow, {"query": TYPES})

    assert answer.status_code == 200
    assert answer.json()["errors"][0]["extensions"] == {"code": "INTERNAL"}
    assert "Kowalski" not in answer.content.decode() + caplog.text


HOSTILE = [
    "{ a" * 400,
    "{" * 3_000,
    "{ ticketTypes(codes: " + "[" * 900 + "]" * 900 + ") { code } }",
    "query ($a: " + "[" * 900 + "Int" + "]" * 900 + ") { ticketTypes { code } }",
    "{ ticketTypes " + "@skip(if: false) " * 300 + "{ code } }",
    "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
    "{ ...a } fragment a on Query { ...a }",
    "{ ticketTypes { ...b } } fragment b on TicketType { ...c } fragment c on TicketType { ...b }",
    "{ ...f0 } "
    + " ".join(f"fragment f{i} on Query {{ ...f{i + 1} ...f{i + 1} }}" for i in range(100))
    + " fragment f100 on Query { __typename }",
    "{ ...f0 } "
    + " ".join(f"fragment f{i} on Query {{ ...f{i + 1} }}" for i in range(280))
    + " fragment f280 on Query { __typename }",
    "{ customers(first: 100) { edges { node { tickets(first: 100) { edges { node { customer { name } } } } } } } }",
    "query ($n: Int = 100) { customers(first: $n) { edges { node { tickets(first: $n) { edges { cursor } } } } } }",
    "{ " + "ticketTypes { code code code } " * 250 + "}",
    "{ " + ("ticketTypes { category { " + "code " * 60 + "} } ") * 30 + "}",
    "{ "
    + " ".join(f"...f{i}" for i in range(130))
    + " } "
    + " ".join(f"fragment f{i} on Query {{ ticketTypes {{ code code }} }}" for i in range(130)),
    "{ customers(first: 101) { edges { cursor } } }",
    "{ customers(first: 99999999999999999999) { edges { cursor } } }",
    "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
    "{ " + " ".join(f"a{i}: __schema {{ types {{ fields {{ args {{ name }} }} }} }}" for i in range(45)) + " }",
    "subscription { ticketTypes }",
    "type Query { a: Int }",
    "fragment a on Query { ticketTypes { code } }",
    "{ __typename " + "," * 10_000 + " #" + "x" * 10_000,
]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_documents_are_refused_before_they_cost_anything(workflow: System, query: str) -> None:
    answer = send(workflow, {"query": query})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("value", ["\0", "\ud800", "x\0y"])
def test_text_that_cannot_be_kept_is_refused(system: Systems, value: str) -> None:
    query = "query ($n: String) { customer(number: $n) { id } }"

    answer = send(system("customers:read"), {"query": query, "variables": {"n": value}})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        '{ customer(number: "\\u0000") { id } }',
        '{ customer(id: "x") { id } }',
        '{ customer(id: "VGlja2V0OjE=") { id } }',
        '{ customer(id: "Q3VzdG9tZXI6OTk5OTk5OTk5OTk5OTk5OTk5OTk5") { id } }',
        '{ customer(number: "1", ppe: "2") { id } }',
        "{ customer { id } }",
        '{ customers(after: "%%%") { edges { cursor } } }',
        '{ customers(after: "MjAyNg==") { edges { cursor } } }',
        '{ tickets(after: "fDE=") { edges { cursor } } }',
        "{ tickets(first: 0) { edges { cursor } } }",
        "{ tickets(first: -1) { edges { cursor } } }",
        '{ tickets(reportedFrom: "yesterday") { edges { cursor } } }',
        "{ tickets(states: [LOST]) { edges { cursor } } }",
        '{ tickets(reportedFrom: "0001-01-01T00:00:00+14:00") { edges { cursor } } }',
        '{ calls(offeredBefore: "9999-12-31T23:59:59-12:00") { edges { cursor } } }',
        '{ tickets(reportedFrom: "2026-11-24T12:00:00") { edges { cursor } } }',
        '{ ticket(number: "Zażółć") { id } }',
        '{ ticket(number: "9999999999999999999") { id } }',
        '{ node(id: "VXNlcjox") { id } }',
        "{ outage(number: 2147483648) { id } }",
    ],
)
def test_a_wrong_argument_is_explained(system: Systems, query: str) -> None:
    answer = send(system("customers:read"), {"query": query})

    assert answer.status_code in (200, 400)
    assert "could not be answered" not in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "query",
    [
        "{ outage(number: 2147483647) { id } }",
        "{ outage(number: -2147483648) { id } }",
        '{ customer(phone: "anonymous") { id } }',
        "{ customers(numbers: []) { edges { cursor } } }",
        '{ node(id: "Q3VzdG9tZXI6OTk5OTk5OTk5OTk5OTk5OTk5") { id } }',
    ],
)
def test_extreme_values_find_nothing_and_break_nothing(system: Systems, query: str) -> None:
    answer = send(system("customers:read"), {"query": query}).json()

    assert "errors" not in answer or "could not be answered" not in str(answer["errors"])


_WORDS = """{ } ( ) [ ] : ! ... @skip @include if true false null 1 -1 1e999 "x" $a query mutation subscription fragment
    on Query Ticket Customer tickets customers edges node name first after __schema __typename types fields ofType
    customer number id f0 f1 & | # = , \0 \ud800 ż"""


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.sampled_from(_WORDS.split()), max_size=60), body=st.none() | st.binary(min_size=1, max_size=50)
)
def test_no_document_whatever_makes_the_door_stumble(workflow: System, words: list[str], body: bytes | None) -> None:
    answer = send(workflow, {"query": " ".join(words)} if body is None else body)

    assert answer.status_code in (200, 400)
    assert answer.json()


def test_named_fragments_are_allowed(system: Systems, reported_customer: Customer) -> None:
    found = system("customers:read").read(
        """query History { customers(first: 2) { edges { node { ...Person } } } }
        fragment Person on Customer { name tickets(first: 1) { edges { node { ...Line } } } }
        fragment Line on Ticket { number customer { ...Name } } fragment Name on Customer { name }"""
    )

    assert [edge["node"]["name"] for edge in found["customers"]["edges"]] == ["Ala", "Ela"]


def test_a_refused_question_reads_nobody(system: Systems, reported_customer: Customer) -> None:
    answer = send(system("customers:read"), {"query": "{ customers(first: 101) { edges { node { name } } } }"})

    assert answer.status_code == 400
    assert not PersonalDataRead.objects.exists()


def test_the_schema_tells_of_itself_to_the_tools(workflow: System) -> None:

    answer = send(workflow, {"query": get_introspection_query(input_value_deprecation=True)})

    assert answer.status_code == 200
    assert answer.json()["data"]["__schema"]["queryType"]["name"] == "Query"


def test_the_door_needs_no_cookie_and_no_csrf_token(workflow: System) -> None:
    strict = System(Client(enforce_csrf_checks=True), workflow.token)

    assert send(strict, {"query": TYPES}).status_code == 200
