"""Puts the figures on Wagtail's home page."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.dashboard.queries import tiles_for


class TilesPanel(Component):
    """The figures of one person."""

    name = "tiles"
    order = 100
    template_name = "cms/dashboard/tiles.html"

    def __init__(self, user: User | AnonymousUser) -> None:
        self._user = user

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"tiles": tiles_for(self._user, timezone.now())}
