"""Takes back what was done at the desk a moment ago; each parses, makes one call and answers in JSON."""

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from cms.desk.drafts import told
from cms.desk.party import AgentRequest, key_of
from crm.models import Ticket
from outages.models import Outage
from outages.undoing import UnableToTakeBack, leave_joined, take_report_back


@require_POST
@permission_required("crm.change_ticket")
def take_save_back(request: AgentRequest) -> HttpResponse:
    """Take the report back that was just registered, and give what was typed as a draft again."""
    try:
        draft = take_report_back(ticket=_ticket(request), by=request.user, at=timezone.now())
    except UnableToTakeBack as error:
        return JsonResponse({"message": str(error), "errors": {}}, status=409)
    return told(request, draft)


@require_POST
@permission_required("crm.change_ticket")
def leave_outage(request: AgentRequest) -> HttpResponse:
    """Take the ticket off the outage that it was just let join."""
    outage = Outage.objects.visible_to(request.user).filter(pk=key_of(request.POST, "outage") or 0).first()
    if outage is None:
        raise Http404(_("There is no such record."))
    try:
        leave_joined(ticket=_ticket(request), outage=outage, by=request.user, at=timezone.now())
    except UnableToTakeBack as error:
        return JsonResponse({"message": str(error), "errors": {}}, status=409)
    return JsonResponse({"message": _("The ticket does not follow outage %(number)s any more.") % {"number": outage}})


def _ticket(request: AgentRequest) -> Ticket:
    ticket = Ticket.objects.visible_to(request.user).filter(pk=key_of(request.POST, "ticket") or 0).first()
    if ticket is None:
        raise Http404(_("There is no such record."))
    return ticket
