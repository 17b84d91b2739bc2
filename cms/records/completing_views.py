"""The page on which a registered ticket's form is completed or corrected; the browser sends the answers as JSON."""

import json
from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required

from cms.records.frame import frame, not_there
from crm.models import Ticket
from crm.tickets.checking import missing_answers
from crm.tickets.completing import UnableToComplete, as_given, complete_answers, form_for, given_later
from crm.tickets.reading import answers_of, note_opened, reader_of
from ticketforms.answers import AnswersRefused
from ticketforms.building import build


@never_cache
@permission_required("crm.change_ticket")
@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form as the ticket holds it, or keep what was changed: 422 with errors by field, 409 when it is over."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    gate = Ticket.objects.visible_to(request.user).with_marks().select_related("form_version")
    ticket = gate.filter(pk=pk).first()
    if ticket is None:
        return not_there(
            request,
            sentence=_("There is no such ticket. Check its number, or look for the customer."),
            back=(_("Tickets"), "records:tickets"),
        )
    if request.method == "POST":
        return _keep(request, ticket, request.user)
    if not ticket.is_open:
        messages.info(request, _("This ticket is over: its answers stay as they are."))
        return redirect("records:ticket", pk)
    return render(request, "cms/records/complete.html", _page(ticket, request.user))


def _page(ticket: Ticket, user: User) -> dict[str, object]:
    now, reader = timezone.now(), reader_of(user)
    shown = answers_of(ticket, reader)
    note_opened(ticket=ticket, shown=shown, reader=user.get_username(), at=now)
    parents = (_("Tickets"), "records:tickets")
    context = frame(_("Complete %(ticket)s") % {"ticket": ticket}, parents, icon="ticket")
    return context | {
        "ticket": ticket,
        "form": build(form_for(ticket, reader), given=given_later(ticket, by=user, at=now), answers=as_given(ticket)),
        "missing": missing_answers(ticket, at=now),
        "masked": [answer for answer in shown if answer.is_masked],
        "now": now,
    }


def _keep(request: HttpRequest, ticket: Ticket, user: User) -> JsonResponse:
    try:
        answers = _answers(request)
    except ValueError:
        return _refused(_("The form could not be read: load the page again."), 400)
    try:
        change = complete_answers(ticket=ticket, raw_answers=answers, by=user, at=timezone.now())
    except AnswersRefused as refused:
        message = refused.errors.get("") or _("Some answers need mending.")
        return JsonResponse({"message": message, "errors": refused.errors}, status=422)
    except UnableToComplete as error:
        return _refused(str(error), 409)
    messages.success(request, _("The answers are saved.") if change else _("Nothing was changed."))
    return JsonResponse({"url": reverse("records:ticket", args=[ticket.pk])})


def _refused(message: str, status: int) -> JsonResponse:
    return JsonResponse({"message": message, "errors": {}}, status=status)


def _answers(request: HttpRequest) -> Mapping[str, object]:
    """Return the posted answers by field code; raise `ValueError` for anything else."""
    if request.content_type != "application/json":
        raise ValueError("not JSON")
    try:
        body = json.loads(request.body)
    except RecursionError as error:
        raise ValueError("too deep") from error
    answers = body.get("answers") if isinstance(body, dict) else None
    if not isinstance(answers, dict):
        raise ValueError("no answers")
    return answers
