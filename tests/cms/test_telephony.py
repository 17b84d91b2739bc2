"""The exchange tells of a call by webhook: the agent's feed hears of it once, and bad input leaves nothing."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings

from crm.models import AgentLine, Call, Customer, CustomerPhone, FeedEvent
from tests.conftest import Town

ADDRESS = "/api/telephony/open-sesame/"
RINGING = {"event": "newCall", "callId": "c1", "from": "601 234 567", "to": "991", "direction": "in", "user": "201"}


@pytest.fixture(autouse=True)
def _secret() -> Iterator[None]:
    with override_settings(TELEPHONY_SECRET="open-sesame"):
        yield


@pytest.fixture
def caller(town: Town) -> Customer:
    customer = town.household("Kowalska Anna", "ST1A").customer
    CustomerPhone.objects.create(customer=customer, number="+48601234567", is_primary=True)
    return customer


@pytest.mark.parametrize("as_json", [True, False])
def test_a_known_caller_rings_on_the_agents_topic(client: Client, agent: User, caller: Customer, as_json: bool) -> None:
    AgentLine.objects.create(user=agent, extension="201")

    for _ in range(2):
        answer = (
            client.post(ADDRESS, RINGING, content_type="application/json") if as_json else client.post(ADDRESS, RINGING)
        )

    assert answer.status_code == 200
    assert Call.objects.get().customer == caller
    told = FeedEvent.objects.get()
    assert (told.name, f"calls:{agent.pk}" in told.topics) == ("call.offered", True)


def test_a_number_of_two_customers_names_neither(client: Client, town: Town, caller: Customer) -> None:
    other = town.household("Kowalski Jan", "ST1A").customer
    CustomerPhone.objects.create(customer=other, number="+48601234567")

    client.post(ADDRESS, RINGING)

    assert Call.objects.get().customer is None


@pytest.mark.parametrize(
    ("change", "status"),
    [({"event": "boom"}, 400), ({"callId": ""}, 400), ({"callId": "x" * 200}, 400), ({"direction": "up"}, 400)],
)
def test_bad_events_are_refused_and_no_call_is_made(
    client: Client, db: None, change: dict[str, str], status: int
) -> None:
    answer = client.post(ADDRESS, RINGING | change, content_type="application/json")

    assert answer.status_code == status
    assert answer.json()["error"]
    assert not Call.objects.exists()


def test_a_wrong_secret_is_an_unknown_address(client: Client, db: None) -> None:
    answer = client.post("/api/telephony/guess/", RINGING)

    assert answer.status_code == 404
    assert not Call.objects.exists()
