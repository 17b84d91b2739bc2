"""Says who works in a queue, and writes it into the record of changes; who may say so, the door knows."""

from collections.abc import Collection

from django.contrib.auth.models import AbstractBaseUser, Group, User
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from crm.locks import lock_queue
from crm.models import QueueWorker
from crm.tickets.assigning import people_who_work

LOG_ACTION = "crm.staff_queue"


class UnableToStaff(ValueError):
    """People or roles that cannot work in the queue; the message says why."""


@transaction.atomic
def staff_queue(
    *, queue: str, people: Collection[User], roles: Collection[Group], by: AbstractBaseUser | None
) -> tuple[list[str], list[str]]:
    """Let exactly these people and roles work in a queue; return who was added and who was taken off, by name.

    Raises `UnableToStaff` for a queue that is not in the dictionary, and for somebody new who does not work on tickets.
    """
    entry = lock_queue(queue)
    if entry is None:
        raise UnableToStaff(_("There is no such queue: choose one from the dictionary “queue”."))
    present = list(QueueWorker.objects.filter(queue=queue).select_related("person", "role"))
    wanted = {("person", person.pk): person for person in people} | {("role", role.pk): role for role in roles}
    kept = {_key(worker) for worker in present}
    new = {key: one for key, one in wanted.items() if key not in kept}
    gone = [worker for worker in present if _key(worker) not in wanted]
    _refuse_who_cannot_work([one for one in new.values() if isinstance(one, User)])
    QueueWorker.objects.filter(pk__in=[worker.pk for worker in gone]).delete()
    QueueWorker.objects.bulk_create(QueueWorker(queue=queue, **{f"{kind}_id": pk}) for kind, pk in new)
    added = sorted(_name(one) for one in new.values())
    removed = sorted(_name(worker.person or worker.role) for worker in gone)
    if added or removed:
        log(instance=entry, action=LOG_ACTION, user=by, data={"added": added, "removed": removed})
    return added, removed


def _refuse_who_cannot_work(people: Collection[User]) -> None:
    able = set(people_who_work().filter(pk__in=[person.pk for person in people]).values_list("pk", flat=True))
    for person in people:
        if person.pk not in able:
            raise UnableToStaff(_("%(person)s does not work on tickets: choose somebody else.") % {"person": person})


def _key(worker: QueueWorker) -> tuple[str, int]:
    return ("person", worker.person_id) if worker.person_id else ("role", worker.role_id or 0)


def _name(one: User | Group | None) -> str:
    return (one.get_full_name() if isinstance(one, User) else "") or str(one)
