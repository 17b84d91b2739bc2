"""Makes a ticket a duplicate of another from its page, and takes it off again; each leads back to a ticket."""

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
from crm.customers.spoken import ticket_key
from crm.models import Ticket
from crm.tickets.changing import UnableToChange
from crm.tickets.merging import DifferentCustomers, merge_into, take_off


@require_POST
@permission_required("crm.change_ticket")
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the ticket a duplicate of the one whose number is posted; with `across` though customers differ."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    typed = request.POST.get("main", "").strip()[:40]
    seen = Ticket.objects.visible_to(request.user)
    found, main = seen.filter(pk=pk).first(), seen.filter(pk=ticket_key(typed) or 0).first()
    if found is None:
        return ticket_page(request, pk)
    refused = {"change": "merge", "text": typed}
    if main is None:
        return ticket_page(request, pk, refused=refused | {"why": _("Write the ticket's number as Z0000123.")})
    across = bool(request.POST.get("across"))
    try:
        merge_into(ticket=found, main=main, across_customers=across, by=request.user, at=timezone.now())
    except DifferentCustomers as error:
        return ticket_page(request, pk, refused=refused | {"change": "merge-across", "why": str(error)})
    except UnableToChange as error:
        return ticket_page(request, pk, refused=refused | {"why": str(error)})
    messages.success(request, _("Ticket %(ticket)s is a duplicate of this one now.") % {"ticket": found})
    return redirect("records:ticket", main.pk)


@require_POST
@permission_required("crm.change_ticket")
def unmerge(request: HttpRequest, pk: int, duplicate: int) -> HttpResponse:
    """Let a duplicate of this ticket stand for itself again; `link` is what the page showed."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    found = Ticket.objects.visible_to(request.user).filter(pk=duplicate).first()
    if found is None:
        return ticket_page(request, pk)
    link = request.POST.get("link", "")
    try:
        take_off(ticket=found, link=int(link) if link.isdecimal() else 0, by=request.user, at=timezone.now())
    except UnableToChange as error:
        return ticket_page(request, pk, refused={"change": "unmerge", "text": "", "why": str(error)})
    messages.success(request, _("Ticket %(ticket)s stands for itself again.") % {"ticket": found})
    return redirect("records:ticket", pk)
