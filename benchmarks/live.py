"""Measures how soon an event reaches the last of many screens of one web process, beside a bare socket in the same run.

    DATABASE_URL=postgres://… REDIS_URL=redis://… python benchmarks/live.py --screens 200 --events 50

It works in a test database of its own. The bare socket is the same server with an application that only hands a text to
as many connections: what the ratio says does not depend on the machine much, the milliseconds do.
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

import django
from websockets.asyncio.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parent.parent
Moment = Callable[[int], Awaitable[float]]


async def bare(
    scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    """Send every text that one connection brings to all of them, and nothing else."""
    await send({"type": "websocket.accept"})
    _connections.add(send)
    while (message := await receive())["type"] != "websocket.disconnect":
        if text := message.get("text"):
            for each in _connections:
                await each({"type": "websocket.send", "text": text})
    _connections.discard(send)


_connections: set[Callable[[Any], Awaitable[None]]] = set()


@contextmanager
def served(application: str, environment: dict[str, str]) -> Iterator[int]:
    """Serve an application from a process of its own, as `manage.py serve` does; give its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    options = ["--port", str(port), "--ws", "websockets-sansio", "--lifespan", "off", "--no-access-log"]
    command = [sys.executable, "-m", "uvicorn", application, *options, "--log-level", "warning"]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        while server.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


async def last_arrivals(
    url: str, screens: int, events: int, headers: dict[str, str], greeting: str, begin: Moment
) -> list[float]:
    """Return, for each event, the milliseconds from its beginning until the last connection has it."""
    async with AsyncExitStack() as stack:
        opened = []
        for _ in range(screens):
            opened.append(await stack.enter_async_context(connect(url, additional_headers=headers, compression=None)))
        if greeting:
            for connection in opened:
                await connection.send(greeting)
            await asyncio.gather(*(_until(connection, '"caught_up"') for connection in opened))
        taken = []
        for number in range(events):
            waiting = [asyncio.create_task(_until(connection, f"nr-{number}.")) for connection in opened]
            await asyncio.sleep(0.3)
            began = await begin(number) if greeting else await _say(opened[0], number)
            taken.append((max(await asyncio.gather(*waiting)) - began) * 1000)
        return taken


async def _until(connection: ClientConnection, sign: str) -> float:
    while sign not in str(await connection.recv()):
        pass
    return time.perf_counter()


async def _say(connection: ClientConnection, number: int) -> float:
    began = time.perf_counter()
    await connection.send(f"nr-{number}.")
    return began


def main() -> None:
    """Print the figures of both and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--screens", type=int, default=200)
    parser.add_argument("--events", type=int, default=50)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()

    from asgiref.sync import sync_to_async
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.db import connection, transaction
    from django.test import Client
    from django.utils import timezone

    from crm import feed

    if connection.vendor == "sqlite":
        # A database in memory could not be opened by the server's process.
        connection.settings_dict["TEST"]["NAME"] = os.path.join(tempfile.gettempdir(), f"tcz-benchmark-{os.getpid()}")
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        client = Client()
        client.force_login(User.objects.create_superuser("screen"))
        cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

        def append(number: int) -> float:
            committed: list[float] = []
            with transaction.atomic():
                transaction.on_commit(lambda: committed.append(time.perf_counter()))
                text = {"text": f"nr-{number}."}
                feed.append(
                    name="outage.progress_noted",
                    subject="outage:1",
                    topics=["outages"],
                    data=text,
                    by=None,
                    at=timezone.now(),
                )
            connection.close()
            return committed[0]

        with served("benchmarks.live:bare", {}) as port:
            plain = asyncio.run(
                last_arrivals(f"ws://127.0.0.1:{port}/", options.screens, options.events, {}, "", sync_to_async(append))
            )
        with served("cms.asgi:application", {"DATABASE_URL": url_of(name)}) as port:
            headers = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{port}"}
            greeting = json.dumps({"type": "subscribe", "topics": ["outages"], "after": 0})
            ours = asyncio.run(
                last_arrivals(
                    f"ws://127.0.0.1:{port}/ws/live/",
                    options.screens,
                    options.events,
                    headers,
                    greeting,
                    sync_to_async(append),
                )
            )
    finally:
        connection.close()
        if close_pool := getattr(connection, "close_pool", None):
            close_pool()
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    ways = f"{connection.vendor}, {'Redis' if settings.REDIS_URL else 'no Redis'}"
    print(f"{options.screens} screens of one process, {options.events} events, {ways}: ms until the last screen has it")
    for title, taken in (("bare socket", plain), ("live stream, from commit", ours)):
        low, high, worst = statistics.median(taken), statistics.quantiles(taken, n=20)[-1], max(taken)
        print(f"  {title:26} median {low:7.1f}   95 % {high:7.1f}   worst {worst:7.1f}")
    print(f"  ratio of medians           {statistics.median(ours) / statistics.median(plain):7.2f}")


def url_of(name: str) -> str:
    given = os.environ.get("DATABASE_URL", "")
    return f"{given.rpartition('/')[0]}/{name}" if given else f"sqlite:///{name}"


if __name__ == "__main__":
    main()
