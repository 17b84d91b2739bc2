"""The screens' tests look at the same tickets as the register's, through a browser's eyes."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.crm.conftest import hazard, point, ticket

__all__ = ["hazard", "point", "ticket"]


@pytest.fixture
def at_agent(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


@pytest.fixture
def at_dispatcher(dispatcher: User) -> Client:
    client = Client()
    client.force_login(dispatcher)
    return client
