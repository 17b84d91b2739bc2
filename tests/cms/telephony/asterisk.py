"""A small Asterisk at a real socket, which plays recorded exchanges of its manager interface to whoever logs in."""

import asyncio
from dataclasses import dataclass, field

PASSWORD = "manager"


def packets(recorded: str) -> list[dict[str, str]]:
    """Return a recording, written as lines with an empty one between packets."""
    blocks = [block.strip().splitlines() for block in recorded.strip().split("\n\n")]
    return [dict(line.strip().split(": ", 1) for line in block if ": " in line) for block in blocks]


@dataclass
class FakeAsterisk:
    """Lets in whoever knows the password; answers actions and remembers them."""

    actions: list[dict[str, str]] = field(default_factory=list)
    logins: int = 0
    refuses_to_dial: bool = False
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def start(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        self.hang_up()
        self._server.close()

    def hang_up(self) -> None:
        """Cut every connection, as a restart does."""
        for writer in self._writers:
            writer.close()
        self._writers.clear()

    async def play(self, recorded: str) -> None:
        for packet in packets(recorded):
            for writer in self._writers:
                await self._write(writer, packet)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"Asterisk Call Manager/7.0.3\r\n")
        while action := await _read(reader):
            self.actions.append(action)
            number = {"ActionID": action["ActionID"]}
            if action["Action"] == "Login":
                await self._log_in(writer, action, number)
            elif action["Action"] == "Originate" and self.refuses_to_dial:
                await self._write(writer, {"Response": "Error", **number, "Message": "Extension does not exist."})
            else:
                await self._write(writer, {"Response": "Success", **number, "Message": "Done"})
                if action["Action"] == "Originate":
                    await self._write(writer, {"Event": "OriginateResponse", **number, "Response": "Success"})

    async def _log_in(self, writer: asyncio.StreamWriter, action: dict[str, str], number: dict[str, str]) -> None:
        if action["Secret"] != PASSWORD:
            await self._write(writer, {"Response": "Error", **number, "Message": "Authentication failed"})
            return
        self.logins += 1
        self._writers.append(writer)
        await self._write(writer, {"Response": "Success", **number, "Message": "Authentication accepted"})
        await self._write(writer, {"Event": "FullyBooted", "Privilege": "system,all", "Status": "Fully Booted"})

    async def _write(self, writer: asyncio.StreamWriter, packet: dict[str, str]) -> None:
        writer.write("".join(f"{name}: {value}\r\n" for name, value in packet.items()).encode() + b"\r\n")
        await writer.drain()


async def _read(reader: asyncio.StreamReader) -> dict[str, str]:
    action: dict[str, str] = {}
    while line := (await reader.readline()).decode().strip():
        name, _, value = line.partition(": ")
        action[name] = value
    return action
