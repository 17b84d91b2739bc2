"""The live stream tells a screen what it watches, catches it up after a cut, and refuses who may not watch."""

from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.contrib.auth.models import AnonymousUser, Permission, User

from cms.asgi import application
from tests.cms.live_screen import PATIENCE, ScreenAtTheSocket, change_estimate

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def watcher(db: None) -> User:
    user = User.objects.create_user("watcher")
    user.user_permissions.add(Permission.objects.get(codename="view_outage"))
    return User.objects.get(pk=user.pk)


def test_a_restoration_time_reaches_the_screen_within_a_second_and_a_cut_screen_catches_up(watcher: User) -> None:
    change_estimate(1)

    async def watch() -> list[dict[str, Any]]:
        screen = ScreenAtTheSocket(watcher)
        await screen.connect()
        await screen.subscribe(after=1)
        told = [await screen.message()]
        await sync_to_async(change_estimate)(8)
        await sync_to_async(change_estimate)(7)
        told.append(await screen.message())
        await screen.disconnect()
        await sync_to_async(change_estimate)(7)
        again = ScreenAtTheSocket(watcher)
        await again.connect()
        await again.subscribe(after=told[1]["seq"])
        told += [await again.message(), await again.message()]
        await again.disconnect()
        return told

    told = async_to_sync(watch)()

    assert [(message["type"], message["seq"]) for message in told] == [
        ("caught_up", 1),
        ("event", 3),
        ("event", 4),
        ("caught_up", 4),
    ]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("{", 4400),
        ("[" * 100_000, 4400),
        ('{"type": "subscribe", "topics": ["calls:1"]}', 4400),
        ('{"type": "subscribe", "topics": ["outages"], "after": "x"}', 4400),
        ('{"type": "subscribe", "topics": ["customer:1"]}', 4403),
    ],
)
def test_a_bad_or_forbidden_subscription_closes_the_connection(watcher: User, message: str, code: int) -> None:
    async def subscribe() -> dict[str, Any]:
        screen = ScreenAtTheSocket(watcher)
        await screen.connect()
        await screen.send(message)
        return await screen.closing()

    closed = async_to_sync(subscribe)()

    assert (closed["type"], closed["code"]) == ("websocket.close", code)


def test_nobody_watches_without_logging_in() -> None:
    async def connect() -> dict[str, Any]:
        screen = ScreenAtTheSocket(AnonymousUser())
        await screen.connect()
        return await screen.closing()

    closed = async_to_sync(connect)()

    assert (closed["type"], closed["code"]) == ("websocket.close", 4403)


@pytest.mark.parametrize("path", ["/ws/other/", "/", "/admin/", "/ws/live/more"])
def test_a_socket_at_an_unknown_address_is_refused(path: str) -> None:
    async def knock() -> str:
        socket = ApplicationCommunicator(application, {"type": "websocket", "path": path, "headers": []})
        await socket.send_input({"type": "websocket.connect"})
        answer: dict[str, Any] = await socket.receive_output(PATIENCE)
        return str(answer["type"])

    assert async_to_sync(knock)() == "websocket.close"
