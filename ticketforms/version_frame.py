"""What every page of a type's versions shares: the gate, by what a person may do to types, and the frame."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.permissions import policy_registry

from ticketforms.models import TicketType

SEE = ("view", "change", "publish")


class EditorRequest(HttpRequest):
    """A request that passed the admin's door."""

    user: User


def may(request: EditorRequest, *actions: str) -> bool:
    """Return whether the person may do one of these to types."""
    return bool(policy_registry.get_by_type(TicketType).user_has_any_permission(request.user, actions))


def type_for(request: EditorRequest, pk: int, *actions: str) -> TicketType:
    """The gate: the type, for whoever may do one of these to types."""
    if not may(request, *actions):
        raise PermissionDenied
    types = TicketType.objects.select_related("category", "latest_revision__user")
    return get_object_or_404(types, pk=pk)


def page(
    request: EditorRequest, name: str, ticket_type: TicketType, title: str, context: dict[str, Any]
) -> HttpResponse:
    """Answer with one of the pages about the type."""
    drafted = ticket_type if ticket_type.live else ticket_type.get_latest_revision_as_object()
    trail = [
        {"url": reverse("wagtailsnippets_ticketforms_tickettype:list"), "label": _("Ticket types")},
        {"url": reverse("ticketforms:versions", args=[ticket_type.pk]), "label": drafted.label},
        {"url": "", "label": title},
    ]
    shared = {
        "ticket_type": ticket_type,
        "label": drafted.label,
        "page_title": title,
        "breadcrumbs_items": trail,
        "may_edit": may(request, "change"),
        "may_publish": may(request, "publish"),
    }
    return render(request, f"ticketforms/versions/{name}.html", shared | context)
