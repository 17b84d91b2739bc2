"""Shows how the sources do, to those who watch over the work; administrators say here what is expected of each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required

from crm.models import Source
from crm.sources.freshness import ago, lasting
from crm.sources.operations import UnableToExpect, expect
from crm.sources.queries import sources as all_sources

# What agents read from each; an administrator sees what goes stale with it.
_FEEDS: dict[str, str | Promise] = {
    Source.Code.BILLING: gettext_lazy("Balance, arrears, entries of the account and dunning"),
    Source.Code.READINGS: gettext_lazy("Readings of meters and the energy used"),
    Source.Code.NETWORK: gettext_lazy("Whether devices of the network have power"),
    Source.Code.WORKFLOW: gettext_lazy("Stages of cases and who holds them"),
    Source.Code.TELEPHONY: gettext_lazy("Calls and who is calling"),
}
_UNITS: tuple[tuple[str, str | Promise, timedelta], ...] = (
    ("minutes", gettext_lazy("minutes"), timedelta(minutes=1)),
    ("hours", gettext_lazy("hours"), timedelta(hours=1)),
    ("days", gettext_lazy("days"), timedelta(days=1)),
)
_MOST_DIGITS = 7


@dataclass(frozen=True)
class Line:
    """A source as a line of the page shows it."""

    source: Source
    state: Source.State
    feeds: str | Promise
    told: str
    limit: str
    failed: str

    @property
    def tone(self) -> str:
        return {"working": "good", "silent": "warn", "down": "danger", "never": "quiet"}[self.state]

    @property
    def glyph(self) -> str:
        return {"working": "✓", "silent": "⚠", "down": "✕", "never": "–"}[self.state]


@permission_required("crm.view_source")
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Show every source with its state, when it last told something and how long it may be silent."""
    now = timezone.now()
    lines = [_line(source, now) for source in all_sources().values()]
    context = _frame(_("Sources")) | {
        "lines": lines,
        "working": sum(line.state == Source.State.WORKING for line in lines),
        "may_change": request.user.has_perm("crm.change_source"),
    }
    return render(request, "cms/sources/sources.html", context)


@permission_required("crm.change_source")
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is expected of one source, and keep what an administrator expects from now on."""
    found = all_sources().get(code)
    if found is None:
        raise Http404
    if request.method != "POST":
        amount, unit = _amount_of(found.stale_after)
        return _source_page(request, found, {"amount": amount, "unit": unit, "trouble": found.trouble})
    if not isinstance(request.user, User):
        raise PermissionDenied
    try:
        kept = expect(
            source=found,
            stale_after=_silence(request.POST.get("amount", ""), request.POST.get("unit", "")),
            trouble=request.POST.get("trouble", ""),
            by=request.user,
            at=timezone.now(),
        )
    except UnableToExpect as refusal:
        return _source_page(request, found, request.POST.dict(), refusal)
    messages.success(request, _("%(source)s: saved.") % {"source": kept.name})
    return redirect("sources:sources")


def _source_page(
    request: HttpRequest, source: Source, values: dict[str, Any], refusal: UnableToExpect | None = None
) -> HttpResponse:
    trail = {"url": reverse("sources:sources"), "label": _("Sources")}
    context = _frame(source.name, trail) | {
        "line": _line(source, timezone.now()),
        "values": values,
        "units": [(code, label) for code, label, _length in _UNITS],
        "why": str(refusal) if refusal else "",
        "wrong": refusal.field if refusal else "",
    }
    return render(request, "cms/sources/source.html", context, status=422 if refusal else 200)


def _frame(title: str, *trail: dict[str, str]) -> dict[str, Any]:
    return {"page_title": title, "header_icon": "link", "breadcrumbs_items": [*trail, {"url": "", "label": title}]}


def _line(source: Source, now: datetime) -> Line:
    return Line(
        source=source,
        state=source.state(now),
        feeds=_FEEDS[source.code],
        told=ago(source.told_at, now) if source.told_at else "",
        limit=lasting(source.stale_after),
        failed=ago(source.failed_at, now) if source.failed_at else "",
    )


def _amount_of(silence: timedelta) -> tuple[int, str]:
    """Return a length of time in the largest unit that it is whole in."""
    for code, _label, length in reversed(_UNITS):
        if silence % length == timedelta(0):
            return silence // length, code
    return max(1, silence // _UNITS[0][2]), _UNITS[0][0]


def _silence(amount: str, unit: str) -> timedelta:
    lengths = {code: length for code, _label, length in _UNITS}
    if not (amount.isascii() and amount.isdigit() and len(amount) <= _MOST_DIGITS and unit in lengths):
        raise UnableToExpect("stale_after", _("Give a whole number of minutes, hours or days."))
    return int(amount) * lengths[unit]
