"""What the tests of the GraphQL door share: a neighbour system that asks, and customers with a history."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from crm.models import Customer, ServicePoint
from graphql_api.tokens import issue
from outages.intake import register_report
from tests.conftest import NOW, Town
from ticketforms.models import FormVersion


@dataclass
class System:
    """A neighbour system with a token; without scopes it has none."""

    client: Client
    token: str

    def post(self, query: Any, **variables: Any) -> Any:
        """Send a question and return the response."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        body = {"query": query, "variables": variables}
        return self.client.post("/graphql/", body, content_type="application/json", headers=headers)

    def read(self, query: str, **variables: Any) -> Any:
        """Return the data of an answer that has no error."""
        response: HttpResponse = self.post(query, **variables)
        answer = response.json()  # type: ignore[attr-defined]  # the test client adds it
        assert "errors" not in answer, answer["errors"]
        return answer["data"]


@pytest.fixture
def system(client: Client, db: None) -> Callable[..., System]:
    """Return a neighbour system with the scopes given."""

    def make(*scopes: str) -> System:
        name = f"system with {', '.join(scopes)}"[:80]
        return System(client, issue(name=name, scopes=scopes, at=NOW) if scopes else "")

    return make


@pytest.fixture
def household_with_history(town: Town, no_power_form: FormVersion, agent: User) -> Callable[..., ServicePoint]:
    """Return a service point whose customer has reported as often as asked."""

    def make(name: str = "Ala", *, circuit: str = "ST1A", reports: int = 1) -> ServicePoint:
        point = town.household(name, circuit)
        for minute in range(reports):
            moment = NOW + timedelta(minutes=minute)
            register_report(
                form_version=no_power_form,
                raw_answers={"extent": "street", "flats": "12,5"},
                customer=point.customer,
                service_point=point,
                reporter_name=name,
                reporter_phone="600 100 200",
                reported_at=moment,
                by=agent,
                at=moment,
            )
        return point

    return make


@pytest.fixture
def reported_customer(household_with_history: Callable[..., ServicePoint]) -> Customer:
    """Ala, whose report and Ela's made an outage of their circuit."""
    point = household_with_history("Ala")
    household_with_history("Ela")
    return point.customer
