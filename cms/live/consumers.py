"""The socket of `ws/live/`: the words of the protocol, and who may go on listening; the feed is read by the hub."""

import asyncio
import json
import logging
import random
from importlib import import_module
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.auth import get_user
from django.db import DatabaseError
from django.http import HttpRequest

from cms.live.hub import TooFarBehind, hub_of_this_loop, in_database
from cms.live.screens import RELOAD_FRAME, Screen, position_frame
from cms.live.topics import is_topic, may_watch
from crm import feed

NOT_ALLOWED, NOT_UNDERSTOOD, TOO_SLOW, RELOADS, FAILED = 4403, 4400, 4408, 4410, 1011
MOST_TOPICS = 100
RECHECK_SECONDS = 30.0
SLOWEST_SECONDS = 10.0
_log = logging.getLogger("tcz.live")


class LiveConsumer(AsyncWebsocketConsumer):
    """Takes one subscription a connection; a screen that wants other topics connects anew with its last number."""

    screen: Screen | None = None
    tasks: tuple[asyncio.Task[None], ...] = ()

    async def connect(self) -> None:
        # Accepted even when nobody is logged in: a browser learns the reason only from the code of a closed socket.
        await self.accept()
        if not self.scope["user"].is_authenticated:
            await self.close(NOT_ALLOWED)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            topics, after = _subscription(text_data)
        except (ValueError, RecursionError):
            await self.close(NOT_UNDERSTOOD)
            return
        if self.tasks or not await in_database(may_watch, self.scope["user"], topics):
            await self.close(NOT_UNDERSTOOD if self.tasks else NOT_ALLOWED)
            return
        self.tasks = (asyncio.create_task(self._serve(topics, after)), asyncio.create_task(self._recheck(topics)))

    async def disconnect(self, code: int) -> None:
        for task in self.tasks:
            task.cancel()
        if self.screen:
            hub_of_this_loop().leave(self.screen)

    async def _serve(self, topics: list[str], after: int | None) -> None:
        """Send what the screen watches until it is cut off; whatever goes wrong, the browser is told to come back."""
        try:
            position = await in_database(feed.last_position) if after is None else after
            own = f"calls:{self.scope['user'].pk}"
            self.screen = Screen(frozenset(own if topic == "calls:me" else topic for topic in topics), position)
            await self._catch_up(self.screen)
            while not self.screen.is_cut_off:
                await self._send_soon(await self.screen.frames.get())
            code = TOO_SLOW
        except TooFarBehind:
            await self.send(RELOAD_FRAME)
            code = RELOADS
        except TimeoutError:
            code = TOO_SLOW
        except OSError:  # The browser is gone; its disconnection is on the way.
            return
        except Exception:
            _log.exception("A screen could not be served.")
            code = FAILED
        if self.screen:
            hub_of_this_loop().leave(self.screen)
        await self.close(code)

    async def _catch_up(self, screen: Screen) -> None:
        async for frames in hub_of_this_loop().catch_up(screen):
            for text in frames:
                await self._send_soon(text)
        reached = screen.position
        for _ in range(screen.frames.qsize()):
            await self._send_soon(screen.frames.get_nowait())
        await self._send_soon(position_frame("caught_up", reached))

    async def _send_soon(self, text: str) -> None:
        async with asyncio.timeout(SLOWEST_SECONDS):
            await self.send(text)

    async def _recheck(self, topics: list[str]) -> None:
        """Close the connection of somebody who has logged out, was deactivated, or may no longer watch this."""
        while True:
            # Spread out, so that a thousand screens do not ask at once.
            await asyncio.sleep(RECHECK_SECONDS * random.uniform(0.8, 1.2))
            try:
                is_allowed = await in_database(_may_still_watch, self.scope["session"].session_key, topics)
            except DatabaseError:
                continue
            if not is_allowed:
                await self.close(NOT_ALLOWED)
                return


def _may_still_watch(session_key: str, topics: list[str]) -> bool:
    """Look up whom the session stands for now, by the very rules of a page request, and what he may watch."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return may_watch(get_user(request), topics)


def _subscription(text: str | None) -> tuple[list[str], int | None]:
    """Return topics and position of a subscribe message; raise `ValueError` for anything else."""
    message: Any = json.loads(text or "")
    if not isinstance(message, dict) or message.get("type") != "subscribe":
        raise ValueError("not a subscription")
    topics, after = message.get("topics"), message.get("after")
    if not isinstance(topics, list) or not 0 < len(topics) <= MOST_TOPICS:
        raise ValueError("topics is a list")
    if not all(is_topic(topic) for topic in topics):
        raise ValueError("unknown topic")
    if after is not None and (isinstance(after, bool) or not isinstance(after, int) or not 0 <= after < 2**63):
        raise ValueError("after is a position")
    return topics, after
