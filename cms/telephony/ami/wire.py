"""The words of Asterisk's manager interface on the wire: packets of `Name: value` lines; it knows no call."""

import asyncio
from collections.abc import Mapping

LONGEST_PACKET = 256 * 1024
_PROMPT = 30.0

Packet = Mapping[str, str]


class Refused(ConnectionError):
    """The exchange does not let us in; trying again the same way is of little use."""


class Wire:
    """One connection, from log in to close."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._numbers = 0

    @classmethod
    async def open(cls, host: str, port: int, *, user: str, password: str) -> "Wire":
        """Connect and log in; raises `Refused` for a wrong name or password, `OSError` or `TimeoutError` otherwise."""
        async with asyncio.timeout(_PROMPT):
            reader, writer = await asyncio.open_connection(host, port, limit=LONGEST_PACKET)
            wire = cls(reader, writer)
            try:
                await reader.readline()
                mine = await wire.ask({"Action": "Login", "Username": user, "Secret": password, "Events": "call"})
                while (packet := await wire.read()).get("ActionID") != mine:
                    pass
                if packet.get("Response") != "Success":
                    raise Refused(packet.get("Message", "The exchange refused the log-in."))
            except BaseException:
                wire.close()
                raise
        return wire

    async def ask(self, fields: Packet) -> str:
        """Send an action and return its number, by which the answer is known."""
        self._numbers += 1
        number = f"tcz-{self._numbers}"
        lines = [f"{name}: {value}" for name, value in {**fields, "ActionID": number}.items()]
        if any("\r" in line or "\n" in line for line in lines):
            raise ValueError("A line of an action may not be broken.")
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        await self._writer.drain()
        return number

    async def read(self) -> dict[str, str]:
        """Return the next packet; of repeated fields the last. Raises `ConnectionError` when the line is cut."""
        packet: dict[str, str] = {}
        size = 0
        while True:
            try:
                line = await self._reader.readline()
            except ValueError as error:
                raise ConnectionError("The exchange sent a line that never ends.") from error
            size += len(line)
            if not line.endswith(b"\n"):
                raise ConnectionError("The exchange closed the connection.")
            if size > LONGEST_PACKET:
                raise ConnectionError("The exchange sent a packet that never ends.")
            text = line.decode("utf-8", "replace").strip()
            if not text and packet:
                return packet
            name, colon, value = text.partition(":")
            if colon:
                packet[name.strip()] = value.strip()

    def close(self) -> None:
        self._writer.close()
