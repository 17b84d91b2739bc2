"""What tests of the board share: a dispatcher at the board, and an outage that two neighbours reported."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from crm.models import ServicePoint
from outages.models import Outage
from tests.conftest import NOW, Town, report_no_power
from ticketforms.models import FormVersion

AT_THE_BOARD = NOW + timedelta(minutes=5)

Reporting = Callable[[ServicePoint], Outage | None]
Sitting = Callable[[User], Client]


@pytest.fixture(autouse=True)
def five_past_noon() -> Iterator[None]:
    with time_machine.travel(AT_THE_BOARD, tick=False):
        yield


@pytest.fixture
def sit_down(db: None) -> Sitting:
    """Log a person in, in English."""

    def log_in(user: User) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


@pytest.fixture
def board(sit_down: Sitting, dispatcher: User) -> Client:
    return sit_down(dispatcher)


@pytest.fixture
def onlooker(sit_down: Sitting, agent: User) -> Client:
    """An agent, who sees the board and changes nothing."""
    return sit_down(agent)


@pytest.fixture
def report(no_power_form: FormVersion, agent: User) -> Reporting:
    def take(point: ServicePoint) -> Outage | None:
        return report_no_power(no_power_form, point, agent).outage

    return take


@pytest.fixture
def outage(town: Town, report: Reporting) -> Outage:
    """The LV circuit ST1A with two reports, predicted."""
    report(town.household("Ala", "ST1A"))
    predicted = report(town.household("Ela", "ST1A"))
    assert predicted is not None
    return predicted
