"""Adds and takes off telephones, e-mails and addresses; a script gets the part of the page back, others the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from cms.customers.frame import customer_or_404, is_script, person
from crm.calls.queries import call_seen_by
from crm.customers.contacts import AddressTold, Contact, add_address, add_email, add_phone, remove_contact
from crm.customers.identity import UnableToKeep
from crm.models import Customer, CustomerAddress, CustomerEmail, CustomerPhone


@dataclass(frozen=True)
class Removed:
    """A contact that was just taken off, in words, with what has to be typed to put it back."""

    words: str
    kind: str
    typed: Mapping[str, str]


_MODELS: dict[str, type[Contact]] = {
    "phone": CustomerPhone,
    "email": CustomerEmail,
    "address": CustomerAddress,
}


@require_POST
@permission_required("crm.change_contacts")
def add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Add what was typed in the row of this kind."""
    customer = customer_or_404(request, pk)
    if kind not in _MODELS:
        raise Http404
    return _answer(request, customer, lambda: _add(request, customer, kind))


@require_POST
@permission_required("crm.change_contacts")
def remove(request: HttpRequest, pk: int, kind: str, contact: int) -> HttpResponse:
    """Take one off; one that is gone already is said to be."""
    customer = customer_or_404(request, pk)
    if kind not in _MODELS:
        raise Http404
    found = _MODELS[kind]._default_manager.filter(pk=contact, customer=customer).select_related("customer").first()

    said: dict[str, Any] = {}

    def take_off() -> None:
        if found is None:
            raise UnableToKeep("", _("This was removed already: look at the customer again."))
        said["removed"] = Removed(str(found), kind, _as_typed(found))
        remove_contact(contact=found, by=person(request), at=timezone.now())
        if not is_script(request):
            messages.success(request, _("%(contact)s was removed.") % {"contact": found})

    return _answer(request, customer, take_off, said)


@require_POST
@permission_required("crm.change_contacts")
def attach_number(request: HttpRequest, pk: int, call: int) -> HttpResponse:
    """Keep the number of this person's call as the customer's, in one step."""
    customer, found = customer_or_404(request, pk), call_seen_by(request.user, str(call))
    if found is None:
        raise Http404(_("There is no such call."))
    try:
        add_phone(customer=customer, raw=found.other_end, by=person(request), at=timezone.now())
    except UnableToKeep as refusal:
        return JsonResponse({"message": str(refusal)}, status=400)
    return JsonResponse({"message": _("The number was added to the customer.")})


def contacts_of(customer: Customer, **said: Any) -> dict[str, Any]:
    """Return what the part of the page about contacts shows, in a fixed number of queries."""
    return {
        "customer": customer,
        "phones": list(customer.phones.all()),
        "emails": list(customer.emails.all()),
        "addresses": list(customer.addresses.all()),
        "phone_kinds": CustomerPhone.Kind.choices,
        "address_kinds": CustomerAddress.Kind.choices,
        "contact_wrong": "",
        "contact_why": "",
        "typed": {},
        "removed": None,
        **said,
    }


def address_told(typed: Mapping[str, str]) -> AddressTold:
    """Return the address that was typed."""
    names = ("building", "postcode", "town", "street", "flat", "addressee", "terc", "simc", "ulic")
    return AddressTold(
        kind=typed.get("address_kind", CustomerAddress.Kind.CORRESPONDENCE),
        **{name: typed.get(name, "") for name in names},
    )


def _add(request: HttpRequest, customer: Customer, kind: str) -> None:
    typed, by, at = request.POST, person(request), timezone.now()
    is_primary = bool(typed.get("is_primary"))
    if kind == "phone":
        raw, sort, note = (typed.get(name, "") for name in ("phone", "phone_kind", "note"))
        add_phone(customer=customer, raw=raw, kind=sort, note=note, is_primary=is_primary, by=by, at=at)
    elif kind == "email":
        address, note = typed.get("email", ""), typed.get("note", "")
        add_email(customer=customer, address=address, note=note, is_primary=is_primary, by=by, at=at)
    else:
        add_address(customer=customer, told=address_told(typed), by=by, at=at)


def _as_typed(contact: Contact) -> dict[str, str]:
    """Return the contact as the row that adds one would send it."""
    if isinstance(contact, CustomerAddress):
        names = ("street", "building", "flat", "postcode", "town", "addressee", "terc", "simc", "ulic")
        return {"address_kind": contact.kind} | {name: getattr(contact, name) for name in names}
    main = {"is_primary": "1"} if contact.is_primary else {}
    if isinstance(contact, CustomerPhone):
        return {"phone": contact.raw or contact.number, "phone_kind": contact.kind, "note": contact.note} | main
    return {"email": contact.address, "note": contact.note} | main


def _answer(
    request: HttpRequest, customer: Customer, change: Callable[[], None], said: dict[str, Any] | None = None
) -> HttpResponse:
    """Make the change and answer with the part of the page; `said` is what the change adds to it."""
    status = 200
    said = {} if said is None else said
    try:
        change()
    except UnableToKeep as refusal:
        status = 400
        said = {
            "contact_wrong": refusal.field or "contact",
            "contact_why": str(refusal),
            "typed": request.POST.dict(),
        }
        if not is_script(request):
            messages.error(request, str(refusal))
    if not is_script(request):
        return redirect("customers:edit", customer.pk)
    return render(request, "cms/customers/contacts.html", contacts_of(customer, **said), status=status)
