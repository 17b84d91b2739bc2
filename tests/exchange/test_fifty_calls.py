"""Fifty calls through a real exchange: each is in the call log with its cause, and rang at the right screens only."""

import json
import subprocess
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from websockets.sync.client import connect

from cms.roles import role_group
from crm.callbacks.queries import waiting
from crm.exchanges.operations import add_exchange
from crm.models import AgentLine, Call
from tests.conftest import NewUser
from tests.exchange.conftest import HOST, NewExchange, PlannedCall

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.exchange]
LINES = ("201", "202", "203", "204")
PLAN = {"talking": 24, "busy": 8, "ringing": 10, "silent": 5, "nowhere": 3}
CAUSES = {
    "talking": "normalClearing",
    "busy": "busy",
    "ringing": "cancel",
    "silent": "noAnswer",
    "nowhere": "notFound",
}
PATIENCE = 120


@dataclass
class ListeningScreen:
    """An agent's screen at its end of the live stream, which notes what it hears of calls."""

    address: str
    cookie: str
    heard: defaultdict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    is_watching: threading.Event = field(default_factory=threading.Event)
    is_over: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        socket = self.address.replace("http://", "ws://") + "/ws/live/"
        headers = {"Cookie": f"sessionid={self.cookie}", "Origin": self.address}
        with connect(socket, additional_headers=headers, open_timeout=30, proxy=None) as stream:
            stream.send(json.dumps({"type": "subscribe", "topics": ["calls:me"], "after": 0}))
            while not self.is_over.is_set():
                try:
                    frame = json.loads(stream.recv(timeout=0.5))
                except TimeoutError:
                    continue
                self.is_watching.set()
                if frame["type"] == "event":
                    self.heard[frame["data"]["call"]].append(frame)

    def names(self, call: int) -> list[str]:
        return [frame["name"] for frame in self.heard[call]]


@pytest.fixture
def agents(new_user: NewUser) -> dict[str, User]:
    first = new_user("agent")
    others = [User.objects.create_user(f"agent{number}") for number in (2, 3, 4)]
    for one in others:
        one.groups.add(role_group("agent"))
    seated = dict(zip(LINES, [first, *others], strict=True))
    for line, user in seated.items():
        AgentLine.objects.create(user=user, extension=line)
    return seated


def planned() -> dict[str, list[PlannedCall]]:
    """Every fifth caller withholds the number; the network asserts who one of these is."""
    calls: dict[str, list[PlannedCall]] = {way: [] for way in PLAN}
    number = 0
    for way, count in PLAN.items():
        for _call in range(count):
            number += 1
            line = LINES[number % len(LINES)]
            if number == 5:
                asserted = f"P-Asserted-Identity: <sip:+48600100005@{HOST}>"
                calls[way].append(PlannedCall("anonymous", line, asserted))
            else:
                calls[way].append(PlannedCall("anonymous" if number % 5 == 0 else f"6001000{number:02d}", line))
    return calls


def test_fifty_calls_are_in_the_log_and_on_the_right_screens(
    live_address: str, agents: dict[str, User], new_exchange: NewExchange, new_user: NewUser
) -> None:
    exchange, secret = add_exchange(name="Kamailio", by=new_user("administrator"), at=timezone.now())
    real = new_exchange(f"{live_address}/api/telephony/{secret}/")
    screens = {line: _screen(live_address, user) for line, user in agents.items()}
    threads = [threading.Thread(target=screen.listen, daemon=True) for screen in screens.values()]
    for thread in threads:
        thread.start()
    for screen in screens.values():
        assert screen.is_watching.wait(PATIENCE), "the screen is not connected"
    plan = planned()

    placing = {way: real.place(way, calls) for way, calls in plan.items()}
    ended = {way: _ended(process) for way, process in placing.items()}

    assert ended == dict.fromkeys(plan, 0), real.said()
    _wait_for(lambda: Call.objects.filter(ended_at__isnull=False).count() == 50)
    calls = list(Call.objects.filter(told_by=exchange))
    assert len(calls) == Call.objects.count() == 50
    for way, expected in plan.items():
        mine = [call for call in calls if call.exchange_id.startswith(f"{way}-")]
        assert {call.hangup_cause for call in mine} == {CAUSES[way]}
        assert {call.answered_at is not None for call in mine} == {way == "talking"}
        assert sorted(call.from_number for call in mine) == sorted(_number_of(call) for call in expected)
        assert {(call.to_raw, call.queue, call.direction) for call in mine} == {("991", "faults", "in")}
    _wait_for(lambda: all(_last_heard(screens, call) for call in calls))
    for screen in screens.values():
        screen.is_over.set()
    for thread in threads:
        thread.join(30)
    for call in calls:
        line = next(line for line, user in agents.items() if user == call.agent)
        story = ["call.offered", "call.answered", "call.ended"] if call.answered_at else ["call.offered", "call.ended"]
        heard = [name for name in screens[line].names(call.pk) if name != "call.wrapped_up"]
        assert heard == story, (call.exchange_id, heard)
        others = [screen for other, screen in screens.items() if other != line]
        assert not any(call.pk in screen.heard for screen in others)
    missed = {_number_of(call) for way in plan if way != "talking" for call in plan[way]} - {""}
    assert {entry.callback.number for entry in waiting()} == missed


def _screen(address: str, user: User) -> ListeningScreen:
    client = Client()
    client.force_login(user)
    return ListeningScreen(address, client.cookies["sessionid"].value)


def _number_of(call: PlannedCall) -> str:
    if "Asserted" in call.header:
        return "+48600100005"
    return "" if call.caller == "anonymous" else f"+48{call.caller}"


def _ended(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return -1


def _last_heard(screens: dict[str, ListeningScreen], call: Call) -> bool:
    return any("call.ended" in screen.names(call.pk) for screen in screens.values() if call.pk in screen.heard)


def _wait_for(is_so: Any) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, "it did not come to that in time"
        time.sleep(0.2)
