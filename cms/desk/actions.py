"""What an agent does at the desk: find, attach, tell, register. Each parses, makes one call and answers in JSON."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from cms.desk.party import AgentRequest, key_of, party_of
from cms.desk.posted import Unreadable, posted
from crm.calls.operations import attach_customer
from crm.calls.wrapping import UnableToWrapUp, wrap_up
from crm.drafts.operations import DraftMoved
from crm.tickets.checking import UnableToRegister
from outages.finding import MOST_PEOPLE, search_people
from outages.intake import register_report
from outages.models import Outage
from outages.repair.promises import record_told
from outages.retrying import TakenBefore
from ticketforms.answers import AnswersRefused
from ticketforms.models import FormVersion


@require_POST
@permission_required("crm.view_customer")
def find_customers(request: AgentRequest) -> HttpResponse:
    """Show whom the typed words may mean; posted, so that a name or number never stands in an address."""
    text = request.POST.get("text", "")[:200]
    found = search_people(text, limit=MOST_PEOPLE, user=request.user, at=timezone.now())
    return render(
        request,
        "cms/desk/found.html",
        {"found": [hit.customer for hit in found.hits], "meant": found.meant, "text": text.strip()},
    )


@require_POST
@permission_required("crm.add_ticket")
def attach(request: AgentRequest) -> JsonResponse:
    """Note whose call it is."""
    party = party_of(request.user, request.POST)
    if party.call is None or party.customer is None:
        return _refused(_("Choose a call and a customer."), 400)
    attach_customer(call=party.call, customer=party.customer, by=request.user, at=timezone.now())
    return JsonResponse({})


@require_POST
@permission_required("crm.add_ticket")
def done(request: AgentRequest) -> JsonResponse:
    """Note that the agent is done with the work after a call."""
    party = party_of(request.user, request.POST)
    if party.call is None:
        return _refused(_("There is no such record."), 404)
    try:
        wrap_up(call=party.call, by=request.user, at=timezone.now())
    except UnableToWrapUp as error:
        return _refused(str(error), 409)
    return JsonResponse({})


@require_POST
@permission_required("crm.add_ticket")
def told(request: AgentRequest) -> JsonResponse:
    """Record that this caller was told what the outage's restoration time is now."""
    party = party_of(request.user, request.POST)
    record = record_told(
        outage=_outage(request),
        call=party.call,
        ticket=None,
        customer=party.customer,
        by=request.user,
        at=timezone.now(),
    )
    return JsonResponse({"html": render_to_string("cms/desk/told.html", {"told": record}, request)})


@require_POST
@permission_required("crm.add_ticket")
def register(request: AgentRequest) -> JsonResponse:
    """Take the report; 422 with errors by field, 409 with a sentence for what cannot be taken."""
    now = timezone.now()
    try:
        body = posted(request)
        version = FormVersion.objects.select_related("ticket_type").get(pk=body["version"])
        raw_answers = _answers(body)
    except (Unreadable, KeyError, TypeError, ValueError, OverflowError, FormVersion.DoesNotExist):
        return _refused(_("The form could not be read: choose the type again."), 400)
    party = party_of(request.user, body)
    try:
        taken = register_report(
            form_version=version,
            raw_answers=raw_answers,
            customer=party.customer,
            service_point=party.service_point,
            call=party.call,
            reporter_name=body["reporter_name"],
            reporter_phone=body["reporter_phone"],
            location=body["location"],
            idempotency_key=body["key"] or None,
            corrects=True,
            is_drafted=True,
            reported_at=(party.call.answered_at if party.call else None) or now,
            by=request.user,
            at=now,
        )
    except AnswersRefused as refused:
        return JsonResponse({"message": _("Some answers need mending."), "errors": refused.errors}, status=422)
    except TakenBefore as error:
        return JsonResponse({"message": str(error), "errors": {}, "renew": True}, status=409)
    except (UnableToRegister, DraftMoved) as error:
        return _refused(str(error), 409)
    saved = render_to_string("cms/desk/saved.html", {"taken": taken}, request)
    return JsonResponse({"html": saved, "ticket": taken.ticket.pk}, status=201)


def _answers(body: Mapping[str, Any]) -> Mapping[str, object]:
    if not isinstance(body["answers"], Mapping):
        raise Unreadable("answers")
    return body["answers"]


def _refused(message: str, status: int) -> JsonResponse:
    return JsonResponse({"message": message, "errors": {}}, status=status)


def _outage(request: AgentRequest) -> Outage:
    outage = Outage.objects.visible_to(request.user).filter(pk=key_of(request.POST, "outage") or 0).first()
    if outage is None:
        raise Http404(_("There is no such record."))
    return outage
