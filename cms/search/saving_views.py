"""Keeps, shares, renames and removes searches, and says what a list opens with; what they find is asked elsewhere."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from cms.search.answering import Reading, answer_to
from cms.search.asked import asked_by_browser
from cms.search.places import Place, of_place
from cms.search.tabs import tabs_of
from cms.search.views import reading_of
from crm.criteria.errors import CriteriaError
from crm.criteria.saving import Kept, UnableToSave, change_search, open_first, remove_search, save_search
from crm.models import SavedSearch
from ticketforms.conditions import plain

Change = Callable[..., JsonResponse]


def _told(change: Change) -> Change:
    """Answer 409 with the sentence when a search cannot be kept so."""

    @wraps(change)
    def answered(request: HttpRequest, place: Place, **keys: Any) -> JsonResponse:
        try:
            return change(request, place, **keys)
        except (UnableToSave, CriteriaError) as error:
            return JsonResponse({"message": str(error)}, status=409)

    return answered


@require_POST
@of_place
@_told
def save(request: HttpRequest, place: Place) -> JsonResponse:
    """Keep what the page asks under a name of one's own."""
    reading, sent = reading_of(request, place), _sent(request)
    kept = _kept(request, reading)
    saved = save_search(name=_text(sent, "name"), kept=kept, by=reading.user, at=reading.at)
    return _leads_to(place, saved)


@require_POST
@of_place
@_told
def change(request: HttpRequest, place: Place, pk: int) -> JsonResponse:
    """Change what is sent of one's own search: its name, with whom it is shared, or all it asks (`criteria`)."""
    reading, sent = reading_of(request, place), _sent(request)
    roles = sent.get("shared_with")
    changed = change_search(
        search=_search(reading, pk),
        by=reading.user,
        at=reading.at,
        name=_text(sent, "name") if "name" in sent else None,
        kept=_kept(request, reading) if "criteria" in sent else None,
        is_shared=sent["is_shared"] is True if "is_shared" in sent else None,
        shared_with=[str(role) for role in roles] if isinstance(roles, list) else None,
    )
    return _leads_to(place, changed)


@require_POST
@of_place
@_told
def remove(request: HttpRequest, place: Place, pk: int) -> JsonResponse:
    """Remove one's own search."""
    reading = reading_of(request, place)
    remove_search(search=_search(reading, pk), by=reading.user)
    return JsonResponse({"url": f"{place.address}?view=all"})


@require_POST
@of_place
@_told
def first(request: HttpRequest, place: Place) -> JsonResponse:
    """Let one's list open with a search (`saved`) or an overview; with neither it opens with everything."""
    reading, asked = reading_of(request, place), asked_by_browser(place.root, request.body)
    tabs = tabs_of(reading)
    if (asked.saved and asked.saved not in tabs.saved) or (asked.overview and asked.overview not in tabs.overviews):
        raise Http404
    search = tabs.saved[asked.saved] if asked.saved else None
    open_first(root=place.root, search=search, overview=asked.overview, by=reading.user)
    return JsonResponse({"url": place.address})


def _sent(request: HttpRequest) -> Mapping[str, Any]:
    """Return all that was sent; raises `CriteriaError` for what the page never sends."""
    asked_by_browser("", request.body)
    sent: Mapping[str, Any] = json.loads(request.body)
    return sent


def _text(sent: Mapping[str, Any], name: str) -> str:
    value = sent.get(name)
    return value if isinstance(value, str) else ""


def _kept(request: HttpRequest, reading: Reading) -> Kept:
    answer = answer_to(asked_by_browser(reading.root, request.body), reading)
    return Kept(
        root=reading.root,
        criteria=plain(answer.condition),
        columns=answer.asked.columns,
        sort_by=answer.sort_by,
        is_descending=answer.is_descending,
    )


def _search(reading: Reading, pk: int) -> SavedSearch:
    search = tabs_of(reading).saved.get(pk)
    if search is None:
        raise Http404
    return search


def _leads_to(place: Place, search: SavedSearch) -> JsonResponse:
    return JsonResponse({"url": f"{place.address}?{urlencode({'saved': search.pk})}"})
