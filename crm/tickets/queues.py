"""Knows the queues that tickets wait in and who works in them; which queues there are, a dictionary says."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db.models import Count, Q, QuerySet

from crm.models import QueueWorker, Ticket
from ticketforms.catalogue import entries_of
from ticketforms.effects import QUEUE_DICTIONARY
from ticketforms.labels import in_language
from ticketforms.models import DictionaryEntry


@dataclass(frozen=True)
class QueueLoad:
    """How many unfinished tickets wait in a queue, how many of them for nobody, and how many are past due."""

    unfinished: int = 0
    unassigned: int = 0
    overdue: int = 0


def queue_names() -> dict[str, str]:
    """Return every queue's name in the active language by its code, retired ones too, in the dictionary's order."""
    return {entry.code: entry.label for entry in queue_entries()}


def queue_name(code: str) -> str:
    """Return the name of one queue; of one that is not there any more, its code."""
    return queue_names().get(code, code) if code else ""


def queues_in_use() -> dict[str, str]:
    """Return the names of the queues that a ticket can be put in today, by code."""
    return {entry["code"]: in_language(entry["label_pl"], entry["label_en"]) for entry in entries_of(QUEUE_DICTIONARY)}


def queue_entries() -> QuerySet[DictionaryEntry]:
    """Return every queue as the dictionary has it, retired ones too, in the dictionary's order."""
    return DictionaryEntry.objects.filter(dictionary__code=QUEUE_DICTIONARY)


def queues_of(user: AbstractBaseUser | AnonymousUser | int | None) -> frozenset[str]:
    """Return the codes of the queues that a person works in, by name or by a role that they play."""
    return frozenset(QueueWorker.objects.of(user).order_by().values_list("queue", flat=True))


def queues_by_worker() -> dict[int, frozenset[str]]:
    """Return the codes of the queues that each person works in, by their key, as `queues_of`; one query for all."""
    found: dict[int, set[str]] = {}
    for queue, *workers in QueueWorker.objects.order_by().values_list("queue", "person", "role__user"):
        for worker in filter(None, workers):
            found.setdefault(worker, set()).add(queue)
    return {worker: frozenset(queues) for worker, queues in found.items()}


def working_in(queues: Collection[str], people: QuerySet[User]) -> QuerySet[User]:
    """Return those of the people who work in one of the queues."""
    workers = QueueWorker.objects.filter(queue__in=queues)
    by_role = workers.filter(role__isnull=False).values("role")
    by_name = workers.filter(person__isnull=False).values("person")
    return people.filter(Q(pk__in=by_name) | Q(groups__in=by_role)).distinct()


def loads_of(queues: Collection[str], *, at: datetime) -> dict[str, QueueLoad]:
    """Return what waits in each of the queues, by code; one query, and nothing for a queue in which nothing waits."""
    waiting = Ticket.objects.open().filter(queue__in=queues).order_by().values_list("queue")
    counted = waiting.annotate(
        unfinished=Count("pk"),
        unassigned=Count("pk", filter=Q(assignee=None)),
        overdue=Count("pk", filter=Q(due_at__lt=at)),
    )
    return {queue: QueueLoad(*counts) for queue, *counts in counted}
