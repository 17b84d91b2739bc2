"""The page of a rehearsal, and its figures alone for the page before publishing."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.permissions import policy_registry

from crm.tickets.rehearsal import MOST, USUAL, Rehearsal, rehearse_last
from ticketforms.models import TicketType
from ticketforms.publishing import compiled_draft

COUNTS = (100, 500, 2_000, MOST)


def may_rehearse(request: HttpRequest) -> bool:
    """Whoever sees the definitions and the tickets."""
    sees_types = policy_registry.get_by_type(TicketType).user_has_any_permission(
        request.user, {"view", "change", "publish"}
    )
    return bool(sees_types) and request.user.has_perm("crm.view_ticket")


@never_cache
@require_safe
def rehearsal(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest draft of a type against its last tickets."""
    ticket_type, count, found, troubles = _rehearse(request, pk)
    drafted = ticket_type.get_latest_revision_as_object()
    title = _("Rehearsal")
    context = {
        "page_title": title,
        "breadcrumbs_items": [
            {"url": reverse("wagtailsnippets_ticketforms_tickettype:list"), "label": _("Ticket types")},
            {"url": reverse("ticketforms:versions", args=[pk]), "label": drafted.label},
            {"url": "", "label": title},
        ],
        "ticket_type": ticket_type,
        "label": drafted.label,
        "count": count,
        "counts": COUNTS,
        "rehearsal": found,
        "troubles": troubles,
        "may_publish": request.user.has_perm("ticketforms.publish_tickettype"),
    }
    return render(request, "cms/rehearsal/rehearsal.html", context)


@never_cache
@require_safe
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures alone."""
    ticket_type, count, found, troubles = _rehearse(request, pk)
    context = {"ticket_type": ticket_type, "count": count, "rehearsal": found, "troubles": troubles}
    return render(request, "cms/rehearsal/figures.html", context)


def _rehearse(request: HttpRequest, pk: int) -> tuple[TicketType, int, Rehearsal, tuple[str, ...]]:
    if not may_rehearse(request):
        raise PermissionDenied
    ticket_type = get_object_or_404(TicketType.objects.select_related("latest_revision"), pk=pk)
    given = request.GET.get("count", "")
    count = min(int(given), MOST) if given.isdecimal() and 0 < len(given) < 9 and int(given) else USUAL
    compiled = compiled_draft(ticket_type.get_latest_revision_as_object())
    found = rehearse_last(count, ticket_type=ticket_type, definition=compiled.definition, by=request.user)
    return ticket_type, count, found, tuple(map(str, compiled.troubles))
