"""Reads the feed once a process and hands each event to the screens whose topics it touches.

It knows no user and no permission. Hints tell it when to look; without any it looks often enough by itself.
"""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from django.conf import settings

from cms.live.screens import Screen, behind_frame, event_frame, position_frame
from cms.live.wake import hints
from crm import feed
from crm.models import FeedEvent

LOOK_SECONDS, LOOK_SECONDS_WITH_HINTS = 0.2, 1.0
BEAT_SECONDS, LATE_SECONDS, NUMBERING_SECONDS = 2.0, 3.0, 2.0
KEPT_EVENTS, EVENTS_A_READ = 500, 500
_BREATH, _PATIENCE, _LONGEST_PAUSE = 0.01, 10.0, 2.0
_THREADS = ThreadPoolExecutor(4, thread_name_prefix="live")
_log = logging.getLogger("tcz.live")
_Answer = TypeVar("_Answer")


class TooFarBehind(Exception):
    """A screen whose position cannot or should not be caught up from: it reads its state anew."""


async def in_database(ask: Callable[..., _Answer], *args: Any) -> _Answer:
    """Ask the database in a thread of the stream's own, so that no request's work stands in the way."""
    answer: _Answer = await database_sync_to_async(ask, thread_sensitive=False, executor=_THREADS)(*args)
    return answer


class Hub:
    """The screens of one event loop and the tasks that serve them while there are any."""

    def __init__(self) -> None:
        self._screens: set[Screen] = set()
        self._watchers: defaultdict[str, set[Screen]] = defaultdict(set)
        self._tasks: list[asyncio.Task[None]] = []

    def enter(self) -> None:
        """Start reading for the first screen."""
        if self._tasks:
            return
        self._loop = asyncio.get_running_loop()
        self._woken, self._is_reading = asyncio.Event(), asyncio.Event()
        self._recent: deque[FeedEvent] = deque(maxlen=KEPT_EVENTS)
        self._position, self._kept_after, self._pause = 0, 0, LOOK_SECONDS
        self._current_at = self._loop.time()
        feed.listen(self._wake_from_thread)
        work = [
            _keep(self._read, self._wait_for_hint),
            _keep(self._beat, partial(asyncio.sleep, BEAT_SECONDS)),
            _keep(partial(in_database, feed.number_committed), partial(asyncio.sleep, NUMBERING_SECONDS)),
        ]
        if settings.REDIS_URL:
            work.append(_keep(self._follow_hints, partial(asyncio.sleep, _LONGEST_PAUSE)))
        self._tasks = [asyncio.create_task(part) for part in work]

    async def catch_up(self, screen: Screen) -> AsyncIterator[list[str]]:
        """Yield what the screen missed; when this ends, everything new goes to its queue and nothing lies between.

        Raises `TooFarBehind` when the feed no longer holds what it missed, or that is more than is worth sending.
        """
        self.enter()
        self._screens.add(screen)
        await self._is_reading.wait()
        if not self._kept_after <= screen.position <= self._position:
            await in_database(_check_reach, screen.position)
        while screen.position < self._kept_after:
            events = await in_database(feed.read_after, screen.position)
            if not events:
                raise TooFarBehind
            yield [event_frame(event, topic) for event in events if (topic := screen.watched(event))]
            screen.position = events[-1].position or screen.position
        for event in self._recent:
            if event.position and (topic := screen.watched(event)):
                screen.offer(event.position, event_frame(event, topic))
        screen.position = max(screen.position, self._position)
        screen.is_current = True
        for topic in screen.topics:
            self._watchers[topic].add(screen)

    def leave(self, screen: Screen) -> None:
        """Forget a screen; the last one to leave ends the reading."""
        self._screens.discard(screen)
        for topic in screen.topics:
            self._watchers[topic].discard(screen)
            if not self._watchers[topic]:
                del self._watchers[topic]
        if not self._screens:
            feed.stop_listening(self._wake_from_thread)
            for task in self._tasks:
                task.cancel()
            self._tasks = []

    @property
    def size(self) -> int:
        """How many screens there are."""
        return len(self._screens)

    @property
    def late_seconds(self) -> float:
        """For how long it is not known whether there is anything new; 0 without screens."""
        return self._loop.time() - self._current_at if self._tasks else 0.0

    async def _read(self) -> None:
        began = self._loop.time()
        async with asyncio.timeout(_PATIENCE):
            if not self._is_reading.is_set():
                self._position = self._kept_after = await in_database(feed.last_position)
                self._is_reading.set()
            events = await in_database(partial(feed.read_after, limit=EVENTS_A_READ), self._position)
        for event in events:
            self._hand_out(event)
        if len(events) == EVENTS_A_READ:
            self._woken.set()
        else:
            self._current_at = began

    def _hand_out(self, event: FeedEvent) -> None:
        position = event.position or 0
        if len(self._recent) == KEPT_EVENTS:
            self._kept_after = self._recent[0].position or 0
        self._recent.append(event)
        self._position = position
        for topic in event.topics:
            if watchers := self._watchers.get(topic):
                text = event_frame(event, topic)
                for screen in watchers:
                    screen.offer(position, text)

    async def _beat(self) -> None:
        """Tell every screen how far it is served, or that nothing is known at present."""
        late = self.late_seconds
        text = behind_frame(late) if late > LATE_SECONDS else position_frame("position", self._position)
        for screen in self._screens:
            screen.beat(text)

    async def _wait_for_hint(self) -> None:
        # Many writers at once are read together.
        await asyncio.sleep(_BREATH)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), self._pause)
        self._woken.clear()

    async def _follow_hints(self) -> None:
        try:
            async for _ in hints(settings.REDIS_URL):
                self._pause = LOOK_SECONDS_WITH_HINTS
                self._woken.set()
        finally:
            self._pause = LOOK_SECONDS

    def _wake_from_thread(self) -> None:
        with suppress(RuntimeError):  # The loop is closed: nobody is left to wake.
            self._loop.call_soon_threadsafe(self._woken.set)


async def _keep(step: Callable[[], Awaitable[None]], rest: Callable[[], Awaitable[None]]) -> None:
    """Take the step again and again, whatever happens; after a failure soon, then ever later, up to two seconds."""
    failures = 0
    while True:
        try:
            await step()
        except Exception:
            if not failures:
                _log.warning("The live stream is disturbed and tries again.", exc_info=True)
            failures += 1
            await asyncio.sleep(min(0.1 * 2 ** min(failures, 10), _LONGEST_PAUSE))
        else:
            failures = 0
            await rest()


def _check_reach(position: int) -> None:
    """Raise `TooFarBehind` for a position of another feed, or older than what is kept or worth catching up."""
    first, last = feed.first_position(), feed.last_position()
    if position > last or position + 1 < first or last - position > settings.LIVE_CATCH_UP:
        raise TooFarBehind


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub_of_this_loop() -> Hub:
    """Return the hub all screens of the running event loop share."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


def figures() -> dict[str, float]:
    """Return how many screens this process serves, and how late the latest of its hubs is."""
    hubs = list(_hubs.values())
    return {
        "tcz_live_screens": sum(hub.size for hub in hubs),
        "tcz_live_late_seconds": max((hub.late_seconds for hub in hubs), default=0.0),
    }
