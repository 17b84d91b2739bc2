"""Puts the rehearsal where a draft is edited, and where one decides about publishing it."""

from collections.abc import Mapping
from typing import Any

from django.forms import Media
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.snippets.action_menu import ActionMenuItem

from cms.rehearsal.views import may_rehearse
from ticketforms.models import TicketType


class RehearsalPart(Component):
    """The figures, fetched while one reads what changes."""

    template_name = "cms/rehearsal/part.html"

    def __init__(self, ticket_type: TicketType) -> None:
        self._ticket_type = ticket_type

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"ticket_type": self._ticket_type}

    @property
    def media(self) -> Media:
        return Media(js=["cms/rehearsal/rehearsal.js"])


class RehearseMenuItem(ActionMenuItem):
    """Leads from the editor to the rehearsal of what was saved last."""

    name = "rehearse"
    label = _("Rehearse")
    icon_name = "tasks"
    order = 25

    def is_shown(self, context: Mapping[str, Any]) -> bool:
        return context["view"] == "edit" and context["model"] is TicketType and may_rehearse(context["request"])

    def get_url(self, parent_context: Mapping[str, Any]) -> str:
        return reverse("rehearsal:rehearsal", args=[parent_context["instance"].pk])


def before_publishing(request: HttpRequest, ticket_type: TicketType) -> RehearsalPart | None:
    """Return the part for whoever may rehearse."""
    return RehearsalPart(ticket_type) if may_rehearse(request) else None
