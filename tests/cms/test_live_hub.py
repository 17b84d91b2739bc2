"""The hub reads on whatever breaks, holds nobody up for a slow screen, and stops telling whom it may not tell."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.backends.base import SessionBase
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from cms.live import consumers, hub, screens
from cms.live.wake import Bell, hints
from crm import feed
from crm.models import FeedEvent
from tests.cms.live_screen import PATIENCE, ROUTES, ScreenAtTheSocket, change_estimate
from tests.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def watcher(db: None) -> User:
    user = User.objects.create_user("watcher")
    user.user_permissions.add(Permission.objects.get(codename="view_outage"))
    return User.objects.get(pk=user.pk)


def watching(user: User, scene: Callable[[ScreenAtTheSocket], Awaitable[Any]], **subscription: Any) -> Any:
    """Play a scene with one screen that is connected, subscribed and up to date."""

    async def play() -> Any:
        screen = ScreenAtTheSocket(user)
        await screen.connect()
        await screen.subscribe(**({"after": None} | subscription))
        await screen.message("caught_up")
        try:
            return await scene(screen)
        finally:
            await screen.disconnect()

    return async_to_sync(play)()


def test_a_screen_knows_that_it_is_current_though_nothing_concerns_it(
    watcher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "BEAT_SECONDS", 0.1)

    async def scene(screen: ScreenAtTheSocket) -> dict[str, Any]:
        await sync_to_async(change_estimate)(8)
        while (frame := await screen.message())["seq"] == 0:
            pass
        return frame

    assert watching(watcher, scene) == {"type": "position", "seq": 1}


def test_a_database_that_fails_is_told_and_survived(watcher: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(hub, "LATE_SECONDS", 0.3)

    def refuse(*_: object, **__: object) -> list[FeedEvent]:
        raise OperationalError("the server closed the connection unexpectedly")

    async def scene(screen: ScreenAtTheSocket) -> tuple[dict[str, Any], dict[str, Any]]:
        with monkeypatch.context() as outage:
            outage.setattr(feed, "read_after", refuse)
            behind = await screen.message("behind")
            await sync_to_async(change_estimate)(7)
        return behind, await screen.message("event")

    behind, event = watching(watcher, scene)

    assert behind["seconds"] >= 0
    assert event["seq"] == 1


def test_an_event_whose_writer_died_before_numbering_it_is_told_soon(
    watcher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "NUMBERING_SECONDS", 0.1)

    async def scene(screen: ScreenAtTheSocket) -> dict[str, Any]:
        await FeedEvent.objects.acreate(
            name="outage.confirmed", subject="outage:7", topics=["outage:7"], happened_at=NOW
        )
        return await screen.message("event")

    assert watching(watcher, scene)["name"] == "outage.confirmed"


@pytest.mark.parametrize("after", [0, 9])
def test_a_screen_too_far_behind_or_from_another_feed_reads_its_state_anew(
    watcher: User, settings: Settings, after: int
) -> None:
    settings.LIVE_CATCH_UP = 2
    for _ in range(3):
        change_estimate(7)

    async def scene() -> tuple[dict[str, Any], dict[str, Any]]:
        screen = ScreenAtTheSocket(watcher)
        await screen.connect()
        await screen.subscribe(after=after)
        return await screen.message(), await screen.closing()

    told, closed = async_to_sync(scene)()

    assert (told["type"], closed["code"]) == ("reload", 4410)


def test_a_screen_behind_what_is_kept_reads_its_state_anew(watcher: User) -> None:
    for _ in range(3):
        change_estimate(7)
    FeedEvent.objects.filter(position__lt=3).delete()

    async def scene() -> list[dict[str, Any]]:
        told = []
        for after in (1, 2):
            screen = ScreenAtTheSocket(watcher)
            await screen.connect()
            await screen.subscribe(after=after)
            told.append(await screen.message())
            await screen.disconnect()
        return told

    assert [frame["type"] for frame in async_to_sync(scene)()] == ["reload", "event"]


def test_more_than_a_readful_and_what_comes_meanwhile_arrive_in_order(
    watcher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "EVENTS_A_READ", 3)
    monkeypatch.setattr(hub, "KEPT_EVENTS", 2)
    for _ in range(7):
        change_estimate(7)

    async def scene() -> list[int]:
        first, second = ScreenAtTheSocket(watcher), ScreenAtTheSocket(watcher)
        await first.connect()
        await first.subscribe(after=7)
        await first.message("caught_up")
        for _ in range(5):
            await sync_to_async(change_estimate)(7)
        await second.connect()
        await second.subscribe(after=0)
        numbers = [(await second.message("event"))["seq"] for _ in range(12)]
        await first.disconnect()
        await second.disconnect()
        return numbers

    assert async_to_sync(scene)() == list(range(1, 13))


def test_a_stalled_screen_is_cut_off_and_holds_nobody_up(watcher: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "LONGEST_QUEUE", 3)
    monkeypatch.setattr(consumers, "SLOWEST_SECONDS", 0.3)
    closed: list[int] = []

    async def stalled() -> None:
        inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "websocket.close":
                closed.append(message["code"])
                await inbox.put({"type": "websocket.disconnect", "code": message["code"]})
            elif '"event"' in message.get("text", ""):
                await asyncio.Event().wait()

        scope = {"type": "websocket", "path": "/ws/live/", "headers": [], "user": watcher}
        await inbox.put({"type": "websocket.connect"})
        subscription = {"type": "subscribe", "topics": ["outages"], "after": 0}
        await inbox.put({"type": "websocket.receive", "text": json.dumps(subscription)})
        await ROUTES(scope, inbox.get, send)

    async def scene(screen: ScreenAtTheSocket) -> list[int]:
        other = asyncio.create_task(stalled())
        numbers = []
        for _ in range(6):
            await sync_to_async(change_estimate)(7)
            numbers.append((await screen.message("event"))["seq"])
        await asyncio.wait_for(other, PATIENCE)
        return numbers

    assert watching(watcher, scene) == [1, 2, 3, 4, 5, 6]
    assert closed == [4408]


def _deactivate(user: User, session: SessionBase) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def _take_permission(user: User, session: SessionBase) -> None:
    user.user_permissions.clear()


def _log_out(user: User, session: SessionBase) -> None:
    session.flush()


def _change_password(user: User, session: SessionBase) -> None:
    user.set_password("another one altogether")
    user.save()


@pytest.mark.parametrize("change", [_deactivate, _take_permission, _log_out, _change_password])
def test_who_may_no_longer_watch_is_disconnected(
    watcher: User, client: Client, monkeypatch: pytest.MonkeyPatch, change: Callable[[User, SessionBase], None]
) -> None:
    monkeypatch.setattr(consumers, "RECHECK_SECONDS", 0.2)
    client.force_login(watcher)

    async def scene() -> tuple[bool, int]:
        screen = ScreenAtTheSocket(watcher, client.session)
        await screen.connect()
        await screen.subscribe(after=0)
        await screen.message("caught_up")
        await asyncio.sleep(0.6)
        await sync_to_async(change_estimate)(7)
        still_told = (await screen.message("event"))["seq"] == 1
        await sync_to_async(change)(watcher, client.session)
        return still_told, (await screen.closing())["code"]

    assert async_to_sync(scene)() == (True, 4403)


def test_an_agent_hears_of_his_own_calls_only(agent: User, dispatcher: User) -> None:
    async def scene(screen: ScreenAtTheSocket) -> dict[str, Any]:
        for user in (dispatcher, agent):
            await sync_to_async(feed.append)(
                name="call.offered", subject="call:1", topics=[f"calls:{user.pk}"], data={}, by=None, at=NOW
            )
        return await screen.message("event")

    assert watching(agent, scene, topics=["calls:me"])["seq"] == 2


def test_without_redis_screens_are_told_all_the_same(watcher: User, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    async def scene(screen: ScreenAtTheSocket) -> dict[str, Any]:
        await sync_to_async(change_estimate)(7)
        return await screen.message("event")

    assert watching(watcher, scene)["seq"] == 1


def test_a_hint_is_heard_in_another_process(settings: Settings) -> None:
    if not settings.REDIS_URL:
        pytest.skip("without Redis there are no hints")

    async def scene() -> None:
        heard = hints(settings.REDIS_URL)
        await anext(heard)
        Bell(settings.REDIS_URL).ring()
        await asyncio.wait_for(anext(heard), 2)

    async_to_sync(scene)()
