"""Measures how soon a call stands on the screen of whoever answers it, from the exchange's post until all is there.

    DATABASE_URL=postgres://… REDIS_URL=redis://… python benchmarks/pop.py --agents 200 --rate 20 --seconds 60

It works in a test database of its own, with one web process as `manage.py serve` starts it. The limit in the same run
is the same path with one agent and a call a second. A screen is a connection to the live stream that, told of an
answered call, fetches what the desk fetches; the exchange, the screens and the server share this machine.
"""

import argparse
import asyncio
import http.client
import itertools
import json
import os
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django
from live import served, url_of
from websockets.asyncio.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parent.parent
SECRET = "benchmark"
_CALLERS = 500
_RINGS, _TALKS = 1.0, 4.0
_LONGEST_WAIT = 10.0


@dataclass(frozen=True)
class Seat:
    """An agent at a desk: the key, the extension and the session of whoever is logged in there."""

    pk: int
    extension: str
    cookie: str


@dataclass
class Told:
    """When each call was told as answered, and when it stood on its agent's screen; by the call's key."""

    answered: dict[int, float] = field(default_factory=dict)
    popped: dict[int, float] = field(default_factory=dict)

    def taken(self) -> list[float]:
        """Milliseconds from the one to the other, of every call that popped."""
        return [(self.popped[pk] - began) * 1000 for pk, began in self.answered.items() if pk in self.popped]


class Web:
    """Asks the server over connections that stay open, one a thread."""

    def __init__(self, port: int) -> None:
        self._port, self._local = port, threading.local()

    def get(self, path: str, cookie: str) -> str:
        return self._ask("GET", path, None, {"Cookie": cookie})

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        answer: dict[str, Any] = json.loads(self._ask("POST", path, json.dumps(body), headers))
        return answer

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> str:
        if not hasattr(self._local, "connection"):
            self._local.connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        self._local.connection.request(method, path, body, headers)
        answer = self._local.connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        return str(text)


async def measure(port: int, seats: Sequence[Seat], rate: float, seconds: float) -> Told:
    """Let calls come at the rate, each to the next agent; return what was told and what popped."""
    told, web = Told(), Web(port)
    calls = itertools.count(1)
    with ThreadPoolExecutor(64) as pool:
        async with AsyncExitStack() as stack:
            watching = []
            for seat in seats:
                headers = {"Cookie": seat.cookie, "Origin": f"http://127.0.0.1:{port}"}
                url = f"ws://127.0.0.1:{port}/ws/live/"
                opened = await stack.enter_async_context(connect(url, additional_headers=headers, compression=None))
                watching.append(asyncio.create_task(_watch(opened, seat, web, pool, told)))
            await asyncio.sleep(1)
            began, running = time.perf_counter(), []
            for number in range(int(rate * seconds)):
                await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
                seat = seats[number % len(seats)]
                running.append(asyncio.create_task(_call(next(calls), seat, web, pool, told)))
            await asyncio.gather(*running)
            await _until_all(told)
            for watcher in watching:
                watcher.cancel()
    return told


async def _watch(screen: ClientConnection, seat: Seat, web: Web, pool: ThreadPoolExecutor, told: Told) -> None:
    await screen.send(json.dumps({"type": "subscribe", "topics": ["calls:me"], "after": 0}))
    loop = asyncio.get_running_loop()
    while True:
        event = json.loads(await screen.recv())
        data = event.get("data", {})
        if (
            event.get("name") == "call.answered"
            and data.get("answered_by") == seat.pk
            and data["call"] not in told.popped
        ):
            loop.run_in_executor(pool, _pop, seat, data["call"], web, told)


def _pop(seat: Seat, call: int, web: Web, told: Told) -> None:
    """Fetch what the desk fetches, in its order."""
    bar = web.get(f"/admin/desk/call/?call={call}", seat.cookie)
    customer = _first(r'data-customer="(\d+)"', bar)
    who = web.get(f"/admin/desk/who/?customer={customer}&call={call}", seat.cookie)
    place = _first(r'data-choose-point="(\d+)"', who)
    web.get(f"/admin/desk/known/?customer={customer}&service_point={place}&call={call}", seat.cookie)
    told.popped[call] = time.perf_counter()


def _first(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    if found is None:
        raise RuntimeError(f"Nothing like {pattern} in the page.")
    return found[1]


async def _call(number: int, seat: Seat, web: Web, pool: ThreadPoolExecutor, told: Told) -> None:
    """Ring, answer and hang up one call."""
    loop, path = asyncio.get_running_loop(), f"/api/telephony/{SECRET}/"
    event = {"callId": f"call-{seat.pk}-{number}", "from": _number(number % _CALLERS), "to": "991", "direction": "in"}
    await loop.run_in_executor(pool, web.post, path, event | {"event": "newCall", "user": [seat.extension]})
    await asyncio.sleep(_RINGS)
    began = time.perf_counter()
    answer = event | {"event": "answer", "answeringNumber": seat.extension}
    call = (await loop.run_in_executor(pool, web.post, path, answer))["call"]
    told.answered[call] = began
    await asyncio.sleep(_TALKS)
    await loop.run_in_executor(pool, web.post, path, event | {"event": "hangup", "cause": "normalClearing"})


async def _until_all(told: Told) -> None:
    ends_at = time.perf_counter() + _LONGEST_WAIT
    while told.answered.keys() - told.popped.keys() and time.perf_counter() < ends_at:
        await asyncio.sleep(0.1)


def _number(caller: int) -> str:
    return f"+48601{caller:06d}"


def _seat_agents(count: int) -> list[Seat]:
    """Make a town of callers at one station, and agents with a line and a session each."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client
    from django.utils import timezone

    from cms.roles import ensure_roles, role_group
    from crm.models import AgentLine, Customer, CustomerPhone, ServicePoint
    from outages.models import Connection, Device

    ensure_roles()
    station = Device.objects.create(code="ST1", name="ST1", kind=Device.Kind.STATION, path="/new/")
    station.path = f"/{station.pk}/"
    station.save()
    for number in range(_CALLERS):
        name = f"Caller {number}"
        customer = Customer.objects.create(number=f"C{number}", name=name, folded_name=name.lower())
        CustomerPhone.objects.create(customer=customer, number=_number(number), is_primary=True)
        place = ServicePoint.objects.create(
            ppe=f"{number:018d}", customer=customer, building=str(number), postcode="00-001", town="Town"
        )
        Connection.objects.create(service_point=place, device=station, valid_from=timezone.now())
    seats = []
    for number in range(count):
        agent = User.objects.create_user(f"agent{number}")
        agent.groups.add(role_group("agent"))
        AgentLine.objects.create(user=agent, extension=str(1000 + number))
        client = Client()
        client.force_login(agent)
        name = settings.SESSION_COOKIE_NAME
        seats.append(Seat(agent.pk, str(1000 + number), f"{name}={client.cookies[name].value}"))
    return seats


def main() -> None:
    """Print the distribution of both and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agents", type=int, default=200)
    parser.add_argument("--rate", type=float, default=20.0, help="calls a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()

    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = os.path.join(tempfile.gettempdir(), f"tcz-benchmark-{os.getpid()}")
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        seats = _seat_agents(options.agents)
        connection.close()
        environment = {"DATABASE_URL": url_of(name), "TCZ_TELEPHONY_SECRET": SECRET}
        with served("cms.asgi:application", environment) as port:
            asyncio.run(measure(port, seats[:1], 1.0, 3.0))
            alone = asyncio.run(measure(port, seats[:1], 1.0, options.seconds))
            many = asyncio.run(measure(port, seats, options.rate, options.seconds))
    finally:
        connection.close()
        if close_pool := getattr(connection, "close_pool", None):
            close_pool()
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    ways = f"{connection.vendor}, {'Redis' if settings.REDIS_URL else 'no Redis'}"
    print(f"{ways}: ms from the exchange's post until the call stands on the screen")
    for title, told in (
        ("1 agent, 1 call a second", alone),
        (f"{options.agents} agents, {options.rate:g} a second", many),
    ):
        taken = told.taken()
        print(
            f"  {title:28} {len(told.answered):5} calls, {len(told.answered) - len(taken)} missed, median"
            f" {statistics.median(taken):7.1f}   95 % {_high(taken):7.1f}   worst {max(taken):7.1f}"
        )
    print(f"  ratio at 95 %                {_high(many.taken()) / _high(alone.taken()):7.2f}")


def _high(taken: Sequence[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


if __name__ == "__main__":
    main()
