"""Makes the events of calls, as the webhook has them, of what Asterisk tells of channels and bridges; it keeps no row.

A call is named after its first channel (Linkedid). A channel whose name holds an extension is a telephone of ours,
any other a line to the outside.
"""

import re
from dataclasses import dataclass, field, replace

from cms.telephony.ami.wire import Packet
from crm.calls.operations import ExchangeEvent

_NAME = re.compile(r"^[A-Za-z0-9]+/(.+?)(?:-[0-9a-fA-F]+(?:;[12])?)?$")
_UNKNOWN = {"", "<unknown>", "unknown"}
_NO_NUMBER = {"s", "h", "i", "t"}
# What Asterisk calls the end of an attempt to ring somewhere, and the causes of Q.850.
_BY_STATUS = {
    "BUSY": "busy",
    "NOANSWER": "noAnswer",
    "CANCEL": "cancel",
    "CONGESTION": "congestion",
    "CHANUNAVAIL": "congestion",
    "DONTCALL": "noAnswer",
    "TORTURE": "noAnswer",
}
_BY_CAUSE = {"1": "notFound", "17": "busy", "18": "noAnswer", "19": "noAnswer", "21": "busy", "34": "congestion"}
MOST_CALLS = 10_000


@dataclass
class _Running:
    """What is known of a call that goes on."""

    direction: str
    caller: str
    called: str
    line: str = ""
    queue: str = ""
    status: str = ""
    answered_by: set[str] = field(default_factory=set)


class Calls:
    """The calls that go on at the exchange as far as it told; a cut forgets none, since they may outlast it."""

    def __init__(self, extension_pattern: str) -> None:
        self._extension = re.compile(extension_pattern)
        self._running: dict[str, _Running] = {}

    def tell(self, packet: Packet) -> list[ExchangeEvent]:
        """Return what a packet says of calls: nothing for most."""
        kind = packet.get("Event", "")
        call = packet.get("Linkedid") or packet.get("DestLinkedid") or packet.get("TransfererLinkedid") or ""
        if kind == "Newchannel" and packet.get("Uniqueid") == call:
            return self._begin(call, packet)
        running = self._running.get(call)
        if running is None:
            return []
        if kind == "QueueCallerJoin":
            running.queue = packet.get("Queue", "")
            return [self._event("newCall", call, running)]
        if kind == "DialBegin":
            return self._rings(call, running, packet)
        if kind == "DialEnd":
            return self._rang(call, running, packet)
        if kind == "BridgeEnter":
            return self._answered(call, running, self._extension_of(packet.get("Channel", "")))
        if kind == "Hangup" and packet.get("Uniqueid") == call:
            return self._ends(call, running, packet)
        return []

    def _begin(self, call: str, packet: Packet) -> list[ExchangeEvent]:
        line = self._extension_of(packet.get("Channel", ""))
        caller = packet.get("CallerIDNum", "")
        running = _Running(
            direction="out" if line else "in",
            caller="anonymous" if caller.lower() in _UNKNOWN else caller,
            called=_number(packet.get("Exten", "")),
            line=line,
        )
        if len(self._running) >= MOST_CALLS:
            self._running.pop(next(iter(self._running)))
        self._running[call] = running
        # A telephone that is only picked up calls nobody yet.
        return [] if line and not running.called else [self._event("newCall", call, running, line)]

    def _rings(self, call: str, running: _Running, packet: Packet) -> list[ExchangeEvent]:
        rings_at = self._extension_of(packet.get("DestChannel", ""))
        if rings_at and not running.line:
            return [self._event("newCall", call, running, rings_at)]
        if running.line and not running.called:
            running.called = _number(packet.get("Exten", "")) or _dialled(packet.get("DialString", ""))
            return [self._event("newCall", call, running, running.line)]
        return []

    def _rang(self, call: str, running: _Running, packet: Packet) -> list[ExchangeEvent]:
        running.status = packet.get("DialStatus", "")
        if running.status != "ANSWER":
            return []
        return self._answered(call, running, running.line or self._extension_of(packet.get("DestChannel", "")))

    def _answered(self, call: str, running: _Running, line: str) -> list[ExchangeEvent]:
        # Whoever calls from a telephone of ours enters the bridge too, and is heard only once somebody answers.
        if not line or line in running.answered_by or (running.line and running.status != "ANSWER"):
            return []
        running.answered_by.add(line)
        return [self._event("answer", call, running, line)]

    def _ends(self, call: str, running: _Running, packet: Packet) -> list[ExchangeEvent]:
        del self._running[call]
        cause = "normalClearing" if running.answered_by else self._cause(running, packet)
        return [replace(self._event("hangup", call, running), cause=cause)]

    def _cause(self, running: _Running, packet: Packet) -> str:
        told = _BY_CAUSE.get(packet.get("Cause", ""))
        return _BY_STATUS.get(running.status) or told or "cancel"

    def _event(self, event: str, call: str, running: _Running, line: str = "") -> ExchangeEvent:
        return ExchangeEvent(
            event=event,
            exchange_id=call[:128],
            direction=running.direction,
            from_raw=_plain(running.caller),
            to_raw=_plain(running.called),
            queue=_plain(running.queue),
            extensions=(line,) if line else (),
        )

    def _extension_of(self, channel: str) -> str:
        """Return the extension in a channel's name such as `PJSIP/201-0000001f` or `Local/201@agents-00000002;1`."""
        match = _NAME.match(channel)
        name = match.group(1).partition("@")[0] if match else ""
        return name if self._extension.fullmatch(name) else ""


def _plain(text: str) -> str:
    """Return what a call can be kept with of whatever stood on the wire."""
    return "".join(character for character in text if character.isprintable())[:64]


def _number(exten: str) -> str:
    return "" if exten in _NO_NUMBER else exten


def _dialled(dial_string: str) -> str:
    """Return the number in `trunk/601234567` or `601234567@trunk`."""
    return dial_string.rpartition("/")[2].partition("@")[0]
