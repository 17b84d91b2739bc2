"""Finding a customer, and the Main Card. What is typed never gets into an address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required

from cms.records.card import card_for
from cms.records.frame import frame, not_there
from cms.records.typed import LONGEST, keep, recall
from crm import feed
from crm.calls.queries import last_callers
from crm.customers.merged import survivor_of
from crm.models import Customer, ServicePoint
from crm.reads import note_seen
from crm.tickets.queries import open_counts
from outages.finding import search_people
from outages.network.queries import SupplyState, supply_states

MOST_FOUND = 50


@dataclass(frozen=True)
class CustomerRow:
    """A line of the list: where power is off now stands beside the place."""

    customer: Customer
    points: tuple[tuple[ServicePoint, SupplyState], ...]
    open_tickets: int


@permission_required("crm.view_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def customers(request: HttpRequest) -> HttpResponse:
    """Show who was called last, or who fits what was typed; a single fit opens at once."""
    now = timezone.now()
    if request.method == "POST" and request.headers.get("x-requested-with") == "XMLHttpRequest":
        typed = request.POST.get("typed", "")[:LONGEST]
        return render(request, "cms/records/customers_found.html", _list(request, typed, now))
    if request.method == "POST":
        key = keep(request.session, request.POST.get("typed", ""))
        typed = recall(request.session, key)
        fitting = search_people(typed, limit=2, user=request.user, at=now).hits
        if len(fitting) == 1:
            return redirect("records:customer", fitting[0].customer.pk)
        return redirect(f"{reverse('records:customers')}?search={key}" if key else "records:customers")
    typed = recall(request.session, request.GET.get("search", ""))
    context = frame(_("Customers"), icon="house") | _list(request, typed, now)
    return render(request, "cms/records/customers.html", context)


@permission_required("crm.view_customer")
@require_safe
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the Main Card; money and meters only to those who may see them."""
    position = feed.last_position()
    found = Customer.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        return not_there(
            request,
            sentence=_("There is no such customer. Look for the name, the address or the telephone."),
            back=(_("Customers"), "records:customers"),
        )
    if found.merged_into_id is not None:
        messages.info(request, _("%(number)s was merged into this customer.") % {"number": found.number})
        return redirect("records:customer", survivor_of(found).pk)
    now = timezone.now()
    note_seen(subject=f"customer:{pk}", reader=request.user.get_username(), door="card", at=now)
    context = frame(found.name, (_("Customers"), "records:customers"), icon="user") | {
        **card_for(request.user, found, now),
        "position": position,
    }
    return render(request, "cms/records/customer.html", context)


def _list(request: HttpRequest, typed: str, now: datetime) -> dict[str, object]:
    if typed.strip():
        hits = search_people(typed, limit=MOST_FOUND, user=request.user, at=now).hits
        found = [hit.customer for hit in hits]
    else:
        found = last_callers(request.user)
    return {
        "typed": typed,
        "is_search": bool(typed.strip()),
        "rows": _rows(found, now),
        "is_cut": len(found) == MOST_FOUND,
        "now": now,
    }


def _rows(found: Sequence[Customer], now: datetime) -> list[CustomerRow]:
    states = supply_states([point for customer in found for point in customer.service_points.all()], now)
    counts = open_counts(found)
    return [
        CustomerRow(
            customer=customer,
            points=tuple((point, states[point.pk]) for point in customer.service_points.all()),
            open_tickets=counts.get(customer.pk, 0),
        )
        for customer in found
    ]
