"""A screen of the live stream without a browser, and something for it to hear."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from asgiref.testing import ApplicationCommunicator
from channels.routing import URLRouter
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.base import SessionBase
from django.urls import path

from cms.live.consumers import LiveConsumer
from crm import feed
from tests.conftest import NOW

PATIENCE = 20
ROUTES = URLRouter([path("ws/live/", LiveConsumer.as_asgi())])


def change_estimate(outage: int) -> None:
    feed.append(
        name="outage.estimate_changed", subject=f"outage:{outage}", topics=["outages"], data={}, by=None, at=NOW
    )


class ScreenAtTheSocket:
    """A browser's end of the stream, in the words of ASGI."""

    def __init__(self, user: User | AnonymousUser, session: SessionBase | None = None) -> None:
        scope: dict[str, Any] = {
            "type": "websocket",
            "path": "/ws/live/",
            "headers": [],
            "user": user,
            "session": session,
            "subprotocols": [],
        }
        self._socket = ApplicationCommunicator(ROUTES, scope)

    async def connect(self) -> dict[str, Any]:
        await self._socket.send_input({"type": "websocket.connect"})
        return await self._socket.receive_output(1)

    async def send(self, text: str) -> None:
        await self._socket.send_input({"type": "websocket.receive", "text": text})

    async def subscribe(self, after: int | None, topics: Sequence[str] = ("outage:7",)) -> None:
        await self.send(json.dumps({"type": "subscribe", "topics": list(topics), "after": after}))

    async def closing(self) -> dict[str, Any]:
        """Return how the server closes, past the heartbeats before it."""
        async with asyncio.timeout(PATIENCE):
            while (output := await self._socket.receive_output(PATIENCE))["type"] == "websocket.send":
                pass
        return output

    async def message(self, kind: str = "") -> dict[str, Any]:
        """Return the next frame, or the next of one kind."""
        async with asyncio.timeout(PATIENCE):
            while True:
                frame: dict[str, Any] = json.loads((await self._socket.receive_output(PATIENCE))["text"])
                if kind in ("", frame["type"]):
                    return frame

    async def disconnect(self) -> None:
        await self._socket.send_input({"type": "websocket.disconnect", "code": 1005})
        await self._socket.wait(1)
