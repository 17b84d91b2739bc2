"""The pages on which supervisors and administrators say who works in which queue; what waits there is shown beside."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Group, User
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required
from wagtail.models import ModelLogEntry

from crm.models import QueueWorker
from crm.tickets.assigning import people_who_work
from crm.tickets.queues import QueueLoad, loads_of, queue_entries
from crm.tickets.staffing import LOG_ACTION, UnableToStaff, staff_queue
from ticketforms.models import DictionaryEntry

MAY = "crm.change_queueworker"
_MOST_CHANGES = 8


@require_safe
@permission_required(MAY)
def queues(request: HttpRequest) -> HttpResponse:
    """Show every queue with who works there and what waits."""
    today = timezone.localdate()
    workers = _workers()
    entries = [one for one in queue_entries() if one.is_offered(today) or one.code in workers]
    loads = loads_of([entry.code for entry in entries], at=timezone.now())
    lines = [_line(entry, workers.get(entry.code, []), loads.get(entry.code, QueueLoad())) for entry in entries]
    context = _frame(_("Queues")) | {
        "lines": lines,
        "dictionary": entries[0].dictionary_id if entries else None,
        "totals": QueueLoad(*(sum(figures) for figures in zip(*map(_figures, loads.values()), strict=True)))
        if loads
        else QueueLoad(),
    }
    return render(request, "cms/people/queues.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY)
def queue(request: HttpRequest, code: str) -> HttpResponse:
    """Show who works in a queue, or let those who are posted (`person`, `role`: keys) work there from now on."""
    entry = queue_entries().filter(code=code).first()
    if entry is None:
        raise Http404(_("There is no such record."))
    if request.method == "POST":
        return _staffed(request, entry)
    return _queue_page(request, entry)


def _staffed(request: HttpRequest, entry: DictionaryEntry) -> HttpResponse:
    people = list(User.objects.filter(pk__in=_keys(request, "person")))
    roles = list(Group.objects.filter(pk__in=_keys(request, "role")))
    by = request.user if isinstance(request.user, User) else None
    try:
        added, removed = staff_queue(queue=entry.code, people=people, roles=roles, by=by)
    except UnableToStaff as refusal:
        messages.error(request, str(refusal))
        return _queue_page(request, entry, chosen=({one.pk for one in people}, {one.pk for one in roles}), status=409)
    if added or removed:
        messages.success(request, _("Saved who works in the queue “%(queue)s”.") % {"queue": entry.label})
    else:
        messages.info(request, _("Nothing was changed: the same people work there."))
    return redirect("queues:queues")


def _queue_page(
    request: HttpRequest,
    entry: DictionaryEntry,
    *,
    chosen: tuple[Collection[int], Collection[int]] | None = None,
    status: int = 200,
) -> HttpResponse:
    present = QueueWorker.objects.filter(queue=entry.code)
    people, roles = chosen or (
        set(present.filter(person__isnull=False).values_list("person", flat=True)),
        set(present.filter(role__isnull=False).values_list("role", flat=True)),
    )
    able = {person.pk: person for person in people_who_work().prefetch_related("groups")}
    # Who works here and may work on tickets no more stays to be seen, and to be taken off.
    others = User.objects.filter(pk__in=set(people) - able.keys()).prefetch_related("groups")
    known = sorted([*able.values(), *others], key=lambda one: (one.pk not in people, one.last_name, one.username))
    changes = ModelLogEntry.objects.filter(action=LOG_ACTION, object_id=str(entry.pk)).select_related("user")
    context = _frame(entry.label, (_("Queues"), "queues:queues")) | {
        "queue": entry,
        "people": [(one, one.pk in people, one.pk in able) for one in known],
        "roles": [(group, group.pk in roles) for group in _roles_that_work(roles)],
        "load": loads_of([entry.code], at=timezone.now()).get(entry.code, QueueLoad()),
        "changes": changes.order_by("-timestamp")[:_MOST_CHANGES],
    }
    return render(request, "cms/people/queue.html", context, status=status)


def _roles_that_work(present: Collection[int]) -> list[Group]:
    """The roles that may work on tickets, and those that are in the queue all the same."""
    able = Q(permissions__codename="change_ticket", permissions__content_type__app_label="crm")
    return list(Group.objects.filter(able | Q(pk__in=present)).distinct().order_by("name"))


def _workers() -> dict[str, list[QueueWorker]]:
    found: dict[str, list[QueueWorker]] = {}
    for worker in QueueWorker.objects.select_related("person", "role").order_by(
        "role__name", "person__last_name", "pk"
    ):
        found.setdefault(worker.queue, []).append(worker)
    return found


def _line(entry: DictionaryEntry, workers: list[QueueWorker], load: QueueLoad) -> dict[str, Any]:
    return {
        "queue": entry,
        "people": [worker.person for worker in workers if worker.person],
        "roles": [worker.role for worker in workers if worker.role],
        "load": load,
    }


def _figures(load: QueueLoad) -> tuple[int, int, int]:
    return load.unfinished, load.unassigned, load.overdue


def _keys(request: HttpRequest, name: str) -> list[int]:
    return [int(key) for key in request.POST.getlist(name) if key.isascii() and key.isdigit() and len(key) <= 9]


def _frame(title: str, *parents: tuple[str, str]) -> dict[str, Any]:
    trail = [{"url": reverse(name), "label": label} for label, name in parents]
    return {"page_title": title, "header_icon": "list-ul", "breadcrumbs_items": [*trail, {"url": "", "label": title}]}
