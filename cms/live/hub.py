"""Reads the feed once a process and hands each event to the screens whose topics it touches.

It knows no user and no permission; a screen that does not keep up is cut off and catches up when it returns.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from asgiref.sync import sync_to_async

from crm import feed
from crm.models import FeedEvent

PAUSE_SECONDS = 0.25
LONGEST_QUEUE = 1_000


@dataclass(eq=False)
class Screen:
    """One subscribed connection: what it watches, how far it has been served, and the frames still to send."""

    topics: frozenset[str]
    position: int
    frames: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(LONGEST_QUEUE))
    is_cut_off: bool = False

    def serve(self, events: Sequence[FeedEvent]) -> None:
        """Queue what the screen watches of the events; a full queue cuts the screen off, since it cannot keep up."""
        for event in events:
            if self.is_cut_off or event.position is None or event.position <= self.position:
                continue
            text = frame(event, self.topics)
            if text is not None and self.frames.full():
                self.is_cut_off = True
                return
            if text is not None:
                self.frames.put_nowait(text)
            self.position = event.position


def frame(event: FeedEvent, topics: frozenset[str]) -> str | None:
    """Return the event as the stream sends it, under the first of its topics that is watched, if any is."""
    topic = next((topic for topic in event.topics if topic in topics), None)
    if topic is None:
        return None
    return json.dumps({"type": "event", "seq": event.position, "topic": topic, "name": event.name, "data": event.data})


class Hub:
    """The screens of one process and the one task that reads the feed for them while there are any."""

    def __init__(self) -> None:
        self._screens: set[Screen] = set()
        self._position = 0
        self._reader: asyncio.Task[None] | None = None

    async def join(self, screen: Screen) -> None:
        """Serve what the screen missed, then everything new; between the two no event can slip through."""
        while events := await sync_to_async(feed.read_after)(screen.position):
            screen.serve(events)
            if screen.is_cut_off:
                return
        if not self._screens:
            self._position = screen.position
            self._reader = asyncio.create_task(self._read())
        elif screen.position < self._position:
            await self.join(screen)
            return
        self._screens.add(screen)

    def leave(self, screen: Screen) -> None:
        """Forget a screen; the last one to leave ends the reading."""
        self._screens.discard(screen)
        if not self._screens and self._reader:
            self._reader.cancel()
            self._reader = None

    async def _read(self) -> None:
        while True:
            events = await sync_to_async(feed.read_after)(self._position)
            if events:
                self._position = events[-1].position or self._position
                for screen in self._screens:
                    screen.serve(events)
            await asyncio.sleep(0 if events else PAUSE_SECONDS)
