"""The lists' tests look at the same tickets as the register's, through a browser's eyes."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from crm.models import Ticket
from tests.crm.conftest import hazard, point, ticket

__all__ = ["hazard", "point", "ticket"]

LIST = "/admin/tickets/"
SEARCH = "/admin/search/ticket/"
Send = Callable[..., Any]


@pytest.fixture
def at_agent(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


@pytest.fixture
def at_dispatcher(dispatcher: User) -> Client:
    client = Client()
    client.force_login(dispatcher)
    return client


def listed(client: Client, query: str = "", address: str = LIST) -> list[Ticket]:
    answer = client.get(f"{address}?{query}")
    assert answer.status_code == 200
    return [line.pk for line in answer.context["lines"]]


def send(client: Client, door: str, body: object, address: str = SEARCH, **headers: str) -> Any:
    """Send what the page's script sends."""
    return client.post(f"{address}{door}", json.dumps(body), content_type="application/json", headers=headers)
