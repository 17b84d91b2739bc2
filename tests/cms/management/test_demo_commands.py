"""The commands say what they did, and refuse before anything is written."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from crm.models import Customer
from ticketforms.models import TicketType


def test_definitions_says_how_many_types_are_published(db: None) -> None:
    said = StringIO()

    call_command("definitions", stdout=said)

    assert said.getvalue() == f"{TicketType.objects.filter(live=True).count()} ticket types are published.\n"


@pytest.mark.parametrize("asked", [{"customers": 0}, {"tickets": -1}])
def test_a_demo_of_nobody_is_refused(db: None, asked: dict[str, int]) -> None:
    with pytest.raises(CommandError):
        call_command("demo", **asked)

    assert not User.objects.exists()


def test_a_demo_beside_real_customers_is_refused_and_makes_no_logins(db: None) -> None:
    Customer.objects.create(number="1", name="Kowalska Anna", folded_name="kowalska anna")

    with pytest.raises(CommandError, match="empty database"):
        call_command("demo", customers=40, tickets=28)

    assert (Customer.objects.count(), User.objects.count()) == (1, 0)
