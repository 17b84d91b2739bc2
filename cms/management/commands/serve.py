"""Serves the web and keeps one background worker beside it, both in the foreground until stopped.

It knows nothing of the data; `first_start` makes that ready.
"""

import errno
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

_LONGEST_PAUSE = 30.0
_PATIENCE = 10.0


class Command(BaseCommand):
    help = "Serve the web on TCZ_BIND and PORT, with a background worker, until Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        listening = _listen(settings.BIND, settings.PORT)
        # uvicorn raises the signal that stopped it once more when it is done: this is where that one ends.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        keeper = WorkerKeeper([sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--follow"])
        server = uvicorn.Server(
            uvicorn.Config(
                "cms.asgi:application",
                ws="websockets-sansio",
                lifespan="off",
                access_log=False,
                server_header=False,
                log_config=None,
                timeout_graceful_shutdown=5,
            )
        )
        keeper.start()
        try:
            server.run(sockets=[listening])
        finally:
            keeper.stop()


def _listen(host: str, port: int) -> socket.socket:
    """Take the address before anything else starts; raises `CommandError` with a sentence when that is impossible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise CommandError(f"Port {port} is taken. Choose another: make run PORT=8001") from None
        raise CommandError(f"Cannot listen on {host}, port {port}: {error.strerror}") from None
    return listening


class WorkerKeeper:
    """Keeps one child process alive: starts it again when it dies, later each time, and takes it along at the end."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the child, by force if it does not end within a few seconds."""
        self._stopping.set()
        self._thread.join()

    def _keep(self) -> None:
        pause = 1.0
        while not self._stopping.is_set():
            began = time.monotonic()
            # Its own group: Ctrl-C reaches it once, through us. It reads our pipe, so it cannot outlive us.
            child = subprocess.Popen(self._command, stdin=subprocess.PIPE, process_group=0)
            while child.poll() is None and not self._stopping.wait(0.2):
                pass
            if self._stopping.is_set():
                _end(child)
                return
            pause = 1.0 if time.monotonic() - began > _LONGEST_PAUSE else min(pause * 2, _LONGEST_PAUSE)
            sys.stderr.write(f"The background worker ended ({child.returncode}); it starts again in {pause:.0f} s.\n")
            self._stopping.wait(pause)


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.terminate()
    try:
        child.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
