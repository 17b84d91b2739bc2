"""The door by which a ticket's pages say that somebody is there, and read who else is."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from crm.models import Ticket
from crm.tickets.presence import note_gone, note_here


@never_cache
@require_POST
@permission_required("crm.view_ticket")
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that this person is at the ticket, or has left it, and show who else is there."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    ticket = Ticket.objects.visible_to(request.user).filter(pk=pk).first()
    if ticket is None:
        raise Http404(_("There is no such record."))
    if request.POST.get("state") == "gone":
        note_gone(ticket=ticket, person=request.user)
        return HttpResponse(status=204)
    is_writing = request.POST.get("state") == "writing"
    others = note_here(ticket=ticket, person=request.user, is_writing=is_writing, at=timezone.now())
    return render(request, "cms/records/presence.html", {"others": others})
