"""At the desk the work after a call is seen, timed, and ended by a press."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.calls.operations import ExchangeEvent, record
from crm.models import AgentLine, Call

pytestmark = pytest.mark.django_db


@pytest.fixture
def ended_call(client: Client, agent: User) -> Call:
    """A call the agent, who sits at the desk, took and ended just now."""
    AgentLine.objects.create(user=agent, extension="101")
    client.force_login(agent)
    for told in (
        ExchangeEvent("newCall", "c", "in", "601234567", "991", "", ("101",)),
        ExchangeEvent("answer", "c", extensions=("101",)),
        ExchangeEvent("hangup", "c", cause="normalClearing"),
    ):
        call = record(told=told, at=timezone.now())
    return call


def test_after_a_reload_the_ended_call_is_still_there_to_finish(client: Client, ended_call: Call) -> None:
    page = client.get(reverse("desk:desk")).content.decode()

    assert f'data-call="{ended_call.pk}"' in page
    assert "data-wrap-done" in page


def test_done_ends_the_work_and_the_desk_is_free(client: Client, ended_call: Call) -> None:
    answer = client.post(reverse("desk:done"), {"call": ended_call.pk})

    ended_call.refresh_from_db()
    assert answer.status_code == 200
    assert ended_call.wrapped_up_at
    assert "data-wrap-done" not in client.get(reverse("desk:desk")).content.decode()


def test_a_colleagues_call_cannot_be_ended(client: Client, ended_call: Call, dispatcher: User) -> None:
    Call.objects.update(agent=dispatcher)

    refused = client.post(reverse("desk:done"), {"call": ended_call.pk})
    unknown = client.post(reverse("desk:done"), {"call": 999})

    assert (refused.status_code, unknown.status_code) == (409, 404)
    ended_call.refresh_from_db()
    assert ended_call.wrapped_up_at is None
