"""Joins a ticket to the outage that a rule of its form proposes: from the ticket's page, or from the desk in place."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from cms.records.ticket_views import ticket_page
from crm.models import Ticket
from outages.merging.operations import UnableToMerge
from outages.models import Outage
from outages.proposing import join_proposed


@require_POST
@permission_required("crm.change_ticket")
def join(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Let the ticket follow the proposed outage; a script gets what it says instead, 409 with the reason if refused."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    is_script = request.headers.get("x-requested-with") == "XMLHttpRequest"
    ticket = (
        Ticket.objects.visible_to(request.user).select_related("form_version", "service_point").filter(pk=pk).first()
    )
    outage = Outage.objects.select_related("device").filter(number=number).first()
    if ticket is None or outage is None:
        raise Http404(_("There is no such record."))
    try:
        join_proposed(ticket=ticket, outage=outage, by=request.user, at=timezone.now())
    except UnableToMerge as error:
        if is_script:
            return JsonResponse({"message": str(error)}, status=409)
        return ticket_page(request, pk, refused={"change": "join", "text": "", "why": str(error)})
    if is_script:
        return render(
            request,
            "cms/records/proposal.html",
            {"ticket": ticket, "joined": outage, "at_desk": "at_desk" in request.POST},
        )
    messages.success(request, _("The ticket follows outage %(number)s.") % {"number": outage})
    return redirect("records:ticket", pk)
