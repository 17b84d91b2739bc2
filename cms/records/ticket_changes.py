"""What people do to a ticket from its page: each address makes one change and leads back to the ticket."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from cms.records.ticket_views import ticket_page
from crm.models import Ticket
from crm.tickets.changing import UnableToChange
from crm.tickets.moving import cancel, close
from crm.tickets.operations import acknowledge_hazard, add_note

Change = Callable[[Ticket, str, User, datetime], object]


@require_POST
@permission_required("crm.change_ticket")
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note into the ticket's story."""
    return make(
        request,
        pk,
        lambda ticket, text, by, at: add_note(ticket=ticket, text=text, by=by, at=at),
        name="note",
        done=_("Note added."),
    )


@require_POST
@permission_required("crm.change_ticket")
def close_ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the ticket with what was done."""
    return make(
        request,
        pk,
        lambda ticket, text, by, at: close(ticket=ticket, resolution=text, by=by, at=at),
        name="close",
        done=_("Ticket closed."),
    )


@require_POST
@permission_required("crm.change_ticket")
def cancel_ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel the ticket with a reason."""
    return make(
        request,
        pk,
        lambda ticket, text, by, at: cancel(ticket=ticket, reason=text, by=by, at=at),
        name="cancel",
        done=_("Ticket cancelled."),
    )


@require_POST
@permission_required("crm.add_hazardacknowledgement")
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Acknowledge the hazard in the person's name."""
    return make(
        request,
        pk,
        lambda ticket, text, by, at: acknowledge_hazard(ticket=ticket, by=by, at=at),
        name="acknowledge",
        done=_("Hazard acknowledged in your name."),
    )


def make(request: HttpRequest, pk: int, change: Change, *, name: str, done: str) -> HttpResponse:
    """Make the change; where it is refused, show the page with the reason and what was typed."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    found = Ticket.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        return ticket_page(request, pk)
    typed = request.POST.get("text", "")
    try:
        change(found, typed, request.user, timezone.now())
    except UnableToChange as error:
        return ticket_page(request, pk, refused={"change": name, "text": typed, "why": str(error)})
    if done:
        messages.success(request, done)
    return redirect("records:ticket", pk)
