"""Administrators add exchanges and change their secrets without a pause; each exchange's calls are its own."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from wagtail.models import ModelLogEntry

from crm.models import AgentLine, Call, Exchange, FeedEvent, Source
from tests.conftest import NOW, NewUser

pytestmark = pytest.mark.django_db
PAGE = "/admin/exchanges/"
RINGING = {"event": "newCall", "callId": "c1", "from": "601 234 567", "to": "991", "direction": "in", "user": "201"}


@pytest.fixture
def administrator(new_user: NewUser) -> Client:
    client = Client()
    client.force_login(new_user("administrator"))
    return client


def told_address(answer: Any) -> str:
    """The address that the page shows this once, without the server's name."""
    found = re.search(r'value="http://testserver(/api/telephony/[^"]+/)"', answer.content.decode())
    assert found, answer.content.decode()
    return found.group(1)


def add(administrator: Client, name: str = "Płock") -> str:
    answer = administrator.post(f"{PAGE}new/", {"name": name})

    assert answer.status_code == 201
    return told_address(answer)


def test_an_added_exchange_tells_of_calls_at_its_own_address(
    administrator: Client, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    address = add(administrator)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address, RINGING)

    assert answer.status_code == 200
    assert Call.objects.get().told_by == Exchange.objects.get(name="Płock")
    assert Exchange.objects.get().told_at
    assert Source.objects.get(code="telephony").told_at


def test_the_secret_is_shown_once_and_kept_nowhere(administrator: Client) -> None:
    secret = add(administrator).split("/")[-2]

    kept = str(list(Exchange.objects.values())) + str(list(ModelLogEntry.objects.values()))
    pages = [administrator.get(page).content.decode() for page in (PAGE, f"{PAGE}{Exchange.objects.get().pk}/")]
    assert secret not in kept + "".join(pages)
    assert len(secret) >= 43


def test_the_page_with_a_secret_is_kept_by_no_cache(administrator: Client) -> None:
    answer = administrator.post(f"{PAGE}new/", {"name": "Płock"})

    assert "no-store" in answer["Cache-Control"]


def test_calls_of_the_same_id_at_two_exchanges_and_at_the_settings_one_are_three(
    administrator: Client, client: Client, settings: Any
) -> None:
    settings.TELEPHONY_SECRET = "open-sesame"
    addresses = [add(administrator), add(administrator, "Radom"), "/api/telephony/open-sesame/"]

    calls = {client.post(address, RINGING).json()["call"] for address in addresses * 2}

    assert len(calls) == Call.objects.count() == 3


def test_an_extension_of_two_exchanges_rings_at_the_agent_of_each(
    administrator: Client, client: Client, agent: User, dispatcher: User
) -> None:
    addresses = {name: add(administrator, name) for name in ("Płock", "Radom")}
    AgentLine.objects.create(user=agent, extension="201")
    AgentLine.objects.create(user=dispatcher, extension="201", exchange=Exchange.objects.get(name="Radom"))

    for address in addresses.values():
        client.post(address, RINGING)

    assert [call.agent for call in Call.objects.order_by("pk")] == [agent, dispatcher]


def test_a_new_secret_works_beside_the_old_one_for_a_week(administrator: Client, client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        old = add(administrator)
        administrator.force_login(User.objects.get(username="administrator"))
        new = told_address(administrator.post(f"{PAGE}{Exchange.objects.get().pk}/secret/"))
        during = [client.post(address, RINGING).status_code for address in (old, new)]
    with time_machine.travel(NOW + timedelta(days=7, seconds=1), tick=False):
        after = [client.post(address, RINGING).status_code for address in (old, new)]

    assert (during, after) == ([200, 200], [404, 200])
    assert Call.objects.count() == 1


def test_an_old_secret_is_ended_by_hand(administrator: Client, client: Client) -> None:
    old = add(administrator)
    exchange = Exchange.objects.get()
    new = told_address(administrator.post(f"{PAGE}{exchange.pk}/secret/"))

    administrator.post(f"{PAGE}{exchange.pk}/old-secret/")

    assert [client.post(address, RINGING).status_code for address in (old, new)] == [404, 200]
    assert [entry.action for entry in ModelLogEntry.objects.order_by("pk")] == [
        "wagtail.create",
        "crm.new_secret",
        "crm.old_secret_ended",
    ]


def test_pressing_twice_does_not_take_away_the_secret_in_use(administrator: Client, client: Client) -> None:
    old = add(administrator)
    page = f"{PAGE}{Exchange.objects.get().pk}/"
    new = told_address(administrator.post(f"{page}secret/"))

    again = administrator.post(f"{page}secret/", follow=True)

    assert "end it first" in again.content.decode()
    assert [client.post(address, RINGING).status_code for address in (old, new)] == [200, 200]


def test_an_exchange_that_is_not_listened_to_is_a_stranger(administrator: Client, client: Client) -> None:
    address = add(administrator)
    administrator.post(f"{PAGE}{Exchange.objects.get().pk}/", {"name": "Płock"})

    answer = client.post(address, RINGING)

    assert answer.status_code == 404
    assert not Call.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "Radom"])
def test_a_name_that_cannot_be_kept_is_answered_in_place(administrator: Client, name: str) -> None:
    add(administrator, "Radom")
    add(administrator, "Płock")

    added = administrator.post(f"{PAGE}new/", {"name": name})
    changed = administrator.post(f"{PAGE}{Exchange.objects.get(name='Płock').pk}/", {"name": name, "is_active": "on"})

    assert (added.status_code, changed.status_code) == (422, 422)
    assert added.context["why"]
    assert set(Exchange.objects.values_list("name", flat=True)) == {"Płock", "Radom"}


def test_a_supervisor_sees_the_exchanges_and_changes_none(administrator: Client, new_user: NewUser) -> None:
    add(administrator)
    exchange = Exchange.objects.get()
    supervisor = Client()
    supervisor.force_login(new_user("supervisor"))

    shown = supervisor.get(PAGE)
    refused = [
        supervisor.post(f"{PAGE}{end}", {"name": "x"}).status_code
        for end in ("new/", f"{exchange.pk}/", f"{exchange.pk}/secret/", f"{exchange.pk}/old-secret/")
    ]

    assert "Płock" in shown.content.decode()
    assert refused == [302] * 4
    assert list(Exchange.objects.all()) == [exchange]
    assert not FeedEvent.objects.exists()


def test_who_has_a_telephone_already_is_named(administrator: Client, agent: User, dispatcher: User) -> None:
    User.objects.filter(pk=agent.pk).update(first_name="Joanna", last_name="Mazurek")
    AgentLine.objects.create(user=agent, extension="101")

    answer = administrator.post("/admin/agent-lines/new/", {"user": dispatcher.pk, "extension": "101"})

    assert "Joanna Mazurek answers at 101" in answer.content.decode()
    assert AgentLine.objects.get().user == agent


@pytest.mark.parametrize("extension", ["SIP/101", "101@exchange", "1 0 1", "☎"])
def test_only_a_bare_extension_is_kept(administrator: Client, agent: User, extension: str) -> None:
    answer = administrator.post("/admin/agent-lines/new/", {"user": agent.pk, "extension": extension})

    assert "Give the extension alone" in answer.content.decode()
    assert not AgentLine.objects.exists()


def test_a_supervisor_seats_an_agent_at_a_telephone_of_an_exchange(
    administrator: Client, new_user: NewUser, agent: User
) -> None:
    add(administrator)
    exchange = Exchange.objects.get()
    supervisor = Client()
    supervisor.force_login(new_user("supervisor"))

    supervisor.post("/admin/agent-lines/new/", {"user": agent.pk, "extension": "101", "exchange": exchange.pk})

    line = AgentLine.objects.get()
    assert (line.user, line.exchange) == (agent, exchange)
