"""Starts a deed on many tickets from a list, shows how far it has come, stops it and takes it back."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from cms.bulk.tasks import carry_out
from crm.bulk.operations import UnableToStart, ask, ask_to_undo, resume, stop
from crm.bulk.queries import MOST_SHOWN, not_done, progress_of, words_of
from crm.bulk.working import work
from crm.models import BulkChange
from ticketforms.storing import Unstorable, data_in

# As many tickets are done while the person waits; the worker does more, and these too if the process dies.
_AT_ONCE = 20
_MOST_LISTED = 50


@require_POST
@permission_required("crm.change_ticket")
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the deed: `action` with its parameters, and either `ticket` (many) or `criteria` (JSON).

    Leads to its progress; a script is told the address instead, or with 400 why it was not begun.
    """
    by, is_script = _person(request), request.headers.get("x-requested-with") == "XMLHttpRequest"
    try:
        with transaction.atomic():
            change = ask(
                action=request.POST.get("action", ""),
                parameters=request.POST.dict(),
                tickets=None if request.POST.get("criteria") else _keys(request),
                criteria=_criteria(request.POST.get("criteria", "")),
                by=by,
                at=timezone.now(),
            )
            carry_out.enqueue(change.pk)
    except UnableToStart as refusal:
        if is_script:
            return JsonResponse({"message": str(refusal)}, status=400)
        messages.error(request, str(refusal))
        return redirect("records:tickets")
    if change.criteria is None and change.lines.count() <= _AT_ONCE:
        work(change.pk, timezone.now)
    address = reverse("bulk:change", args=[change.pk])
    return JsonResponse({"id": change.pk, "url": address}) if is_script else redirect(address)


@require_safe
@permission_required("crm.change_ticket")
def changes(request: HttpRequest) -> HttpResponse:
    """Show what this person has asked for, the newest first."""
    found = BulkChange.objects.filter(asked_by=_person(request))[:_MOST_LISTED]
    context = _frame(_("Many tickets at once")) | {"lines": [(one, *words_of(one)) for one in found]}
    return render(request, "cms/bulk/changes.html", context)


@require_safe
@permission_required("crm.change_ticket")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far one has come, and every ticket that was refused, with the reason."""
    found = _found(pk)
    deed, to = words_of(found)
    context = _frame(deed, (_("Many tickets at once"), "bulk:changes")) | _about(found)
    return render(
        request, "cms/bulk/change.html", context | {"deed": deed, "to": to, "user_is_asker": _is_own(request, found)}
    )


@require_safe
@never_cache
@permission_required("crm.change_ticket")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the part of the page that changes."""
    found = _found(pk)
    return render(request, "cms/bulk/progress.html", _about(found) | {"user_is_asker": _is_own(request, found)})


@require_POST
@permission_required("crm.change_ticket")
def stop_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it go no further."""
    try:
        stop(change=_found(pk), at=timezone.now())
    except UnableToStart as refusal:
        messages.error(request, str(refusal))
    return redirect("bulk:change", pk)


@require_POST
@permission_required("crm.change_ticket")
def resume_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Let what was stopped go on."""
    try:
        with transaction.atomic():
            carry_out.enqueue(resume(change=_found(pk), by=_person(request)).pk)
    except UnableToStart as refusal:
        messages.error(request, str(refusal))
    return redirect("bulk:change", pk)


@require_POST
@permission_required("crm.change_ticket")
def undo_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it taken back."""
    try:
        with transaction.atomic():
            asked = ask_to_undo(change=_found(pk), by=_person(request), at=timezone.now())
            carry_out.enqueue(asked.pk)
    except UnableToStart as refusal:
        messages.error(request, str(refusal))
    else:
        if asked.lines.count() <= _AT_ONCE:
            work(asked.pk, timezone.now)
    return redirect("bulk:change", pk)


def _about(found: BulkChange) -> dict[str, Any]:
    return {
        "change": found,
        "progress": progress_of(found),
        "not_done": not_done(found),
        "most_shown": MOST_SHOWN,
        "can_undo": found.is_undoable(timezone.now()),
        "can_resume": found.is_resumable,
        "can_stop": found.state in (BulkChange.State.WAITING, BulkChange.State.RUNNING),
    }


def _frame(title: str, *parents: tuple[str, str]) -> dict[str, Any]:
    trail = [{"url": reverse(name), "label": label} for label, name in parents]
    return {"page_title": title, "header_icon": "ticket", "breadcrumbs_items": [*trail, {"url": "", "label": title}]}


def _found(pk: int) -> BulkChange:
    found = BulkChange.objects.select_related("asked_by").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such record."))
    return found


def _is_own(request: HttpRequest, found: BulkChange) -> bool:
    return found.asked_by_id == request.user.pk


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _keys(request: HttpRequest) -> list[int]:
    return [int(key) for key in request.POST.getlist("ticket") if key.isascii() and key.isdigit() and len(key) <= 18]


def _criteria(written: str) -> dict[str, Any] | None:
    if not written:
        return None
    try:
        found = data_in(written)
    except (Unstorable, json.JSONDecodeError) as error:
        raise UnableToStart(_("The criteria cannot be read: search again.")) from error
    if not isinstance(found, dict):
        raise UnableToStart(_("The criteria cannot be read: search again."))
    return found
