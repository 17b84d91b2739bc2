"""Neighbour systems read a customer's history and the forms with a token, and nothing without one."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from crm.models import Customer, PersonalDataRead
from graphql_api.models import ApiToken
from graphql_api.tokens import issue
from outages.intake import register_report
from tests.conftest import NOW, Town
from ticketforms.models import FormVersion

HISTORY = """query ($number: String) { customer(number: $number) {
    name tickets { number typeCode answers { code textPl } } outages { number deviceCode } calls { id } } }"""


@pytest.fixture
def reported_customer(town: Town, no_power_form: FormVersion, agent: User) -> Customer:
    for minute, name in enumerate(("Ala", "Ela")):
        point = town.household(name, "ST1A")
        moment = NOW + timedelta(minutes=minute)
        register_report(
            form_version=no_power_form,
            raw_answers={"extent": "flat"},
            customer=point.customer,
            service_point=point,
            reported_at=moment,
            by=agent,
            at=moment,
        )
    return Customer.objects.get(name="Ala")


def ask(client: Client, query: Any, token: str = "", **variables: str) -> Any:
    body = {"query": query, "variables": variables}
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.post("/graphql/", body, content_type="application/json", headers=headers)


def test_history_holds_tickets_with_answers_and_outages(client: Client, reported_customer: Customer) -> None:
    token = issue(name="billing", scopes=["customers:read"], at=NOW)

    customer = ask(client, HISTORY, token, number=reported_customer.number).json()["data"]["customer"]

    assert customer["tickets"][0]["answers"] == [{"code": "extent", "textPl": "lokal"}]
    assert [outage["deviceCode"] for outage in customer["outages"]] == ["ST1A"]
    assert PersonalDataRead.objects.get().subject == f"customer:{reported_customer.pk}"


def test_forms_are_read_in_both_languages(client: Client, no_power_form: FormVersion) -> None:
    token = issue(name="workflow", scopes=["definitions:read"], at=NOW)

    types = ask(client, "{ ticketTypes { code version fields { code labelEn isRequired } } }", token).json()

    assert types["data"]["ticketTypes"][0]["fields"][0] == {"code": "extent", "labelEn": "Extent", "isRequired": True}


@pytest.mark.parametrize("token", ["", "tcz_wrong"])
def test_nothing_is_read_without_a_known_token(client: Client, reported_customer: Customer, token: str) -> None:
    answer = ask(client, HISTORY, token, number=reported_customer.number)

    assert answer.status_code == 401
    assert "data" not in answer.json()
    assert not PersonalDataRead.objects.exists()


def test_a_revoked_token_or_a_missing_scope_reads_no_person(client: Client, reported_customer: Customer) -> None:
    forms_only = issue(name="workflow", scopes=["definitions:read"], at=NOW)
    revoked = issue(name="billing", scopes=["customers:read"], at=NOW)
    ApiToken.objects.filter(name="billing").update(revoked_at=NOW)

    assert ask(client, HISTORY, revoked, number=reported_customer.number).status_code == 401
    assert ask(client, HISTORY, forms_only, number=reported_customer.number).json()["data"]["customer"] is None
    assert not PersonalDataRead.objects.exists()


@pytest.mark.parametrize(
    "query",
    ["{", 7, "{ " + " ".join(f"a{i}: ticketTypes {{ code }}" for i in range(150)) + " }", "{ nobody }"],
)
def test_bad_queries_are_refused_with_a_reason(client: Client, db: None, query: Any) -> None:
    token = issue(name="workflow", scopes=["definitions:read"], at=NOW)

    answer = ask(client, query, token)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"]
