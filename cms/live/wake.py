"""Hints through Redis that the feed has grown; never what happened, and never in anybody's way.

A hint that is lost delays a screen until its hub looks by itself.
"""

import logging
import threading
import time
from collections.abc import AsyncIterator

import redis
import redis.asyncio

_CHANNEL = "tcz:feed"
_PATIENCE = 2.0
_log = logging.getLogger("tcz.live")


class Bell:
    """Rings for other processes from a thread of its own: whoever saves something does not wait for Redis."""

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)
        self._is_rung = threading.Event()
        self._thread: threading.Thread | None = None

    def ring(self) -> None:
        """Have the hint sent; many calls at once make one hint."""
        self._is_rung.set()
        # Started late, so that a process forked before its first event has a thread too.
        if not (self._thread and self._thread.is_alive()):
            self._thread = threading.Thread(target=self._send, daemon=True, name="live-bell")
            self._thread.start()

    def _send(self) -> None:
        is_told = False
        while self._is_rung.wait():
            self._is_rung.clear()
            try:
                self._redis.publish(_CHANNEL, "")
                is_told = False
            except redis.RedisError as error:
                if not is_told:
                    _log.warning("Redis takes no hints (%s): screens are told a little later.", type(error).__name__)
                is_told = True
                time.sleep(_PATIENCE)


async def hints(url: str) -> AsyncIterator[None]:
    """Yield once when hints can be heard, then at every hint; raises `RedisError` when Redis goes away."""
    # Without a limit on silence: redis-py's default of five seconds would cut an idle subscription.
    client = redis.asyncio.Redis.from_url(url, socket_timeout=None, socket_connect_timeout=_PATIENCE)
    async with client, client.pubsub(ignore_subscribe_messages=True) as heard:
        await heard.subscribe(_CHANNEL)
        yield
        async for _ in heard.listen():
            yield
