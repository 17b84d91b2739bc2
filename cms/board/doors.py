"""The doors through which the board changes something: each parses, finds, makes one call, and says how it went."""

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cms.board.actions import ACTIONS
from cms.board.situation import situation_of
from cms.board.views import ACKNOWLEDGE, CHANGE, draw, hazards_context
from crm.models import Ticket
from crm.tickets.changing import UnableToChange
from crm.tickets.operations import acknowledge_hazard
from outages.models import Outage

REFUSED, NOT_UNDERSTOOD = 409, 422


@require_POST
@permission_required(CHANGE, raise_exception=True)
def act(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Do one action to an outage and answer with its fresh drawer; a refusal comes with the reason."""
    assert isinstance(request.user, User)
    now = timezone.now()
    outage = get_object_or_404(Outage.objects.visible_to(request.user), pk=pk)
    kind = next((action for action in ACTIONS if action.code == code), None)
    if kind is None:
        raise Http404
    action = kind(situation_of(outage, now), request.POST.dict())
    if not action.is_valid():
        return HttpResponse(draw(request, outage, refusal=action.sentence), status=NOT_UNDERSTOOD)
    try:
        message = action.perform(by=request.user, at=now)
    except kind.refusals as refusal:
        return HttpResponse(draw(request, outage, refusal=str(refusal)), status=REFUSED)
    return HttpResponse(draw(request, outage, message=message))


@require_POST
@permission_required(ACKNOWLEDGE, raise_exception=True)
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a hazard from the top in the dispatcher's name and answer with those that still wait."""
    assert isinstance(request.user, User)
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), pk=pk)
    refusal = ""
    try:
        acknowledge_hazard(ticket=ticket, by=request.user, at=timezone.now())
    except UnableToChange as error:
        refusal = str(error)
    context = {**hazards_context(request.user), "refusal": refusal}
    return render(request, "cms/board/hazards.html", context, status=REFUSED if refusal else None)
