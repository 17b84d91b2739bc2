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
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required

from cms.records.frame import frame, not_there
from crm.models import AnswerChange, Ticket
from crm.tickets.checking import missing_answers
from crm.tickets.completing import (
    AnswersClash,
    Seen,
    UnableToComplete,
    as_given,
    complete_answers,
    form_for,
    given_later,
    newest_change,
)
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
    seen = newest_change(pk)
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
    return render(request, "cms/records/complete.html", _page(ticket, request.user, seen))


def _page(ticket: Ticket, user: User, seen: int) -> dict[str, object]:
    now, reader = timezone.now(), reader_of(user)
    shown = answers_of(ticket, reader)
    note_opened(ticket=ticket, shown=shown, reader=user.get_username(), at=now)
    parents = (_("Tickets"), "records:tickets")
    context = frame(_("Complete %(ticket)s") % {"ticket": ticket}, parents, icon="ticket")
    return context | {
        "ticket": ticket,
        "seen": seen,
        "form": build(form_for(ticket, reader), given=given_later(ticket, by=user, at=now), answers=as_given(ticket)),
        "missing": missing_answers(ticket, at=now),
        "masked": [answer for answer in shown if answer.is_masked],
        "now": now,
    }


def _keep(request: HttpRequest, ticket: Ticket, user: User) -> JsonResponse:
    try:
        answers, seen = _posted(request)
    except ValueError:
        return _refused(_("The form could not be read: load the page again."), 400)
    try:
        change = complete_answers(ticket=ticket, raw_answers=answers, seen=seen, by=user, at=timezone.now())
    except AnswersRefused as refused:
        message = refused.errors.get("") or _("Some answers need mending.")
        return JsonResponse({"message": message, "errors": refused.errors}, status=422)
    except AnswersClash as clash:
        return _asked(ticket, clash, user)
    except UnableToComplete as error:
        return _refused(str(error), 409)
    messages.success(request, _("The answers are saved.") if change else _("Nothing was changed."))
    return JsonResponse({"url": reverse("records:ticket", args=[ticket.pk])})


def _refused(message: str, status: int) -> JsonResponse:
    return JsonResponse({"message": message, "errors": {}}, status=status)


def _asked(ticket: Ticket, clash: AnswersClash, user: User) -> JsonResponse:
    """Say at each field what somebody else wrote, and from which change the page goes on."""
    seen = newest_change(ticket.pk)
    ticket.refresh_from_db()
    texts = {answer.code: answer.text for answer in answers_of(ticket, reader_of(user))}
    said = {code: _by_others(change, texts.get(code, "")) for code, change in clash.changes.items()}
    body = {"message": str(clash), "errors": said, "clashes": list(said), "seen": seen}
    return JsonResponse(body, status=409)


def _by_others(change: AnswerChange, text: str) -> str:
    values = {
        "person": _name_of(change.changed_by),
        "time": date_format(localtime(change.changed_at), "H:i"),
        "answer": text,
    }
    if not text:
        return _("%(person)s cleared this at %(time)s.") % values
    return _("%(person)s wrote “%(answer)s” here at %(time)s.") % values


def _name_of(person: User | None) -> str:
    return (person.get_full_name() or person.get_username()) if person else _("Somebody")


def _posted(request: HttpRequest) -> tuple[Mapping[str, object], Seen]:
    """Return the posted answers by field code and what the page had read; raise `ValueError` for anything else."""
    if request.content_type != "application/json":
        raise ValueError("not JSON")
    try:
        body = json.loads(request.body)
    except RecursionError as error:
        raise ValueError("too deep") from error
    answers, seen, touched = (
        body.get(name) if isinstance(body, dict) else None for name in ("answers", "seen", "touched")
    )
    if not isinstance(answers, dict):
        raise ValueError("no answers")
    if not isinstance(touched, list) or not all(isinstance(code, str) for code in touched):
        raise ValueError("touched is a list of fields")
    if isinstance(seen, bool) or not isinstance(seen, int) or not 0 <= seen < 2**63:
        raise ValueError("seen is a change")
    return answers, Seen(seen, frozenset(touched))
