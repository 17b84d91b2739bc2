"""The pages of the telephone exchanges: administrators say which are listened to and change their secrets.

A secret stands in one answer and nowhere else: whoever did not copy it makes a new one.
"""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import permission_required

from crm.exchanges.operations import (
    UnableToKeepExchange,
    add_exchange,
    change_exchange,
    end_old_secret,
    renew_secret,
)
from crm.models import Exchange


@permission_required("crm.view_exchange")
@require_safe
def exchanges(request: HttpRequest) -> HttpResponse:
    """Show every exchange, whether it is listened to and when it last told something."""
    context = _frame(_("Telephone exchanges")) | {
        "exchanges": list(Exchange.objects.annotate(line_count=Count("lines")).order_by("name", "pk")),
        "now": timezone.now(),
        "may_add": request.user.has_perm("crm.add_exchange"),
        "may_change": request.user.has_perm("crm.change_exchange"),
    }
    return render(request, "cms/telephony/exchanges.html", context)


@never_cache
@permission_required("crm.add_exchange")
@require_http_methods(["GET", "HEAD", "POST"])
def new_exchange(request: HttpRequest) -> HttpResponse:
    """Ask for the name of a new exchange; show its address with the secret once it is added."""
    if request.method != "POST":
        return _new_page(request)
    try:
        added, secret = add_exchange(name=request.POST.get("name", ""), by=_person(request), at=timezone.now())
    except UnableToKeepExchange as refusal:
        return _new_page(request, refusal)
    return _secret_page(request, added, secret, status=201)


@never_cache
@permission_required("crm.change_exchange")
@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one exchange, and keep its name and whether it is listened to."""
    found = get_object_or_404(Exchange, pk=pk)
    if request.method != "POST":
        return _exchange_page(request, found)
    try:
        kept = change_exchange(
            exchange=found,
            name=request.POST.get("name", ""),
            is_active="is_active" in request.POST,
            dials=request.POST.get("dials", ""),
            dial_address=request.POST.get("dial_address", ""),
            by=_person(request),
            at=timezone.now(),
        )
    except UnableToKeepExchange as refusal:
        return _exchange_page(request, found, refusal)
    messages.success(request, _("%(exchange)s: saved.") % {"exchange": kept})
    return redirect("exchanges:exchanges")


@never_cache
@permission_required("crm.change_exchange")
@require_POST
def new_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the exchange a new secret beside the one in use, and show it."""
    found = get_object_or_404(Exchange, pk=pk)
    try:
        renewed, secret = renew_secret(exchange=found, by=_person(request), at=timezone.now())
    except UnableToKeepExchange as refusal:
        messages.error(request, str(refusal))
        return redirect("exchanges:exchange", found.pk)
    return _secret_page(request, renewed, secret, status=201)


@permission_required("crm.change_exchange")
@require_POST
def old_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """End the secret before the present one."""
    found = get_object_or_404(Exchange, pk=pk)
    try:
        end_old_secret(exchange=found, by=_person(request), at=timezone.now())
    except UnableToKeepExchange as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Only the present secret of %(exchange)s works from now on.") % {"exchange": found})
    return redirect("exchanges:exchange", found.pk)


def _new_page(request: HttpRequest, refusal: UnableToKeepExchange | None = None) -> HttpResponse:
    context = _frame(_("Add an exchange"), _above()) | {
        "name": request.POST.get("name", ""),
        "why": str(refusal) if refusal else "",
    }
    return render(request, "cms/telephony/new_exchange.html", context, status=422 if refusal else 200)


def _exchange_page(
    request: HttpRequest, exchange: Exchange, refusal: UnableToKeepExchange | None = None
) -> HttpResponse:
    now: datetime = timezone.now()
    context = _frame(exchange.name, _above()) | {
        "exchange": exchange,
        "name": request.POST.get("name", exchange.name),
        "is_active": "is_active" in request.POST if refusal else exchange.is_active,
        "has_old_secret": exchange.has_old_secret(now),
        "ways": Exchange.Dials.choices,
        "dials": request.POST.get("dials", exchange.dials),
        "dial_address": request.POST.get("dial_address", exchange.dial_address),
        "why": str(refusal) if refusal else "",
        "wrong": refusal.field if refusal else "",
    }
    return render(request, "cms/telephony/exchange.html", context, status=422 if refusal else 200)


def _secret_page(request: HttpRequest, exchange: Exchange, secret: str, *, status: int) -> HttpResponse:
    context = _frame(exchange.name, _above()) | {
        "exchange": exchange,
        "address": request.build_absolute_uri(reverse("telephony", args=[secret])),
        "has_old_secret": exchange.has_old_secret(timezone.now()),
    }
    return render(request, "cms/telephony/secret.html", context, status=status)


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _above() -> dict[str, str]:
    return {"url": reverse("exchanges:exchanges"), "label": _("Telephone exchanges")}


def _frame(title: str, *trail: dict[str, str]) -> dict[str, Any]:
    return {"page_title": title, "header_icon": "headset", "breadcrumbs_items": [*trail, {"url": "", "label": title}]}
