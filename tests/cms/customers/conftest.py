"""People at the screens of customers, and one customer to look at."""

import pytest
from django.test import Client

from crm.models import Customer
from tests.conftest import NewUser
from tests.crm.conftest import point

__all__ = ["point"]


@pytest.fixture
def at_supervisor(new_user: NewUser) -> Client:
    client = Client()
    client.force_login(new_user("supervisor"))
    return client


@pytest.fixture
def at_agent(new_user: NewUser) -> Client:
    client = Client()
    client.force_login(new_user("agent"))
    return client


@pytest.fixture
def nowak(db: None) -> Customer:
    return Customer.objects.create(number="77", name="Nowak Ala", folded_name="nowak ala", pesel="44051401359")
