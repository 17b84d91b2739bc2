"""The page of a list, and the parts of it that change without loading it anew. What is looked for is in no address."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.search.answering import Answer, Reading, answer_to
from cms.search.asked import (
    Asked,
    asked_by_browser,
    asked_by_overview,
    asked_by_saved,
    keep,
    quick,
    recall,
)
from cms.search.bulk import bulk_choices
from cms.search.counts import counts_of
from cms.search.lines import heads_of, lines_of
from cms.search.places import Place, of_place, places_for
from cms.search.quick import clauses_in
from cms.search.tabs import Tabs, tabs_of
from cms.search.telling import count_words, reached_words
from cms.search.words import words_of_builder
from crm import feed
from crm.criteria.counting import Count
from crm.criteria.errors import CriteriaError
from crm.criteria.roots import COLUMNS
from crm.criteria.saving import first_search
from crm.criteria.vocabulary import vocabulary as offered
from ticketforms.port import port


def reading_of(request: HttpRequest, place: Place) -> Reading:
    """Return the list as whoever asks reads it now."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return Reading(place.root, request.user, timezone.now())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_place
def search(request: HttpRequest, place: Place) -> HttpResponse:
    """Show the list as the address asks; what was typed is kept and shown at an address of its own."""
    reading = reading_of(request, place)
    if request.method == "POST":
        return _typed(request, place, reading)
    position = feed.last_position()
    tabs = tabs_of(reading)
    first = _first(reading, tabs)
    asked, is_lost = _asked(request, reading, tabs, first)
    results = _results(asked, reading)
    context = _frame(place) | results | {
        "place": place,
        "places": places_for(request.user),
        "asked": asked,
        "key": request.GET.get("search", ""),
        "is_lost": is_lost,
        "tabs": tabs.shown(asked, first),
        "present": tabs.saved.get(asked.saved or 0),
        "roles": port.roles.choices(),
        "bulk": bulk_choices(request.user) if place.root == "ticket" else None,
        "builder": _builder(asked, request, results["error"]),
        "words": words_of_builder(),
        "position": position,
    }  # fmt: skip
    return render(request, "cms/search/search.html", context)


@require_POST
@of_place
def found(request: HttpRequest, place: Place) -> JsonResponse:
    """Answer what the page asks with rows, the sentence and a key for the address; 422 says what is wrong and where."""
    reading = reading_of(request, place)
    try:
        asked = asked_by_browser(place.root, request.body)
    except CriteriaError as error:
        return wrong(error)
    key = keep(request.session, asked, request.headers.get("x-search", ""))
    results = _results(asked, reading, start=request.headers.get("x-from", ""))
    if results["error"]:
        return wrong(results["error"], key)
    part = "rows" if request.headers.get("x-from") else "results"
    parts = {
        "results": render_to_string(
            f"cms/search/{part}.html", results | {"place": place, "bulk": _picks(request, place)}, request
        )
    }
    parts["sentence"] = render_to_string("cms/search/sentence.html", results | {"asked": asked}, request)
    return JsonResponse(
        {"key": key, "next": results["next"], "is_whole": results["is_whole"], "reached": results["told"], **parts}
    )


@never_cache
@require_safe
@of_place
def count(request: HttpRequest, place: Place) -> JsonResponse:
    """Say how many rows there are of what the address names: a tab, or what the session keeps."""
    reading = reading_of(request, place)
    tabs = tabs_of(reading)
    asked, _is_lost = _asked(request, reading, tabs, None)
    try:
        counted = answer_to(asked, reading).count()
    except CriteriaError as error:
        return JsonResponse({"words": "–", "short": "–", "error": str(error)})
    words, short = count_words(counted)
    return JsonResponse({"words": words, "short": short, "number": counted.number})


@never_cache
@require_safe
@of_place
def counts(request: HttpRequest, place: Place) -> JsonResponse:
    """Say how many rows each tab has, by its query; `position` is the newest event that the counts know of."""
    reading = reading_of(request, place)
    found, position = counts_of(tabs_of(reading).all(), reading)
    told = {query: _told_count(counted) for query, counted in found.items()}
    return JsonResponse({"counts": told, "position": position})


def _told_count(counted: Count | None) -> dict[str, Any]:
    return {"short": count_words(counted)[1], "number": counted.number} if counted else {"short": "–", "number": None}


@require_safe
@of_place
def vocabulary(request: HttpRequest, place: Place) -> JsonResponse:
    """Return what criteria and columns of the list can be chosen from."""
    reading = reading_of(request, place)
    return JsonResponse(offered(place.root, reading.known) | {"words": words_of_builder()})


def _picks(request: HttpRequest, place: Place) -> bool:
    return place.root == "ticket" and request.user.has_perm("crm.change_ticket")


def _typed(request: HttpRequest, place: Place, reading: Reading) -> HttpResponse:
    """Keep what was sent by a browser without scripts: the words, beside what was asked before."""
    tabs = tabs_of(reading)
    before, _is_lost = _asked(request, reading, tabs, None)
    typed = request.POST.get("typed", "").strip()
    filters = clauses_in(request.POST, reading.known)
    if not typed and not filters and not before.is_narrowed:
        return redirect(place.address)
    asked = asked_by_browser(place.root, b"{}")
    criteria = quick(filters) if filters else before.criteria
    asked = Asked(
        place.root, criteria, before.columns, before.sort_by, before.is_descending, typed[:200].replace("\0", "")
    )
    return redirect(f"{place.address}?{urlencode({'search': keep(request.session, asked)})}")


def _first(reading: Reading, tabs: Tabs) -> Asked | None:
    chosen = first_search(reading.user, reading.root)
    if chosen is None:
        return None
    if search := tabs.saved.get(chosen.search_id or 0):
        return asked_by_saved(search)
    return asked_by_overview(tabs.overviews[chosen.overview]) if chosen.overview in tabs.overviews else None


def _asked(request: HttpRequest, reading: Reading, tabs: Tabs, first: Asked | None) -> tuple[Asked, bool]:
    """Return what the address names, and whether it is lost: everything is asked for instead."""
    query = request.GET
    everything = Asked(reading.root)
    if key := query.get("search", ""):
        kept = recall(request.session, reading.root, key)
        return kept or everything, kept is None
    if number := query.get("saved", ""):
        search = tabs.saved.get(int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0)
        return asked_by_saved(search) if search else everything, search is None
    if code := query.get("view", ""):
        overview = tabs.overviews.get(code)
        return asked_by_overview(overview) if overview else everything, overview is None and code != "all"
    clauses = clauses_in(query, reading.known) if reading.root == "ticket" else []
    if clauses:
        return Asked(reading.root, quick(clauses)), False
    return first if first and not query else everything, False


def _results(asked: Asked, reading: Reading, *, start: str = "") -> dict[str, Any]:
    """Return the rows that are shown, or what is wrong with the criteria."""
    empty: dict[str, Any] = {"heads": [], "answer_heads": (), "lines": [], "next": "", "is_whole": True, "answer": None}
    empty |= {"error": None, "sentence": [], "now": reading.at, "told": ""}
    try:
        answer = answer_to(asked, reading)
    except CriteriaError as error:
        return empty | {"error": error}
    page = answer.page(start)
    answered = answer.answers(page.rows)
    return empty | {
        "answer": answer,
        "heads": heads_of(answer),
        "answer_heads": answered.heads if answered else (),
        "lines": lines_of(answer, page.rows, reading.at),
        "next": page.next.written if page.next else "",
        "is_whole": page.is_whole,
        "told": "" if page.is_whole else _told_reached(answer, page.rows),
        "sentence": answer.sentence(),
    }


def _told_reached(answer: Answer, rows: Sequence[Any]) -> str:
    """Return how far a search that was stopped has come."""
    reached = reached_words(rows[-1], answer.order.path) if rows else ""
    if reached:
        return _("Searched as far as %(reached)s; there may be more.") % {"reached": reached}
    return _("Not everything is searched yet.")


def _builder(asked: Asked, request: HttpRequest, error: CriteriaError | None) -> dict[str, Any]:
    """What the page's script begins with."""
    return {
        "criteria": asked.criteria,
        "columns": list(asked.columns),
        "sort_by": asked.sort_by,
        "is_descending": asked.is_descending,
        "typed": asked.typed,
        "saved": asked.saved,
        "overview": asked.overview,
        "key": request.GET.get("search", ""),
        "query": request.GET.urlencode(),
        "usual": list(COLUMNS[asked.root]),
        "message": str(error) if error else "",
        "path": list(error.path) if error else [],
    }


def wrong(error: CriteriaError, key: str = "") -> JsonResponse:
    """Answer with what is wrong with criteria, and where."""
    return JsonResponse({"message": str(error), "path": list(error.path), "key": key}, status=422)


def _frame(place: Place) -> dict[str, Any]:
    return {
        "page_title": place.label,
        "header_icon": place.icon,
        "breadcrumbs_items": [{"url": "", "label": _("Search")}, {"url": "", "label": place.label}],
    }
