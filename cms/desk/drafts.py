"""The doors of drafts: each keeps, opens, drops or gives back what an agent is writing down, and answers in JSON.

What was typed comes in the body and goes out in an answer that nobody stores; addresses and logs hold none of it.
"""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.auth import permission_required

from cms.desk.party import AgentRequest, Party, key_of, party_of
from crm.customers.merged import survivor_of
from crm.drafts import operations, queries
from crm.drafts.operations import DraftEnded, DraftMoved, UnableToKeep, Written, WrittenElsewhere
from crm.models import ReportDraft
from ticketforms.models import FormVersion
from ticketforms.storing import Unstorable, data_in

LONGEST_BODY = 200_000
_TEXTS = ("search", "type", "reporter_name", "reporter_phone", "location", "focus")
_LONGEST_TEXT = 1_000
_MOST_REVISIONS = 2**31 - 1
_WHY = {DraftEnded: "ended", DraftMoved: "moved", WrittenElsewhere: "elsewhere"}


@never_cache
@require_GET
@permission_required("crm.add_ticket")
def kept(request: AgentRequest) -> HttpResponse:
    """Show the drafts this agent has open."""
    return render(request, "cms/desk/kept.html", {"drafts": queries.kept_drafts(request.user)})


@never_cache
@require_POST
@permission_required("crm.add_ticket")
def keep(request: AgentRequest) -> JsonResponse:
    """Keep what is typed; 409 with where the draft is when it is not this page's any more."""
    try:
        written = _written(request)
    except (Unstorable, UnicodeDecodeError, KeyError, TypeError, ValueError):
        return JsonResponse({"message": _("The draft could not be read.")}, status=400)
    try:
        draft = operations.keep(written=written, by=request.user, at=timezone.now())
    except UnableToKeep as error:
        return _refused(error)
    return JsonResponse({"draft": draft.pk, "kept_at": date_format(localtime(draft.kept_at), "H:i:s")})


@never_cache
@require_POST
@permission_required("crm.add_ticket")
def open_draft(request: AgentRequest) -> JsonResponse:
    """Give what was begun: the named draft, that of the named call, or this agent's newest; null for none."""
    call = party_of(request.user, {"call": request.POST.get("call")}).call
    draft: ReportDraft | None
    if "draft" in request.POST:
        draft = _own(request)
    elif call:
        draft = operations.take_over(call=call, by=request.user, at=timezone.now())
    else:
        draft = next(iter(queries.kept_drafts(request.user)), None)
    return told(request, draft)


@never_cache
@require_POST
@permission_required("crm.add_ticket")
def take_back(request: AgentRequest) -> JsonResponse:
    """Give a draft back that went to a colleague with its call."""
    draft = ReportDraft.objects.filter(pk=key_of(request.POST, "draft") or 0).first()
    if draft is None:
        raise Http404(_("There is no such record."))
    try:
        return told(request, operations.take_back(draft=draft, by=request.user, at=timezone.now()))
    except UnableToKeep as error:
        return _refused(error)


@never_cache
@require_POST
@permission_required("crm.add_ticket")
def drop(request: AgentRequest) -> JsonResponse:
    """End a draft that nobody needs."""
    try:
        draft = operations.drop(draft=_own(request), by=request.user, at=timezone.now())
    except UnableToKeep as error:
        return _refused(error)
    return JsonResponse({"draft": draft.pk})


@never_cache
@require_POST
@permission_required("crm.add_ticket")
def open_again(request: AgentRequest) -> JsonResponse:
    """Give a draft back that was dropped a while ago."""
    try:
        return told(request, operations.open_again(draft=_own(request), by=request.user, at=timezone.now()))
    except UnableToKeep as error:
        return _refused(error)


def _written(request: AgentRequest) -> Written:
    """Return what was posted; raise for a body that this page does not send."""
    if request.content_type != "application/json" or len(request.body) > LONGEST_BODY:
        raise Unstorable("not ours")
    body = data_in(request.body.decode())
    if not isinstance(body, dict):
        raise Unstorable("no object")
    key, page, revision = _text(body["key"], 64), _text(body["page"], 36), _number(body["revision"])
    if not (key and page and revision):
        raise Unstorable("nameless")
    party = _party(request, body)
    return Written(
        key=key,
        page=page,
        revision=revision,
        read=_number(body["read"]),
        call=party.call,
        customer=party.customer,
        service_point=party.service_point,
        form_version=_version(body.get("version")),
        answers=_answers(body["answers"]),
        texts=_texts(body["texts"]),
    )


def _party(request: AgentRequest, body: Mapping[str, Any]) -> Party:
    """What is typed is kept also when whom or where it is about cannot be had any more."""
    try:
        return party_of(request.user, body)
    except Http404:
        return Party(customer=None, service_point=None, call=None)


def _version(value: object) -> FormVersion | None:
    return FormVersion.objects.filter(pk=_number(value)).first() if value else None


def _answers(value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(held, dict) for held in value.values()):
        raise Unstorable("answers")
    return value


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise Unstorable("texts")
    return {name: _text(value.get(name, ""), _LONGEST_TEXT) for name in _TEXTS}


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise Unstorable("text")
    return value


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST_REVISIONS:
        raise Unstorable("number")
    return value


def _own(request: AgentRequest) -> ReportDraft:
    drafts = ReportDraft.objects.held_by(request.user)
    draft = drafts.filter(pk=key_of(request.POST, "draft") or 0).first()
    if draft is None:
        raise Http404(_("There is no such record."))
    return draft


def told(request: AgentRequest, draft: ReportDraft | None) -> JsonResponse:
    """Answer with the draft as the desk puts it back, and with the list of all that are open."""
    drafts = queries.kept_drafts(request.user)
    listed = render_to_string("cms/desk/kept.html", {"drafts": drafts}, request)
    return JsonResponse({"draft": _shown(draft) if draft else None, "list": listed})


def _shown(draft: ReportDraft) -> dict[str, object]:
    version = draft.form_version
    return {
        "draft": draft.pk,
        "key": draft.key,
        "revision": draft.revision,
        "call": str(draft.call_id or ""),
        "customer": str(survivor_of(draft.customer).pk) if draft.customer else "",
        "service_point": str(draft.service_point_id or ""),
        "type": version.ticket_type.code if version else "",
        "version": version.pk if version else 0,
        "answers": draft.answers,
        "texts": draft.texts,
        "kept_at": date_format(localtime(draft.kept_at), "H:i:s"),
    }


def _refused(error: UnableToKeep) -> JsonResponse:
    return JsonResponse({"message": str(error), "errors": {}, "why": _WHY[type(error)]}, status=409)
