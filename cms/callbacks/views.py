"""The calls that we owe people: whoever waits longest first; agents take one, call, and say how it went."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from crm import feed
from crm.callbacks.operations import UnableToCallBack, finish, give_back, take
from crm.callbacks.queries import MOST_SHOWN, done, waiting, waiting_count
from crm.models import Callback
from crm.sources.freshness import ago

MAY_SEE, MAY_CHANGE = "crm.view_callback", "crm.change_callback"


@never_cache
@require_safe
@permission_required(MAY_SEE)
def callbacks(request: HttpRequest) -> HttpResponse:
    """Show the open callbacks, or with `state=done` those that are over."""
    position = feed.last_position()
    shows_done = request.GET.get("state") == "done"
    now = timezone.now()
    lines = done() if shows_done else waiting()
    context = {
        "page_title": _("Callbacks"),
        "header_icon": "callback",
        "breadcrumbs_items": [{"url": "", "label": _("Callbacks")}],
        "position": position,
        "shows_done": shows_done,
        "lines": [(line, ago(line.callback.wanted_at, now)) for line in lines],
        "waiting": waiting_count(),
        "most": MOST_SHOWN,
        "now": now,
        "may_change": request.user.has_perm(MAY_CHANGE),
        "may_see_customers": request.user.has_perm("crm.view_customer"),
    }
    return render(request, "cms/callbacks/callbacks.html", context)


@never_cache
@require_safe
@permission_required(MAY_SEE)
def count(request: HttpRequest) -> JsonResponse:
    """Tell the menu how many callbacks wait."""
    number = waiting_count()
    said = ngettext("%(count)d callback waits", "%(count)d callbacks wait", number) % {"count": number}
    return JsonResponse({"count": number, "said": said})


@require_POST
@permission_required(MAY_CHANGE)
def take_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a callback, from nobody or from whom the page showed."""
    seen = request.POST.get("seen", "")
    holder = int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= 18 else None
    return _done(request, pk, lambda callback, by: take(callback=callback, seen=holder, by=by, at=timezone.now()))


@require_POST
@permission_required(MAY_CHANGE)
def give_back_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody else take a callback."""
    return _done(request, pk, lambda callback, by: give_back(callback=callback, by=by, at=timezone.now()))


@require_POST
@permission_required(MAY_CHANGE)
def finish_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how a callback went."""
    chosen = request.POST.get("outcome", "")
    if chosen not in (Callback.Outcome.REACHED, Callback.Outcome.GIVEN_UP):
        messages.error(request, _("Choose how it went."))
        return redirect("callbacks:callbacks")
    note = request.POST.get("note", "")
    return _done(
        request,
        pk,
        lambda callback, by: finish(
            callback=callback, outcome=Callback.Outcome(chosen), note=note, by=by, at=timezone.now()
        ),
    )


def _done(request: HttpRequest, pk: int, deed: Callable[[Callback, User], Any]) -> HttpResponse:
    callback = Callback.objects.visible_to(request.user).filter(pk=pk).first()
    if callback is None:
        raise Http404(_("There is no such record."))
    if not isinstance(request.user, User):
        raise PermissionDenied
    try:
        deed(callback, request.user)
    except UnableToCallBack as refusal:
        messages.error(request, str(refusal))
    return redirect("callbacks:callbacks")
