"""The socket of `ws/live/`: who may watch what, and the words of the protocol; the feed is read by the hub."""

import asyncio
import json
import re
from typing import Any

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from cms.live.hub import Hub, Screen

NOT_ALLOWED, NOT_UNDERSTOOD, TOO_SLOW = 4403, 4400, 4408
MOST_TOPICS = 100
_HUB = Hub()
_NEEDED = {
    "outages": "outages.view_outage",
    "outage": "outages.view_outage",
    "hazards": "crm.view_ticket",
    "tickets": "crm.view_ticket",
    "ticket": "crm.view_ticket",
    "customer": "crm.view_customer",
}
_TOPIC = re.compile(r"outages|hazards|tickets|calls:me|(ticket|customer|outage):[0-9]{1,18}")


class LiveConsumer(AsyncWebsocketConsumer):
    """Takes one subscription a connection; a screen that wants other topics connects anew with its last number."""

    screen: Screen | None = None
    writer: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        if self.scope["user"].is_authenticated:
            await self.accept()
        else:
            await self.close(NOT_ALLOWED)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            topics, after = _subscription(text_data)
        except ValueError:
            await self.close(NOT_UNDERSTOOD)
            return
        if self.screen or not await sync_to_async(self._may_watch)(topics):
            await self.close(NOT_UNDERSTOOD if self.screen else NOT_ALLOWED)
            return
        own_calls = f"calls:{self.scope['user'].pk}"
        self.screen = Screen(frozenset(own_calls if topic == "calls:me" else topic for topic in topics), after)
        self.writer = asyncio.create_task(self._write(self.screen))

    async def disconnect(self, code: int) -> None:
        if self.writer:
            self.writer.cancel()
        if self.screen:
            _HUB.leave(self.screen)

    async def _write(self, screen: Screen) -> None:
        await _HUB.join(screen)
        while not screen.frames.empty():
            await self.send(screen.frames.get_nowait())
        await self.send(json.dumps({"type": "caught_up", "seq": screen.position}))
        while not screen.is_cut_off:
            await self.send(await screen.frames.get())
        await self.close(TOO_SLOW)

    def _may_watch(self, topics: list[str]) -> bool:
        user = self.scope["user"]
        kinds = {topic.partition(":")[0] for topic in topics} - {"calls"}
        return user.is_active and all(user.has_perm(_NEEDED[kind]) for kind in kinds)


def _subscription(text: str | None) -> tuple[list[str], int]:
    """Return topics and position of a subscribe message; raise `ValueError` for anything else."""
    message: Any = json.loads(text or "")
    if not isinstance(message, dict) or message.get("type") != "subscribe":
        raise ValueError("not a subscription")
    topics, after = message.get("topics"), message.get("after", 0)
    if not isinstance(topics, list) or not 0 < len(topics) <= MOST_TOPICS:
        raise ValueError("topics is a list")
    if not all(isinstance(topic, str) and _TOPIC.fullmatch(topic) for topic in topics):
        raise ValueError("unknown topic")
    if isinstance(after, bool) or not isinstance(after, int) or not 0 <= after < 2**63:
        raise ValueError("after is a position")
    return topics, after
