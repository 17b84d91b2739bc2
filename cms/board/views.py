"""The board's page and the fragments it renews itself with; it changes nothing (that is `doors`)."""

import json

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cms.board.actions import ACTIONS, Action
from cms.board.hazards import waiting_hazards
from cms.board.network import drawn_devices
from cms.board.situation import situation_of
from cms.board.timeline import timeline_of
from crm import feed
from outages.models import Outage
from outages.repair.listing import listed_outages

VIEW, CHANGE, SEE_TICKETS = "outages.view_outage", "outages.change_outage", "crm.view_ticket"
ACKNOWLEDGE = "crm.add_hazardacknowledgement"
_MOST_ROWS_ASKED = 100

may_view = permission_required(VIEW, raise_exception=True)


@require_GET
@may_view
def board(request: HttpRequest) -> HttpResponse:
    """The whole page; it carries the feed's position from before its state was read."""
    position, now = feed.last_position(), timezone.now()
    sees_tickets = request.user.has_perm(SEE_TICKETS)
    return render(
        request,
        "cms/board/board.html",
        {
            "position": position,
            "topics": json.dumps(["outages", "hazards"] if sees_tickets else ["outages"]),
            "zone": settings.TIME_ZONE,
            "listed": listed_outages(now),
            "now": now,
            "sees_tickets": sees_tickets,
            "hazards": waiting_hazards() if sees_tickets else [],
            "may_acknowledge": request.user.has_perm(ACKNOWLEDGE),
            "may_change": request.user.has_perm(CHANGE),
            "keys": [(action.key, action.label) for action in ACTIONS],
            "action_keys": "".join(action.key for action in ACTIONS),
            "texts": {
                "failed": _("The server does not answer: try again."),
                "unavailable": _("The outage as it is now does not allow this."),
                "gone": _("Somebody was quicker: this action is no longer possible."),
            },
        },
    )


@require_GET
@may_view
def rows(request: HttpRequest) -> HttpResponse:
    """The list, or only the outages asked for; those that are over say so."""
    now = timezone.now()
    position, found = feed.last_position(), listed_outages(now)
    asked = {int(pk) for pk in request.GET.getlist("outage")[:_MOST_ROWS_ASKED] if pk.isdecimal() and len(pk) < 19}
    if not asked:
        return render(request, "cms/board/rows.html", {"listed": found, "position": position, "now": now})
    chosen = [listed for listed in found if listed.row.outage.pk in asked]
    over = Outage.objects.filter(pk__in=asked - {listed.row.outage.pk for listed in chosen}).select_related("device")
    return render(request, "cms/board/rows.html", {"listed": chosen, "over": over, "now": now})


@require_GET
@permission_required(SEE_TICKETS, raise_exception=True)
def hazards(request: HttpRequest) -> HttpResponse:
    return render(request, "cms/board/hazards.html", hazards_context(request.user))


@require_GET
@may_view
def network(request: HttpRequest) -> JsonResponse:
    """The devices of the network as the map and the tree draw them."""
    return JsonResponse({"devices": drawn_devices()})


@require_GET
@may_view
def drawer(request: HttpRequest, pk: int) -> HttpResponse:
    outage = get_object_or_404(Outage.objects.visible_to(request.user), pk=pk)
    return HttpResponse(draw(request, outage))


def hazards_context(user: User | AnonymousUser) -> dict[str, object]:
    return {"hazards": waiting_hazards(), "may_acknowledge": user.has_perm(ACKNOWLEDGE), "now": timezone.now()}


def draw(request: HttpRequest, outage: Outage, *, message: str = "", refusal: str = "") -> str:
    """Return the drawer of an outage as it is now, with what an action said."""
    now = timezone.now()
    situation = situation_of(outage, now)
    may_change = request.user.has_perm(CHANGE)
    actions: list[Action] = [action(situation) for action in ACTIONS if may_change and action.is_offered(situation)]
    context = {
        "situation": situation,
        "card": situation.card,
        "row": situation.card.row,
        "outage": situation.outage,
        "now": now,
        "timeline": timeline_of(outage),
        "actions": actions,
        "offered": {action.code for action in actions},
        "sees_tickets": request.user.has_perm(SEE_TICKETS),
        "message": message,
        "refusal": refusal,
    }
    return render_to_string("cms/board/drawer.html", context, request)
