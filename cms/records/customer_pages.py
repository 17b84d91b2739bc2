"""What the Main Card only begins to show: all places of a customer and all entries of the account, page by page."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required

from cms.records.card_map import STATES, state_of
from cms.records.frame import frame, not_there
from cms.records.typed import keep, recall
from crm.customers.pages import entries_page, places_page
from crm.customers.queries import MOST_PLACES, places_of
from crm.models import Customer, Source
from crm.reads import note_seen
from crm.sources.freshness import freshness
from crm.sources.queries import sources
from outages.network.queries import supply_states


@permission_required("crm.view_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def places(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the customer takes power, by address; a posted search gets an address without what was typed."""
    customer = Customer.objects.visible_to(request.user).filter(pk=pk).first()
    if customer is None:
        return _no_customer(request)
    address = reverse("records:customer_places", args=[pk])
    if request.method == "POST":
        key = keep(request.session, request.POST.get("typed", ""))
        return redirect(f"{address}?{urlencode({'search': key})}" if key else address)
    now = timezone.now()
    note_seen(subject=f"customer:{pk}", reader=request.user.get_username(), door="card", at=now)
    kept = {"search": request.GET["search"]} if request.GET.get("search") else {}
    typed = recall(request.session, kept.get("search", ""))
    wanted = request.GET.get("state", "")
    if wanted in STATES:
        context = _frame(customer, _("Places")) | _in_state(customer, wanted, now)
        return render(request, "cms/records/customer_places.html", context | {"address": address})
    page = places_page(customer, text=typed, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    states = supply_states(page.rows, now)
    context = _frame(customer, _("Places")) | {
        "lines": [(place, states[place.pk], state_of(place, states[place.pk])) for place in page.rows],
        "typed": typed,
        "address": address,
        "after_query": urlencode(kept | {"after": page.after}) if page.after else "",
        "before_query": urlencode(kept | {"before": page.before}) if page.before else "",
        "age": freshness(sources().get(Source.Code.NETWORK), now),
    }
    return render(request, "cms/records/customer_places.html", context)


@permission_required("crm.view_billingentry")
@require_safe
def settlements(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all entries of the customer's account, newest first."""
    customer = Customer.objects.visible_to(request.user).filter(pk=pk).first()
    if customer is None:
        return _no_customer(request)
    now = timezone.now()
    note_seen(subject=f"customer:{pk}", reader=request.user.get_username(), door="card", at=now)
    context = _frame(customer, _("Settlement history")) | {
        "page": entries_page(customer, after=request.GET.get("after", ""), before=request.GET.get("before", "")),
        "age": freshness(sources().get(Source.Code.BILLING), now),
    }
    return render(request, "cms/records/customer_settlements.html", context)


def _in_state(customer: Customer, wanted: str, now: datetime) -> dict[str, Any]:
    """Return the places in one state, among those that the card looks at."""
    looked_at = places_of(customer)
    states = supply_states(looked_at, now)
    lines = [(place, states[place.pk], state_of(place, states[place.pk])) for place in looked_at]
    return {
        "lines": [line for line in lines if line[2] == wanted],
        "wanted": wanted,
        "is_cut": len(looked_at) == MOST_PLACES,
        "age": freshness(sources().get(Source.Code.NETWORK), now),
    }


def _frame(customer: Customer, title: str) -> dict[str, Any]:
    context = frame(title, (_("Customers"), "records:customers"), icon="user") | {"customer": customer}
    trail = {"url": reverse("records:customer", args=[customer.pk]), "label": customer.name}
    context["breadcrumbs_items"].insert(-1, trail)
    return context


def _no_customer(request: HttpRequest) -> HttpResponse:
    return not_there(
        request,
        sentence=_("There is no such customer. Look for the name, the address or the telephone."),
        back=(_("Customers"), "records:customers"),
    )
