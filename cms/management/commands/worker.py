"""Runs background work, gives back tasks that a killed worker left, publishes forms, ends calls whose end was never
told, owes calls to whom a restoration time was told that no longer holds, erases answers and sweeps files that are due,
and once a day compares customers with each other.

It does not know what the tasks do: they may run a second time, so they are written to stand that.
"""

import os
import platform
import secrets
import signal
import sys
import threading
from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from crm.calls.dialling import forget_presses
from crm.calls.ends import end_forgotten
from crm.calls.wrapping import end_by_time
from crm.customers.everywhere import find_everywhere
from outages.repair.calling_back import owe_calls
from outages.retention import erase_what_is_due
from ticketforms.planning import publish_due
from ticketforms.uploads import UNCLAIMED_STAYS, sweep_unclaimed

ATTEMPTS = 3
_INTERVAL = 30.0
_ERASES_EVERY = timedelta(hours=1)
_COMPARES_EVERY = timedelta(days=1)
_PRESSES_STAY = timedelta(days=1)
_BATCHES_A_LOOK = 5


class Command(BaseCommand):
    help = "Run background work until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--follow", action="store_true", help="Stop when standard input closes, as `serve` needs.")

    def handle(self, *args: Any, follow: bool, verbosity: int, **options: Any) -> None:
        threading.Thread(target=self._watch, daemon=True).start()
        if follow:
            threading.Thread(target=_stop_when_input_closes, daemon=True).start()
        call_command("db_worker", "--backend=worker", f"--worker-id={worker_name()}", verbosity=verbosity)

    def _watch(self) -> None:
        pause = threading.Event()
        erases_at = timezone.now()
        # Not at once: a worker that is started again and again would compare everybody each time.
        compares_at = erases_at + _COMPARES_EVERY
        while True:
            try:
                if returned := return_lost_tasks(at=timezone.now()):
                    self.stderr.write(f"{returned} lost task(s) taken from a dead worker")
                for plan in publish_due(at=timezone.now()):
                    self.stderr.write(f"Planned publication of {plan.ticket_type.code}: {plan.state}")
                end_forgotten(at=timezone.now())
                end_by_time(at=timezone.now())
                owe_calls(at=timezone.now())
                if timezone.now() >= erases_at:
                    erase_what_is_due(at=timezone.now())
                    forget_presses(before=timezone.now() - _PRESSES_STAY)
                    sweep_unclaimed(before=timezone.now() - UNCLAIMED_STAYS)
                    erases_at = timezone.now() + _ERASES_EVERY
                if timezone.now() >= compares_at and _compared(at=timezone.now()):
                    compares_at = timezone.now() + _COMPARES_EVERY
            except Exception as error:
                # Whatever one look meets (a database gone, a file that cannot be deleted), the next one comes.
                self.stderr.write(f"Lost tasks, due forms and due answers not looked for: {type(error).__name__}")
            finally:
                connection.close()
            pause.wait(_INTERVAL)


def _compared(*, at: datetime) -> bool:
    """Compare some more customers, so that nothing that is planned waits long; True when it was all of them."""
    return find_everywhere(at=at, most_batches=_BATCHES_A_LOOK).is_finished


def worker_name() -> str:
    """Return this process's name: its machine, number and start, which another worker there can check."""
    return f"{platform.node()[:24]}:{os.getpid()}:{_started(os.getpid())}:{secrets.token_hex(4)}"


@transaction.atomic
def return_lost_tasks(*, at: datetime) -> int:
    """Put tasks whose worker is gone back in the queue, or mark them failed after `ATTEMPTS`; return how many."""
    running = DBTaskResult.objects.running().filter(backend_name="worker")
    lost = [task for task in running.select_for_update().order_by("pk") if _is_lost(task, at)]
    for task in lost:
        if len(task.worker_ids) < ATTEMPTS:
            task.status, task.started_at = "READY", None
        else:
            task.status, task.finished_at, task.traceback = "FAILED", at, f"The worker died {ATTEMPTS} times."
        task.save(update_fields=["status", "started_at", "finished_at", "traceback"])
    return len(lost)


def _is_lost(task: "DBTaskResult[..., Any]", at: datetime) -> bool:
    """Tell at once for a worker of this machine; elsewhere only by the time a task may take."""
    machine, number, started, _ = (str(task.worker_ids[-1]).rsplit(":", 3) + [""] * 4)[:4]
    if machine == platform.node()[:24] and number.isdigit():
        return _started(int(number)) != started
    return task.started_at is None or task.started_at < at - timedelta(seconds=settings.TASK_TIME_LIMIT)


def _started(process: int) -> str:
    """Return when a process began, in the kernel's ticks: numbers are used again, this pair is not."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "gone"
    return "gone" if fields[0] == "Z" else fields[19]


def _stop_when_input_closes() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)
