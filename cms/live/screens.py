"""One connected screen and the frames of the stream; it knows neither the socket nor the feed's table."""

import asyncio
import json
from dataclasses import dataclass, field

from crm.models import FeedEvent

LONGEST_QUEUE = 1_000


@dataclass(eq=False)
class Screen:
    """What a connection watches, how far it has been served, and the frames still to send."""

    topics: frozenset[str]
    position: int
    frames: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(LONGEST_QUEUE))
    is_current: bool = False
    is_cut_off: bool = False

    def offer(self, position: int, text: str) -> None:
        """Queue an event's frame, once; a full queue cuts the screen off, since it cannot keep up."""
        if self.is_cut_off or position <= self.position:
            return
        if self.frames.full():
            self.is_cut_off = True
            return
        self.frames.put_nowait(text)
        self.position = position

    def beat(self, text: str) -> None:
        """Queue a heartbeat, unless the screen is still catching up or has enough to read anyway."""
        if self.is_current and not self.frames.full():
            self.frames.put_nowait(text)

    def watched(self, event: FeedEvent) -> str | None:
        """Return the first of the event's topics that is watched here, if any is."""
        return next((topic for topic in event.topics if topic in self.topics), None)


def event_frame(event: FeedEvent, topic: str) -> str:
    """Return an event as the stream sends it to those who watch `topic`."""
    return json.dumps({"type": "event", "seq": event.position, "topic": topic, "name": event.name, "data": event.data})


def position_frame(kind: str, position: int) -> str:
    """Return the frame that says: all up to this position has been sent."""
    return json.dumps({"type": kind, "seq": position})


def behind_frame(seconds: float) -> str:
    """Return the frame that says: the connection lives, but the feed cannot be read at present."""
    return json.dumps({"type": "behind", "seconds": round(seconds)})


RELOAD_FRAME = json.dumps({"type": "reload"})
