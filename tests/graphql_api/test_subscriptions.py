"""A system follows outages and tickets over graphql-transport-ws, goes on where it stopped, and is shut out at once."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from unittest.mock import patch

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.db import OperationalError
from django.utils import timezone

from cms.asgi import application
from crm import feed
from graphql_api import consumers
from graphql_api.models import ApiToken
from graphql_api.tokens import issue, revoke
from outages.models import Device, Outage
from tests.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)
FOLLOW = """subscription ($after: ID) { outageEvents(after: $after) {
    cursor name outage { number deviceCode } } }"""


class Follower:
    """A system's end of the socket."""

    def __init__(self, *protocols: str) -> None:
        scope: dict[str, Any] = {
            "type": "websocket",
            "path": "/graphql/",
            "headers": [],
            "subprotocols": list(protocols or ["graphql-transport-ws"]),
        }
        self._socket = ApplicationCommunicator(application, scope)

    async def open(self) -> dict[str, Any]:
        await self._socket.send_input({"type": "websocket.connect"})
        return await self._socket.receive_output(15)

    async def raw(self, text: str) -> None:
        await self._socket.send_input({"type": "websocket.receive", "text": text})

    async def say(self, kind: str, **parts: Any) -> None:
        await self.raw(json.dumps({"type": kind, **parts}))

    async def hear(self) -> dict[str, Any]:
        output = await self._socket.receive_output(15)
        return json.loads(output["text"]) if output["type"] == "websocket.send" else output

    async def log_in(self, token: str) -> dict[str, Any]:
        await self.open()
        await self.say("connection_init", payload={"Authorization": f"Bearer {token}"})
        return await self.hear()

    async def follow(self, name: str = "1", query: str = FOLLOW, **variables: Any) -> None:
        await self.say("subscribe", id=name, payload={"query": query, "variables": variables})

    async def leave(self) -> None:
        await self._socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await self._socket.wait(15)


def in_loop(scene: Callable[[], Awaitable[Any]]) -> Any:
    async def play() -> Any:
        return await scene()

    return async_to_sync(play)()


def tell(outage: Outage, name: str = "outage.confirmed") -> None:
    feed.append(name=name, subject=f"outage:{outage.pk}", topics=["outages"], data={}, by=None, at=NOW)


@pytest.fixture
def outage() -> Outage:
    device = Device.objects.create(code="ST1", name="ST1", kind="station", path="/1/")
    return Outage.objects.create(number=7, device=device, started_at=NOW)


@pytest.fixture
def token() -> str:
    return issue(name="oms", scopes=["outages:read"], at=NOW)


def test_events_arrive_as_they_happen_and_a_cut_system_goes_on_behind_its_cursor(token: str, outage: Outage) -> None:
    tell(outage)  # before anyone follows: not told

    async def scene() -> list[dict[str, Any]]:
        system = Follower()
        heard = [await system.log_in(token)]
        await system.follow()
        await system.say("ping")
        heard.append(await system.hear())
        await system.follow("2", "{ outages { edges { node { number } } } }")
        heard += [await system.hear(), await system.hear()]
        await sync_to_async(tell)(outage, "outage.restored")
        heard.append(await system.hear())
        await system.leave()
        await sync_to_async(tell)(outage, "outage.closed")
        again = Follower()
        await again.log_in(token)
        await again.follow(after=heard[-1]["payload"]["data"]["outageEvents"]["cursor"])
        heard.append(await again.hear())
        await again.leave()
        return heard

    ack, pong, listed, complete, restored, closed = in_loop(scene)

    assert (ack, pong) == ({"type": "connection_ack"}, {"type": "pong"})
    assert listed["payload"]["data"] == {"outages": {"edges": [{"node": {"number": 7}}]}}
    assert complete == {"type": "complete", "id": "2"}
    assert (restored["type"], restored["id"]) == ("next", "1")
    shown = {"number": 7, "deviceCode": "ST1"}
    assert restored["payload"]["data"]["outageEvents"] == {"cursor": "2", "name": "outage.restored", "outage": shown}
    assert closed["payload"]["data"]["outageEvents"] == {"cursor": "3", "name": "outage.closed", "outage": shown}


def test_a_revoked_token_hears_nothing_more(token: str, outage: Outage) -> None:
    async def scene() -> dict[str, Any]:
        system = Follower()
        await system.log_in(token)
        await system.follow()
        kept = await sync_to_async(ApiToken.objects.get)()
        await sync_to_async(revoke)(token=kept, at=timezone.now())
        await sync_to_async(tell)(outage)
        return await system.hear()

    with patch.object(consumers, "RECHECK_SECONDS", 0.1):
        closed = in_loop(scene)

    assert (closed["type"], closed["code"]) == ("websocket.close", 4403)


def test_a_database_that_does_not_answer_ends_the_connection(token: str) -> None:
    async def scene() -> dict[str, Any]:
        system = Follower()
        await system.log_in(token)
        with patch.object(consumers, "still_valid", side_effect=OperationalError("gone")):
            while (heard := await system.hear())["type"] != "websocket.close":
                continue
            return heard

    with patch.object(consumers, "RECHECK_SECONDS", 0.1):
        closed = in_loop(scene)

    assert (closed["type"], closed["code"]) == ("websocket.close", 4500)


@pytest.mark.parametrize(
    ("query", "variables", "reason"),
    [
        ("subscription { ticketEvents { cursor } }", {}, "lacks the scope"),
        (FOLLOW, {"after": "x"}, "cursor"),
        (FOLLOW, {"after": "999"}, "cursor"),
        ("subscription { outageEvents { cursor } ticketEvents { cursor } }", {}, "only one"),
        ("subscription { nothing }", {}, "Cannot query"),
        ("{", {}, "Syntax"),
        ("", {}, "query"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_a_reason(
    token: str, outage: Outage, query: str, variables: dict[str, Any], reason: str
) -> None:
    async def scene() -> dict[str, Any]:
        system = Follower()
        await system.log_in(token)
        await system.follow("1", query, **variables)
        heard = await system.hear()
        await system.leave()
        return heard

    heard = in_loop(scene)

    assert (heard["type"], heard["id"]) == ("error", "1")
    assert reason in heard["payload"][0]["message"]


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (["{"], 4400),
        (["[]"], 4400),
        (['{"type": "start"}'], 4400),
        (['{"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }"}}'], 4401),
        (['{"type": "connection_init"}'], 4403),
        (['{"type": "connection_init", "payload": {"Authorization": 7}}'], 4403),
    ],
)
def test_who_does_not_keep_to_the_protocol_is_shut_out(token: str, messages: list[str], code: int) -> None:
    async def scene() -> dict[str, Any]:
        system = Follower()
        await system.open()
        for message in messages:
            await system.raw(message)
        return await system.hear()

    closed = in_loop(scene)

    assert (closed["type"], closed["code"]) == ("websocket.close", code)


def test_the_same_id_twice_or_a_second_login_shuts_out_too(token: str) -> None:
    async def scene(second: str) -> dict[str, Any]:
        system = Follower()
        await system.log_in(token)
        if second == "login":
            await system.say("connection_init")
        else:
            await system.follow()
            await system.follow()
        return await system.hear()

    assert in_loop(lambda: scene("login"))["code"] == 4429
    assert in_loop(lambda: scene("id"))["code"] == 4409


def test_who_stays_silent_or_speaks_another_protocol_is_shut_out(db: None) -> None:
    async def scene(system: Follower) -> list[dict[str, Any]]:
        return [await system.open(), await system.hear()]

    with patch.object(consumers, "INIT_SECONDS", 0.05):
        silent = in_loop(lambda: scene(Follower()))
    old = in_loop(lambda: scene(Follower("graphql-ws")))

    assert silent[0]["subprotocol"] == "graphql-transport-ws"
    assert (silent[1]["code"], old[1]["code"]) == (4408, 4406)
