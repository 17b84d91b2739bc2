"""The doors through which a draft is published, now or at a time, and an earlier version comes back."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail import hooks
from wagtail.admin import messages

from ticketforms.changes import changes_between
from ticketforms.history import changes_of_facts, name_of_person, present_plan
from ticketforms.models import FormVersion, TicketType
from ticketforms.moments import UnfitMoment, moment_of
from ticketforms.planning import UnableToPlan, cancel_plan, plan_publication
from ticketforms.publishing import UnableToPublish, compiled_draft, finished, publish
from ticketforms.rolling_back import restore_draft, restore_now
from ticketforms.version_frame import EditorRequest, may, page, type_for

# Higher floors put more beside the question whether to publish; each is called with the request and the type.
BEFORE_PUBLISHING = "tcz_before_publishing"


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: EditorRequest, pk: int) -> HttpResponse:
    """What publishing the newest draft would change, and the decision: now, or at a time."""
    ticket_type = type_for(request, pk, "publish")
    if request.method != "POST":
        return _review(request, ticket_type)
    if request.POST.get("draft") != _mark(ticket_type):
        drafter = ticket_type.latest_revision and ticket_type.latest_revision.user
        sentence = _("%(who)s saved a newer draft while you were reading. Nothing was published: look at it again.")
        messages.error(request, sentence % {"who": name_of_person(drafter)})
        return _review(request, ticket_type)
    try:
        messages.success(request, _decide(request, ticket_type))
    except (UnableToPublish, UnableToPlan, UnfitMoment) as unable:
        messages.error(request, unable)
        ticket_type.refresh_from_db()
        return _review(request, ticket_type)
    return redirect("wagtailsnippets_ticketforms_tickettype:list")


@require_POST
def cancel(request: EditorRequest, pk: int) -> HttpResponse:
    """Give up a planned publication, or put aside one that failed."""
    ticket_type = type_for(request, pk, "publish")
    try:
        cancel_plan(ticket_type=ticket_type, by=request.user, at=timezone.now())
    except UnableToPlan as unable:
        messages.error(request, unable)
    else:
        messages.success(request, _("The plan is cancelled; the draft is kept."))
    return redirect("ticketforms:versions", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: EditorRequest, pk: int, number: int) -> HttpResponse:
    """An earlier version again: as the draft to go on from, or in use at once."""
    ticket_type = type_for(request, pk, "change")
    earlier = get_object_or_404(ticket_type.versions, number=number)
    if request.method == "POST" and request.POST.get("how") == "now":
        return _restore_now(request, earlier)
    if request.method == "POST":
        restore_draft(version=earlier, by=request.user, at=timezone.now())
        sentence = _("The questions of version %(number)s are the draft now.")
        messages.success(request, sentence % {"number": earlier.number})
        return redirect("wagtailsnippets_ticketforms_tickettype:edit", pk)
    present = ticket_type.versions.first()
    context = {
        "version": earlier,
        "present": present,
        "changes": changes_between(present.definition, earlier.definition) if present else (),
        "has_draft": ticket_type.has_unpublished_changes and ticket_type.live,
        "plan": present_plan(ticket_type),
    }
    return page(request, "restore", ticket_type, _("Back to version %(number)s") % {"number": number}, context)


def _decide(request: EditorRequest, ticket_type: TicketType) -> str:
    """Carry out what the page asked for, and return what to say about it."""
    now, in_use = timezone.now(), _number(request)
    if request.POST.get("decision") != "plan":
        return _published(publish(ticket_type=ticket_type, in_use=in_use, by=request.user, at=now))
    moment = moment_of(request.POST.get("publish_at", ""))
    plan = plan_publication(ticket_type=ticket_type, publish_at=moment, in_use=in_use, by=request.user, at=now)
    return _planned(plan.publish_at)


def _restore_now(request: EditorRequest, earlier: FormVersion) -> HttpResponse:
    if not may(request, "publish"):
        raise PermissionDenied
    try:
        again = restore_now(version=earlier, in_use=_number(request), by=request.user, at=timezone.now())
    except UnableToPublish as unable:
        messages.error(request, unable)
    else:
        messages.success(request, _published(again))
    return redirect("ticketforms:versions", earlier.ticket_type_id)


def _number(request: EditorRequest) -> int | None:
    """The number of the version that the page showed as the one in use."""
    given = request.POST.get("in_use", "")
    return int(given) if given.isdecimal() and len(given) < 9 else None


def _review(request: EditorRequest, ticket_type: TicketType) -> HttpResponse:
    drafted = ticket_type.get_latest_revision_as_object()
    compiled, present = compiled_draft(drafted), ticket_type.versions.first()
    try:
        finished(drafted)
        reason = ""
    except UnableToPublish as unable:
        reason = str(unable)
    context = {
        "drafted": drafted,
        "draft": _mark(ticket_type),
        "drafter": ticket_type.latest_revision and name_of_person(ticket_type.latest_revision.user),
        "drafted_at": ticket_type.latest_revision and ticket_type.latest_revision.created_at,
        "present": present,
        "in_use": present.number if present else 0,
        "next_number": present.number + 1 if present else 1,
        "changes": changes_between(present.definition, compiled.definition) if present else (),
        "facts": changes_of_facts(ticket_type, drafted) if present else (),
        "troubles": [] if not reason else [str(one) for one in compiled.troubles] or [reason],
        "warnings": compiled.warnings,
        "plan": present_plan(ticket_type),
        "written": request.POST.get("publish_at", ""),
        "parts": [part for hook in hooks.get_hooks(BEFORE_PUBLISHING) if (part := hook(request, ticket_type))],
    }
    return page(request, "review", ticket_type, _("Publish"), context)


def _mark(ticket_type: TicketType) -> str:
    """Which draft a page showed: autosave writes the same revision again, later."""
    revision = ticket_type.latest_revision
    return f"{revision.pk} {revision.created_at.isoformat()}" if revision else ""


def _planned(publish_at: datetime) -> str:
    moment = date_format(timezone.localtime(publish_at), "SHORT_DATETIME_FORMAT")
    return _("The draft will be published on %(moment)s. It stays as it is now, however it is edited.") % {
        "moment": moment
    }


def _published(published: FormVersion) -> str:
    return _("Agents are asked by version %(number)s from now on.") % {"number": published.number}
