"""The desk asks which call its agent is in; an agent says whose call it is."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User

from crm.calls.operations import attach_customer
from crm.calls.queries import current_call
from crm.models import Call, FeedEvent, ServicePoint
from tests.conftest import NOW


def call(agent: User, name: str, *, offered: int, answered: int | None = None, ended: int | None = None) -> Call:
    def moment(minutes: int | None) -> datetime | None:
        return None if minutes is None else NOW + timedelta(minutes=minutes)

    return Call.objects.create(
        exchange_id=name,
        agent=agent,
        offered_at=NOW + timedelta(minutes=offered),
        answered_at=moment(answered),
        ended_at=moment(ended),
    )


def test_the_call_that_was_answered_comes_before_one_that_rings(agent: User) -> None:
    answered = call(agent, "talk", offered=-3, answered=-2)
    call(agent, "second line", offered=-1)

    assert current_call(agent, NOW) == answered


@pytest.mark.parametrize(
    ("offered", "answered", "ended"), [(-3, -2, -1), (-6, None, None), (-300, -299, None), (-2, None, -1)]
)
def test_a_call_that_is_over_or_whose_end_was_never_told_is_not_current(
    agent: User, offered: int, answered: int | None, ended: int | None
) -> None:
    call(agent, "earlier", offered=offered, answered=answered, ended=ended)

    assert current_call(agent, NOW) is None


def test_another_agents_call_is_not_mine(agent: User, dispatcher: User) -> None:
    call(dispatcher, "theirs", offered=-1)

    assert current_call(agent, NOW) is None


def test_a_call_gets_its_customer_once(agent: User, point: ServicePoint) -> None:
    ringing = call(agent, "talk", offered=-1)

    for _press in range(2):
        attached = attach_customer(call=ringing, customer=point.customer, by=agent, at=NOW)

    assert attached.customer == point.customer
    event = FeedEvent.objects.get()
    assert event.name == "call.customer_attached"
    assert event.topics == [f"call:{ringing.pk}", f"calls:{agent.pk}", f"customer:{point.customer_id}"]
