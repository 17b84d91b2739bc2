"""Systems search by criteria as far as their scopes open, page by page, at a price that many rows do not raise."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.criteria import pages
from crm.models import BillingCard, Customer, SavedSearch, ServicePoint, Ticket
from graphql_api import searching
from tests.conftest import NOW
from tests.graphql_api.conftest import System

Systems = Callable[..., System]
Households = Callable[..., ServicePoint]
TICKETS = """query($criteria: String, $saved: Int, $first: Int, $after: String) {
    tickets(criteria: $criteria, savedSearch: $saved, first: $first, after: $after) {
        edges { node { number customer { name } } } pageInfo { hasNextPage endCursor } } }"""
CUSTOMERS = """query($criteria: String!, $first: Int, $after: String) {
    customers(criteria: $criteria, first: $first, after: $after) {
        edges { node { number } } pageInfo { hasNextPage endCursor } } }"""


def _criteria(subject: str, operator: str, value: object = None) -> str:
    return json.dumps({"subject": subject, "operator": operator, "value": value})


def _numbers(answer: Any, root: str) -> list[str]:
    return [edge["node"]["number"] for edge in answer[root]["edges"]]


def test_tickets_are_found_by_criteria_of_their_customer_and_combined_with_other_arguments(
    system: Systems, household_with_history: Households
) -> None:
    household_with_history("Ala")
    household_with_history("Ela Nowak")
    neighbour = system("customers:read")
    hers = Ticket.objects.get(customer__name="Ela Nowak").number

    assert _numbers(neighbour.read(TICKETS, criteria=_criteria("customer.name", "contains", "ELA nów")), "tickets") == [
        hers
    ]
    assert (
        _numbers(
            neighbour.read(
                "query($c: String) { tickets(criteria: $c, states: [CLOSED]) { edges { node { number } } } }",
                c=_criteria("customer.name", "contains", "ela"),
            ),
            "tickets",
        )
        == []
    )


def test_pages_by_criteria_follow_each_other_without_gap_or_repeat(
    system: Systems, household_with_history: Households
) -> None:
    for name in ("Ala", "Ela", "Ola"):
        household_with_history(name)
    neighbour = system("customers:read")

    for root, query, total in (("tickets", TICKETS, 3), ("customers", CUSTOMERS, 3)):
        read: list[str] = []
        after = None
        while True:
            answer = neighbour.read(query, criteria='{"all": []}', first=2, after=after)
            read += _numbers(answer, root)
            after = answer[root]["pageInfo"]["endCursor"]
            if not answer[root]["pageInfo"]["hasNextPage"]:
                break
        assert len(read) == len(set(read)) == total


def test_a_search_that_was_stopped_goes_on_from_its_end(
    system: Systems, household_with_history: Households, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Ala", "Ela", "Ola"):
        household_with_history(name)
    middle = Ticket.objects.order_by("-reported_at", "-pk")[1]
    stopped = pages.Page((), None, pages.Place(middle.pk), is_whole=False)
    neighbour = system("customers:read")
    with monkeypatch.context() as patch:
        patch.setattr(searching.pages, "read_page", lambda *_, **__: stopped)
        page = neighbour.read(TICKETS, criteria='{"all": []}')["tickets"]

    rest = neighbour.read(TICKETS, criteria='{"all": []}', after=page["pageInfo"]["endCursor"])

    assert page["edges"] == []
    assert page["pageInfo"]["hasNextPage"]
    assert _numbers(rest, "tickets") == [Ticket.objects.order_by("reported_at", "pk")[0].number]


@pytest.mark.parametrize(
    ("scope", "subject", "opening"),
    [
        ("customers:read", "billing.balance", "billing:read"),
        ("customers:read", "outage.number", "outages:read"),
        ("tickets:read", "customer.number", "customers:read"),
    ],
)
def test_what_the_scopes_do_not_open_cannot_be_looked_for(
    system: Systems, household_with_history: Households, scope: str, subject: str, opening: str
) -> None:
    point = household_with_history("Ala")
    BillingCard.objects.create(customer=point.customer, balance=1, source="SAP", as_of=NOW)
    asked = {"criteria": _criteria(subject, "is", "1")}

    (error,) = system(scope).post(TICKETS, **asked).json()["errors"]

    assert error["extensions"] == {"code": "BAD_CRITERIA", "clause": []}
    assert "not for you" in error["message"]
    assert _numbers(system(scope, opening).read(TICKETS, **asked), "tickets") is not None


@pytest.mark.parametrize(
    "criteria",
    [
        "",
        "{",
        "[" * 5_000,
        '{"all": ' * 40 + "[]" + "}" * 40,
        "NaN",
        "[]",
        '{"subject": 1, "operator": [], "value": {}}',
        '{"subject": "ticket.calls", "operator": "is", "value": NaN}',
        '{"subject": "ticket.calls", "operator": "is", "value": 1e999}',
        '{"subject": "ticket.reported_at", "operator": "within", "value": {"from": "0000-01-01"}}',
        '{"subject": "answer.no-power.gone", "operator": "is_filled"}',
        " " * 30_000,
    ],
)
def test_wrong_criteria_are_told_and_find_nothing(system: Systems, criteria: str) -> None:
    response = system("customers:read").post(TICKETS, criteria=criteria)

    (error,) = response.json()["errors"]
    assert response.status_code == 200
    assert error["extensions"] == {"code": "BAD_CRITERIA", "clause": []}


def test_only_a_search_shared_with_everyone_is_found_by_its_number(
    system: Systems, household_with_history: Households, agent: Any
) -> None:
    household_with_history("Ala")
    household_with_history("Ela")
    kept = SavedSearch.objects.create(
        name="Ela's",
        owner=agent,
        criteria={"subject": "customer.name", "operator": "is", "value": "ela"},
        changed_at=NOW,
    )
    neighbour = system("customers:read")

    (refused,) = neighbour.post(TICKETS, saved=kept.pk).json()["errors"]
    SavedSearch.objects.update(is_shared=True)
    found = neighbour.read(TICKETS, saved=kept.pk)

    assert "shared with everyone" in refused["message"]
    assert [edge["node"]["customer"]["name"] for edge in found["tickets"]["edges"]] == ["Ela"]


def test_one_question_searches_only_a_few_times(system: Systems, db: None) -> None:
    one = '{}: tickets(criteria: "{{}}") {{ edges {{ node {{ number }} }} }}'
    question = "{" + " ".join(one.format(f"a{number}") for number in range(6)) + "}"

    (error,) = system("customers:read").post(question).json()["errors"]

    assert error["path"] == ["a5"]


def test_fifty_found_rows_cost_as_many_queries_as_two(system: Systems, household_with_history: Households) -> None:
    neighbour = system("customers:read", "outages:read")
    nested = json.dumps(
        {
            "any": [
                {"all": [json.loads(_criteria("customer.name", "contains", "a")), {"not": {"any": []}}]},
                json.loads(_criteria("station.code", "is", "ST1")),
                json.loads(_criteria("outage.is_ongoing", "is", value=True)),
            ]
        }
    )

    def queries() -> list[int]:
        counted = []
        for root, query in (("tickets", TICKETS), ("customers", CUSTOMERS)):
            with CaptureQueriesContext(connection) as captured:
                found = neighbour.read(query, criteria=nested, first=100)
            assert (
                len(found[root]["edges"])
                == {"tickets": Ticket.objects.count, "customers": Customer.objects.count}[root]()
            )
            counted.append(len(captured))
        return counted

    household_with_history("Ala")
    household_with_history("Ola", circuit="ST1B")
    queries()  # the first one notes the use of the token
    for_two = queries()
    for _ in range(20):
        household_with_history("Ala")

    assert queries() == for_two
