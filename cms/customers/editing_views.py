"""Entering a customer and changing a customer's own fields; whom it may be is shown while it is typed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.auth import permission_required

from cms.customers.contact_views import address_told, contacts_of
from cms.customers.frame import customer_or_404, frame, person
from crm.calls.queries import call_seen_by
from crm.customers.consents import standing
from crm.customers.duplicates import Traits, alike, traits_of
from crm.customers.entering import enter, show_pesel
from crm.customers.identity import Identity, UnableToKeep
from crm.customers.matching import fold, normalise
from crm.customers.merged import consents_of, survivor_of
from crm.customers.operations import ChangedMeanwhile, change_customer
from crm.models import Customer, CustomerAddress

_TYPED = ("kind", "name", "nip", "regon", "since_date")


@sensitive_post_parameters("pesel")
@permission_required("crm.add_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a customer; `call` names a call of this person whose number is taken over."""
    if request.method == "POST":
        try:
            customer = enter(
                identity=_identity(request.POST, pesel=request.POST.get("pesel", "")),
                number=request.POST.get("number", ""),
                phone=request.POST.get("phone", ""),
                email=request.POST.get("email", ""),
                address=address_told(request.POST) if _has_address(request.POST) else None,
                by=person(request),
                at=timezone.now(),
            )
        except UnableToKeep as refusal:
            return _new_page(request, request.POST.dict(), refusal)
        messages.success(request, _("%(name)s was entered.") % {"name": customer.name})
        return redirect("customers:edit", customer.pk)
    call = call_seen_by(request.user, request.GET.get("call", ""))
    return _new_page(request, {"kind": "person", "phone": call.from_raw if call else ""}, None)


@sensitive_post_parameters("pesel")
@permission_required("crm.change_contacts")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all that is kept of a customer to be changed; who may change only contacts sees the rest as it stands."""
    customer = customer_or_404(request, pk)
    if customer.merged_into:
        messages.info(request, _("%(number)s was merged into this customer.") % {"number": customer.number})
        return redirect("customers:edit", survivor_of(customer).pk)
    if request.method != "POST":
        return _edit_page(request, customer, _stored(customer), None)
    if not request.user.has_perm("crm.change_customer"):
        return _edit_page(request, customer, _stored(customer), UnableToKeep("", _("You may change only contacts.")))
    try:
        told = request.POST.get("pesel", "").strip()
        identity = _identity(request.POST, pesel="" if request.POST.get("no_pesel") else told or None)
        seen = _whole(request.POST.get("revision", ""))
        change_customer(customer=customer, identity=identity, revision=seen, by=person(request), at=timezone.now())
    except ChangedMeanwhile as refusal:
        return _edit_page(request, refusal.present, request.POST.dict(), refusal)
    except UnableToKeep as refusal:
        return _edit_page(request, customer, request.POST.dict(), refusal)
    messages.success(request, _("Saved."))
    return redirect("customers:edit", pk)


@sensitive_post_parameters()
@permission_required("crm.change_contacts")
@require_POST
def alike_now(request: HttpRequest) -> HttpResponse:
    """Show who may be the one whose fields are typed just now; what is typed travels in the body only."""
    key = _whole(request.POST.get("customer", ""))
    number = normalise(request.POST.get("phone", "")[:40])
    traits = Traits(
        name=fold(request.POST.get("name", "")[:200]),
        pesel=_compact(request.POST.get("pesel", "")),
        nip=_compact(request.POST.get("nip", "")),
        phones=(number,) if number else (),
        addresses=(_folded_address(request.POST),) if request.POST.get("town", "").strip() else (),
    )
    found = alike(traits, apart_from=key)
    return render(request, "cms/customers/alike.html", {"alike": found, "customer_pk": key, "is_asked": True})


@permission_required("crm.view_pesel")
@require_POST
@never_cache
def pesel(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the PESEL whole; that it was told to this person is kept."""
    customer = customer_or_404(request, pk)
    told = show_pesel(customer=customer, reader=person(request).get_username(), door="screen", at=timezone.now())
    return JsonResponse({"pesel": told})


def _new_page(request: HttpRequest, values: Mapping[str, Any], refusal: UnableToKeep | None) -> HttpResponse:
    context = frame(_("New customer")) | _about(values, refusal) | {"is_new": True, "alike": []}
    return render(request, "cms/customers/new.html", context, status=400 if refusal else 200)


def _edit_page(
    request: HttpRequest, customer: Customer, values: Mapping[str, Any], refusal: UnableToKeep | None
) -> HttpResponse:
    decisions = consents_of(customer)
    context = frame(_("Change"), (customer.name, reverse("records:customer", args=[customer.pk])))
    context |= _about(values, refusal) | contacts_of(customer)
    context |= {
        "customer_pk": customer.pk,
        "alike": alike(traits_of(customer), apart_from=customer.pk),
        "standing": standing(decisions),
        "decisions": decisions,
        "present": refusal.present if isinstance(refusal, ChangedMeanwhile) else None,
    }
    return render(request, "cms/customers/edit.html", context, status=400 if refusal else 200)


def _about(values: Mapping[str, Any], refusal: UnableToKeep | None) -> dict[str, Any]:
    # A PESEL that was typed is typed again: it does not come back in a page.
    return {
        "values": {name: value for name, value in values.items() if name not in ("pesel", "csrfmiddlewaretoken")},
        "kinds": Customer.Kind.choices,
        "address_kinds": CustomerAddress.Kind.choices,
        "wrong": refusal.field if refusal else "",
        "why": str(refusal) if refusal else "",
    }


def _stored(customer: Customer) -> dict[str, Any]:
    return {name: getattr(customer, name) for name in _TYPED} | {"revision": customer.revision}


def _identity(typed: Mapping[str, str], *, pesel: str | None) -> Identity:
    return Identity(
        kind=typed.get("kind", ""),
        name=typed.get("name", ""),
        pesel=pesel,
        nip=typed.get("nip", ""),
        regon=typed.get("regon", ""),
        since_date=_day(typed.get("since_date", "")),
    )


def _day(typed: str) -> date | None:
    if not typed.strip():
        return None
    try:
        day = parse_date(typed.strip())
    except ValueError:
        day = None
    if day is None:
        raise UnableToKeep("since_date", _("Choose a day that exists."))
    return day


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 18 else 0


def _compact(typed: str) -> str:
    return "".join(character for character in typed[:40] if character.isdigit())


def _has_address(typed: Mapping[str, str]) -> bool:
    """True when any part of an address was typed: what is missing in it is then said, not the rest forgotten."""
    return any(typed.get(name, "").strip() for name in ("street", "building", "flat", "postcode", "town"))


def _folded_address(typed: Mapping[str, str]) -> str:
    told = {name: typed.get(name, "").strip()[:120] for name in ("street", "building", "flat", "postcode", "town")}
    return fold(CustomerAddress(**told).address)[:240]
