"""Puts the figures, and the largest outages, on Wagtail's home page."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.dashboard.queries import tiles_for
from crm import feed
from crm.criteria.catalogue import subjects
from crm.criteria.overviews import overviews
from crm.criteria.subjects import viewer_of
from outages.repair.queries import board_rows
from ticketforms.history import troubled_plans

_MOST_OUTAGES = 8


class TilesPanel(Component):
    """The figures of one person."""

    name = "tiles"
    order = 100
    template_name = "cms/dashboard/tiles.html"

    def __init__(self, user: User | AnonymousUser) -> None:
        self._user = user

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"tiles": tiles_for(self._user, timezone.now())}


class OutagesPanel(Component):
    """The outages that take power from most customers now, and when it returns."""

    name = "outages"
    order = 200
    template_name = "cms/dashboard/outages.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        rows = [row for row in board_rows(timezone.now()) if row.outage.is_ongoing]
        largest = sorted(rows, key=lambda row: (-row.customers_off, row.number))
        return {"rows": largest[:_MOST_OUTAGES], "more": max(len(rows) - _MOST_OUTAGES, 0)}


class OverviewsPanel(Component):
    """The overviews of tickets; the page counts them after it is there, and follows them."""

    name = "overviews"
    order = 150
    template_name = "cms/dashboard/overviews.html"

    def __init__(self, user: User | AnonymousUser) -> None:
        self._user = user

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        viewer = viewer_of(self._user)
        position = feed.last_position()
        return {"overviews": overviews("ticket", viewer, subjects("ticket", viewer)), "position": position}


class PlansPanel(Component):
    """Forms that were to be published and were not; nothing when all is well."""

    name = "plans"
    order = 50
    template_name = "cms/dashboard/plans.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"plans": troubled_plans(timezone.now())}
