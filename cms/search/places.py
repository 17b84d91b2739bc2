"""The lists that can be searched: who may see each, where it stands, what of the feed it follows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from wagtail.admin.auth import permission_required

from crm.criteria.roots import GATES, LABELS

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Place:
    """A list of things of one root; without a topic it follows nothing, without a box only criteria narrow it."""

    root: str
    permission: str
    icon: str
    topic: str = ""
    has_box: bool = True

    @property
    def label(self) -> str:
        """What the list is called."""
        return str(LABELS[self.root])

    @property
    def address(self) -> str:
        """Where the list stands; tickets have an address that people know by heart."""
        return reverse("records:tickets") if self.root == "ticket" else reverse("search:search", args=[self.root])


PLACES = {
    place.root: place
    for place in (
        Place("ticket", "crm.view_ticket", "ticket", "tickets"),
        Place("customer", "crm.view_customer", "user"),
        Place("service_point", "crm.view_servicepoint", "house"),
        Place("outage", "outages.view_outage", "bolt", "outages", has_box=False),
        Place("call", "crm.view_call", "headset"),
    )
}


def places_for(user: Any) -> list[Place]:
    """Return the lists that this person may see."""
    return [place for place in PLACES.values() if place.root in GATES and user.has_perm(place.permission)]


def of_place(view: View) -> View:
    """Let a view be asked with the name of a root, by whoever may see that list; it gets the place."""

    @wraps(view)
    def guarded(request: HttpRequest, root: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        place = PLACES.get(root)
        if place is None or root not in GATES:
            raise Http404
        answer: HttpResponseBase = permission_required(place.permission)(view)(request, place, *args, **kwargs)
        return answer

    return guarded
