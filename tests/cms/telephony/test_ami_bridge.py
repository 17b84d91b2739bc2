"""The bridge follows a recorded Asterisk over a real socket: each call ends as the webhook would have told it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from cms.telephony.ami import bridge as bridge_module
from cms.telephony.ami.bridge import Asterisk, Bridge
from cms.telephony.ami.wire import Refused
from crm.calls.dialling import UnableToDial, dial, forget_presses, take_presses
from crm.exchanges.operations import add_exchange, change_exchange
from crm.models import AgentLine, Call, DialRequest, Exchange, FeedEvent
from tests.cms.telephony import recordings
from tests.cms.telephony.asterisk import PASSWORD, FakeAsterisk
from tests.conftest import NOW, NewUser

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60


@pytest.fixture
def exchange(agent: User, new_user: NewUser) -> Exchange:
    """An exchange that dials through the bridge, with the agent at 201 and a supervisor at 202."""
    administrator, supervisor = new_user("administrator"), new_user("supervisor")
    added, _ = add_exchange(name="Asterisk", by=administrator, at=NOW)
    for user, extension in ((agent, "201"), (supervisor, "202")):
        AgentLine.objects.create(user=user, extension=extension, exchange=added)
    return change_exchange(
        exchange=added,
        name="Asterisk",
        is_active=True,
        dials=Exchange.Dials.BRIDGE,
        dial_address="",
        by=administrator,
        at=NOW,
    )


def bridged(exchange: Exchange, scene: Callable[[FakeAsterisk], Awaitable[None]], password: str = PASSWORD) -> None:
    """Play a scene to a bridge that runs."""

    async def play() -> None:
        asterisk = FakeAsterisk()
        port = await asterisk.start()
        bridge = Bridge(exchange, Asterisk("127.0.0.1", port, "tcz", password))
        running = asyncio.create_task(bridge.run())
        playing = asyncio.create_task(_scene(asterisk, scene))
        try:
            await asyncio.wait({running, playing}, return_when=asyncio.FIRST_COMPLETED, timeout=PATIENCE)
            if running.done():
                running.result()
            assert playing.done(), "the scene did not end in time"
            playing.result()
        finally:
            for task in (running, playing):
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task
            await asterisk.stop()
            # The thread that asked the database outlives the test; its connection should not.
            await sync_to_async(connections.close_all)()

    asyncio.run(play())


async def _scene(asterisk: FakeAsterisk, scene: Callable[[FakeAsterisk], Awaitable[None]]) -> None:
    await until(lambda: asterisk.logins == 1)
    await scene(asterisk)


async def until(is_so: Callable[[], bool]) -> None:
    while not await sync_to_async(is_so)():
        await asyncio.sleep(0.05)


def play(exchange: Exchange, recorded: str) -> Call:
    async def scene(asterisk: FakeAsterisk) -> None:
        await asterisk.play(recorded)
        await until(lambda: Call.objects.filter(ended_at__isnull=False).exists())

    bridged(exchange, scene)
    return Call.objects.get()


@pytest.mark.parametrize(
    ("recorded", "cause", "number"),
    [
        (recordings.ANSWERED, "normalClearing", "+48601234567"),
        (recordings.BUSY, "busy", "+48601234567"),
        (recordings.UNANSWERED, "noAnswer", "+48601234567"),
        (recordings.CANCELLED, "cancel", "+48601234567"),
        (recordings.UNKNOWN_NUMBER, "notFound", "+48601234567"),
        (recordings.WITHHELD, "cancel", ""),
    ],
)
def test_a_recorded_call_is_in_the_log_with_its_cause(
    exchange: Exchange, agent: User, recorded: str, cause: str, number: str
) -> None:
    call = play(exchange, recorded)

    assert (call.told_by, call.exchange_id, call.direction, call.to_raw) == (exchange, "1.1", "in", "991")
    assert (call.hangup_cause, call.from_number) == (cause, number)
    assert (call.answered_at is not None) == (cause == "normalClearing")
    assert call.agent == (None if cause == "notFound" else agent)


def test_a_transferred_call_ends_with_the_second_agent(exchange: Exchange, agent: User) -> None:
    call = play(exchange, recordings.TRANSFERRED)

    assert call.agent == User.objects.get(username="supervisor")
    answered = FeedEvent.objects.filter(name="call.answered").order_by("pk")
    assert [event.by for event in answered] == [agent, call.agent]


def test_a_call_from_a_queue_rings_at_all_and_is_the_ones_who_answered(exchange: Exchange, agent: User) -> None:
    call = play(exchange, recordings.QUEUED)

    supervisor = User.objects.get(username="supervisor")
    assert (call.queue, call.agent, set(call.offered_to.all())) == ("faults", supervisor, {agent, supervisor})


def test_a_call_that_an_agent_makes_is_outbound(exchange: Exchange, agent: User) -> None:
    call = play(exchange, recordings.OUTGOING)

    assert (call.direction, call.other_number, call.agent) == ("out", "+48602345678", agent)
    assert call.answered_at
    assert call.hangup_cause == "normalClearing"


def test_the_bridge_comes_back_after_a_cut_and_follows_on(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge_module, "FIRST_PAUSE", 0.05)

    async def scene(asterisk: FakeAsterisk) -> None:
        asterisk.hang_up()
        await until(lambda: asterisk.logins == 2)
        await asterisk.play(recordings.ANSWERED)
        await until(lambda: Call.objects.filter(ended_at__isnull=False).exists())

    bridged(exchange, scene)

    assert Call.objects.get().hangup_cause == "normalClearing"


def test_a_wrong_password_ends_the_bridge_with_the_reason(exchange: Exchange) -> None:
    async def scene(asterisk: FakeAsterisk) -> None:
        await asyncio.sleep(PATIENCE)

    with pytest.raises(Refused, match="Authentication failed"):
        bridged(exchange, scene, password="guess")


@pytest.mark.parametrize("is_refused", [False, True])
def test_a_pressed_number_is_dialled_from_the_agents_telephone_and_a_refusal_is_told(
    exchange: Exchange, agent: User, is_refused: bool
) -> None:
    seen: list[dict[str, str]] = []

    async def scene(asterisk: FakeAsterisk) -> None:
        asterisk.refuses_to_dial = is_refused
        await until(lambda: Exchange.objects.get().bridge_seen_at is not None)
        await sync_to_async(dial)(number="602 345 678", by=agent, at=timezone.now())
        await until(lambda: any(action["Action"] == "Originate" for action in asterisk.actions))
        if is_refused:
            await until(lambda: FeedEvent.objects.filter(name="call.dial_failed").exists())
        # What is told after the exchange's answer is heard after it.
        await asterisk.play(recordings.OUTGOING)
        await until(lambda: Call.objects.filter(ended_at__isnull=False).exists())
        seen.extend(asterisk.actions)

    bridged(exchange, scene)

    asked = [action for action in seen if action["Action"] == "Originate"]
    assert [(one["Channel"], one["Exten"], one["Context"]) for one in asked] == [
        ("PJSIP/201", "+48602345678", "from-internal")
    ]
    told = [event.topics[1] for event in FeedEvent.objects.filter(name="call.dial_failed")]
    assert told == ([f"calls:{agent.pk}"] if is_refused else [])


def test_numbers_that_were_handed_over_are_forgotten_after_a_while(exchange: Exchange, agent: User) -> None:
    Exchange.objects.update(bridge_seen_at=NOW)
    for seconds in (0, 20):
        dial(number="602 345 678", by=agent, at=NOW + timedelta(seconds=seconds))

    forgotten = forget_presses(before=NOW + timedelta(seconds=10))

    assert forgotten == 1
    assert DialRequest.objects.get().asked_at == NOW + timedelta(seconds=20)


def test_a_number_that_was_pressed_long_ago_is_not_called_out_of_the_blue(exchange: Exchange, agent: User) -> None:
    Exchange.objects.update(bridge_seen_at=NOW)
    dial(number="602 345 678", by=agent, at=NOW)

    taken = take_presses(exchange=exchange, at=NOW + timedelta(seconds=25))

    assert taken == []
    assert "not reached in time" in DialRequest.objects.get().failed_with
    assert FeedEvent.objects.get(name="call.dial_failed").topics[1] == f"calls:{agent.pk}"


def test_without_a_running_bridge_a_press_is_refused(exchange: Exchange, agent: User) -> None:
    with pytest.raises(UnableToDial, match="not running"):
        dial(number="602 345 678", by=agent, at=timezone.now())

    assert not DialRequest.objects.exists()


def test_the_command_asks_for_a_known_exchange_and_a_password(exchange: Exchange, settings: Any) -> None:
    with pytest.raises(CommandError, match="No exchange"):
        call_command("ami_bridge", "Radom")
    with pytest.raises(CommandError, match="TCZ_AMI_PASSWORD"):
        call_command("ami_bridge", "Asterisk")
    settings.AMI_PASSWORD = "manager"
    with pytest.raises(CommandError, match="no pattern"):
        call_command("ami_bridge", "Asterisk", "--extensions", "(")
