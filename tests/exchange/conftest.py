"""A real exchange, Kamailio, with SIPp for the telephones at both ends of its calls, all on this machine.

Without them these tests are skipped with one line; TCZ_REQUIRE_EXCHANGE=1 makes their absence an error.
"""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.conftest import live_address
from tests.conftest import HAS_EXCHANGE, NO_EXCHANGE
from tests.exchange import scenarios

__all__ = ["live_address"]

WAYS = ("talking", "busy", "silent", "ringing")
HOST = "127.0.0.1"


@dataclass(frozen=True)
class PlannedCall:
    """Who calls which line; `header` is one more line of the invitation."""

    caller: str
    line: str
    header: str = "X-Note: none"


@dataclass
class RealExchange:
    """Kamailio at a port, telephones behind it, and the files it all runs from."""

    folder: Path
    port: int

    def place(self, way: str, calls: Sequence[PlannedCall]) -> subprocess.Popen[bytes]:
        """Begin calls that all go one way; the process ends when the last one has."""
        numbers = self.folder / f"{way}.csv"
        numbers.write_text("SEQUENTIAL\n" + "".join(f"{one.caller};{one.line};{one.header}\n" for one in calls))
        scenario = self.folder / f"caller_{way}.xml"
        scenario.write_text(scenarios.caller(way))
        identity = ["-cid_str", f"{way}-%u-%p@%s", "-inf", str(numbers)]
        pace = ["-m", str(len(calls)), "-r", "4", "-l", "20", "-timeout", "120s", "-timeout_error"]
        return self.sipp(f"caller_{way}", scenario, [*identity, *pace, f"{HOST}:{self.port}"])

    def sipp(self, name: str, scenario: Path, more: Sequence[str], port: int | None = None) -> subprocess.Popen[bytes]:
        """Run SIPp with a scenario at a port of its own."""
        command = ["sipp", "-sf", str(scenario), "-i", HOST, "-p", str(port or free_port()), "-mp", str(free_port())]
        command += ["-nostdin", "-trace_err", "-error_file", str(self.folder / f"{name}.errors"), *more]
        screen = (self.folder / f"{name}.screen").open("wb")
        return subprocess.Popen(command, stdout=screen, stderr=subprocess.STDOUT, cwd=self.folder)

    def said(self) -> str:
        """Return what the programs complained of."""
        files = [*self.folder.glob("*.errors"), self.folder / "kamailio.log"]
        return "\n".join(f"{file.name}: {file.read_text(errors='replace')[-1500:]}" for file in files if file.exists())


NewExchange = Callable[[str], RealExchange]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if HAS_EXCHANGE:
        return
    for item in items:
        if item.path.parent.name == "exchange":
            item.add_marker(pytest.mark.skip(reason=NO_EXCHANGE))


@pytest.fixture
def new_exchange(tmp_path: Path) -> Iterator[NewExchange]:
    """Start an exchange that posts to an address; all that was started ends with the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(webhook: str) -> RealExchange:
        exchange = RealExchange(tmp_path, free_port())
        ports = {way: free_port() for way in WAYS}
        for way, port in ports.items():
            scenario = tmp_path / f"telephone_{way}.xml"
            scenario.write_text(scenarios.telephone(way))
            started.append(exchange.sipp(f"telephone_{way}", scenario, [], port))
        started.append(_kamailio(exchange, ports, webhook))
        return exchange

    yield start
    for process in reversed(started):
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def free_port() -> int:
    """Return a UDP port that nobody has at the moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.bind((HOST, 0))
        return int(asked.getsockname()[1])


def _kamailio(exchange: RealExchange, ports: dict[str, int], webhook: str) -> subprocess.Popen[bytes]:
    modules = next(Path("/usr/lib").glob("*/kamailio/modules"))
    settings = {"SIP": str(exchange.port), "MODULES": f"{modules}/", "WEBHOOK": webhook}
    settings |= {way.upper(): str(port) for way, port in ports.items()}
    text = Path(__file__).with_name("kamailio.cfg").read_text()
    for name, value in settings.items():
        text = text.replace(f"@{name}@", value)
    config = exchange.folder / "kamailio.cfg"
    config.write_text(text)
    log = (exchange.folder / "kamailio.log").open("wb")
    command = ["kamailio", "-f", str(config), "-DD", "-E", "-m", "64", "-M", "4", "-Y", str(exchange.folder)]
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=exchange.folder)
    _wait_until_it_answers(process, exchange)
    return process


def _wait_until_it_answers(process: subprocess.Popen[bytes], exchange: RealExchange) -> None:
    """Ask it what it can, which it refuses; an answer of any kind will do."""
    until = time.monotonic() + 60
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.bind((HOST, 0))
        asking.settimeout(0.5)
        mine = asking.getsockname()[1]
        question = (
            f"OPTIONS sip:{HOST}:{exchange.port} SIP/2.0\r\nVia: SIP/2.0/UDP {HOST}:{mine};branch=z9hG4bKasked\r\n"
            f"From: <sip:test@{HOST}>;tag=1\r\nTo: <sip:{HOST}>\r\nCall-ID: asked\r\nCSeq: 1 OPTIONS\r\n"
            "Content-Length: 0\r\n\r\n"
        )
        while time.monotonic() < until and process.poll() is None:
            asking.sendto(question.encode(), (HOST, exchange.port))
            try:
                asking.recvfrom(4096)
            except (TimeoutError, ConnectionRefusedError):
                continue
            return
    raise AssertionError(f"Kamailio did not start: {exchange.said()}")
