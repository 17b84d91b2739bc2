"""Records what a customer allowed, withdrew or objected to, and shows all decisions."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required

from cms.customers.frame import customer_or_404, frame, person
from crm.customers.consents import ConsentTold, record_consent, standing
from crm.customers.identity import UnableToKeep
from crm.customers.merged import consents_of, survivor_of
from crm.models import Consent
from ticketforms.moments import UnfitMoment, moment_of

_NAMES = ("purpose", "channel", "decision", "source", "wording")


@permission_required("crm.view_consent")
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what holds now and how it came to that; add a decision."""
    customer = survivor_of(customer_or_404(request, pk))
    refusal: UnableToKeep | None = None
    if request.method == "POST":
        if not request.user.has_perm("crm.change_contacts"):
            raise PermissionDenied
        try:
            told = ConsentTold(**{name: request.POST.get(name, "") for name in _NAMES})
            decided_at = _moment(request.POST.get("decided_at", ""))
            record_consent(customer=customer, told=told, decided_at=decided_at, by=person(request), at=timezone.now())
        except UnableToKeep as error:
            refusal = error
        else:
            messages.success(request, _("Consent recorded."))
            return redirect("customers:consents", customer.pk)
    decisions = consents_of(customer)
    context = frame(_("Consents"), (customer.name, reverse("records:customer", args=[customer.pk]))) | {
        "customer": customer,
        "standing": standing(decisions),
        "decisions": decisions,
        "purposes": Consent.Purpose.choices,
        "channels": Consent.Channel.choices,
        "choices": Consent.Decision.choices,
        "sources": Consent.Source.choices,
        "values": request.POST.dict() if refusal else {"channel": "any", "decision": "given", "source": "call"},
        "wrong": refusal.field if refusal else "",
        "why": str(refusal) if refusal else "",
    }
    return render(request, "cms/customers/consents.html", context, status=400 if refusal else 200)


def _moment(typed: str) -> datetime:
    """The moment that was typed, in the local time; now, when nothing was."""
    try:
        return moment_of(typed) if typed.strip() else timezone.now()
    except UnfitMoment as error:
        raise UnableToKeep("decided_at", str(error)) from error
