"""Keeps a connection to Asterisk: what it tells goes to the calls, what agents press goes to it.

It comes back after every cut, at first at once and then ever more rarely. What happened meanwhile it does not know: a
call whose end it missed is timed out by the worker.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from channels.db import database_sync_to_async
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.telephony.ami.calls import Calls
from cms.telephony.ami.wire import Packet, Refused, Wire
from crm.calls.dialling import note_failed, take_presses
from crm.calls.operations import ExchangeEvent, record
from crm.models import DialRequest, Exchange

PING_SECONDS, SILENT_SECONDS, PRESSES_SECONDS = 15.0, 45.0, 0.5
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
_TRIES, _RING_MILLISECONDS = 5, 30_000
_log = logging.getLogger("tcz.ami")


@dataclass(frozen=True)
class Asterisk:
    """Where the exchange is, who we are there, and how it names telephones and the way out."""

    host: str
    port: int
    user: str
    password: str
    channel: str = "PJSIP/{extension}"
    context: str = "from-internal"
    extension_pattern: str = "[0-9]{2,6}"


class Bridge:
    """One exchange's bridge; `run` ends only when it is cancelled, or at once when the exchange refuses us."""

    def __init__(self, exchange: Exchange, asterisk: Asterisk) -> None:
        self._exchange, self._asterisk = exchange, asterisk
        self._calls = Calls(asterisk.extension_pattern)
        self._events: asyncio.Queue[ExchangeEvent] = asyncio.Queue()
        self._presses: dict[str, DialRequest] = {}

    async def run(self) -> None:
        """Follow the exchange; raises `Refused` when it does not let us in."""
        keeping = asyncio.create_task(self._keep_events())
        pause = FIRST_PAUSE
        try:
            while True:
                try:
                    wire = await self._open()
                    pause = FIRST_PAUSE
                    await self._follow(wire)
                except Refused:
                    raise
                except (OSError, TimeoutError) as error:
                    _log.warning("Asterisk is not reached (%s): again in %.1f s", type(error).__name__, pause)
                await asyncio.sleep(pause * random.uniform(0.8, 1.2))
                pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping

    async def _open(self) -> Wire:
        asterisk = self._asterisk
        wire = await Wire.open(asterisk.host, asterisk.port, user=asterisk.user, password=asterisk.password)
        _log.info("Connected to Asterisk")
        return wire

    async def _follow(self, wire: Wire) -> None:
        """Read until the line is cut or silent for too long; the pinging keeps a healthy one from being silent."""
        beside = [asyncio.create_task(self._ping(wire)), asyncio.create_task(self._dial(wire))]
        try:
            while True:
                async with asyncio.timeout(SILENT_SECONDS):
                    packet = await wire.read()
                for event in self._calls.tell(packet):
                    self._events.put_nowait(event)
                await self._hear_of_dialling(packet)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            wire.close()
            await self._give_up_presses()

    async def _keep_events(self) -> None:
        """Record one event after the other, so that reading never waits for the database."""
        while True:
            event = await self._events.get()
            for attempt in range(_TRIES):
                try:
                    await _in_database(record, told=event, exchange=self._exchange, at=timezone.now())
                    break
                except Exception as error:
                    # A database that is gone for a moment loses no call; one event that cannot be kept stops no other.
                    _log.error("A %s was not kept: %s", event.event, type(error).__name__)
                    await asyncio.sleep(2**attempt * 0.2)

    async def _ping(self, wire: Wire) -> None:
        while True:
            await asyncio.sleep(PING_SECONDS)
            await wire.ask({"Action": "Ping"})

    async def _dial(self, wire: Wire) -> None:
        while True:
            for press in await self._pressed():
                number = await wire.ask(self._originate(press))
                self._presses[number] = press
            await asyncio.sleep(PRESSES_SECONDS)

    async def _pressed(self) -> list[DialRequest]:
        try:
            return await _in_database(take_presses, exchange=self._exchange, at=timezone.now())
        except Exception as error:
            _log.error("Numbers to dial were not looked for: %s", type(error).__name__)
            return []

    def _originate(self, press: DialRequest) -> Packet:
        return {
            "Action": "Originate",
            "Channel": self._asterisk.channel.replace("{extension}", press.extension),
            "Context": self._asterisk.context,
            "Exten": press.number,
            "Priority": "1",
            "CallerID": press.number,
            "Timeout": str(_RING_MILLISECONDS),
            "Async": "true",
        }

    async def _hear_of_dialling(self, packet: Packet) -> None:
        press = self._presses.get(packet.get("ActionID", ""))
        if press is None:
            return
        is_over = packet.get("Event") == "OriginateResponse"
        if packet.get("Response") in ("Error", "Failure"):
            await self._failed(press, _("The exchange could not call this number: dial by hand."))
            is_over = True
        if is_over:
            del self._presses[packet["ActionID"]]

    async def _give_up_presses(self) -> None:
        for press in self._presses.values():
            await self._failed(press, _("The connection to the exchange was cut: dial by hand."))
        self._presses.clear()

    async def _failed(self, press: DialRequest, why: str) -> None:
        await _in_database(note_failed, press=press, why=why, at=timezone.now())


async def _in_database(ask: Callable[..., Any], **arguments: Any) -> Any:
    return await database_sync_to_async(ask)(**arguments)
