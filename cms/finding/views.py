"""Answers the search box: one call, and lines that say what was found and why. What is typed comes in the body."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from cms.finding.setting_off import Piece, digits_set_off, pieces, written
from crm.customers.candidates import Why
from outages.finding import FoundPerson, look_for

LONGEST = 200
RIGHTS = ("crm.view_customer", "crm.view_ticket", "outages.view_outage")
# Shown as they are; a PESEL is not shown at all.
_SHOWN = frozenset({Why.PHONE, Why.PPE, Why.METER, Why.NIP, Why.EMAIL, Why.NUMBER, Why.TICKET})


@dataclass(frozen=True)
class Line:
    """A person or place as the box shows it; `number` is the number they were found by, in pieces."""

    person: FoundPerson
    url: str
    name: tuple[Piece, ...]
    address: tuple[Piece, ...]
    number: tuple[Piece, ...]
    is_dark: bool


def may_find(user: object) -> bool:
    """True for whoever may see anything that the box finds."""
    has_perm = getattr(user, "has_perm", None)
    return has_perm is not None and any(has_perm(right) for right in RIGHTS)


@require_admin_access
@never_cache
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Show what fits the typed text, in groups, for whoever may see any of it."""
    if not may_find(request.user):
        raise PermissionDenied
    text = request.POST.get("typed", "")[:LONGEST]
    found = look_for(text, user=request.user, at=timezone.now())
    words = (*found.search.words, *found.search.meant)
    hits = [hit for hit in found.search.hits if hit.is_near]
    texts = [f"{hit.customer.name} {hit.point or ''}" for hit in hits]
    return render(
        request,
        "cms/finding/found.html",
        {
            "found": found,
            "people": [_line(person, words, text) for person in found.people],
            "places": [_line(person, words, text) for person in found.places],
            "meant": written(texts, found.search.meant),
            "now": timezone.now(),
        },
    )


def _line(person: FoundPerson, words: tuple[str, ...], typed: str) -> Line:
    hit = person.hit
    point = hit.point or next((point for point, _supply in person.points), None)
    point = point or next(iter(hit.customer.service_points.all()), None)
    is_by_words = hit.why in (Why.NAME, Why.PLACE, Why.BOTH)
    return Line(
        person=person,
        url=reverse("records:customer", args=[hit.customer.pk]),
        name=pieces(hit.customer.name, words if is_by_words else ()),
        address=pieces(point.address, words if is_by_words else ()) if point else (),
        number=digits_set_off(hit.matched, typed) if hit.why in _SHOWN else (),
        is_dark=any(supply.outage is not None for _point, supply in person.points),
    )
