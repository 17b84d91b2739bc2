"""One row of a list beside it: what it has of everything its own root can be asked about."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.search.lines import is_phone, short_name, url_of
from cms.search.places import Place, of_place
from cms.search.views import reading_of
from crm.criteria.columns import cells
from crm.criteria.roots import COLUMNS
from crm.models import Ticket
from crm.tickets.reading import answers_of, reader_of


@require_safe
@of_place
def preview(request: HttpRequest, place: Place, pk: int) -> HttpResponse:
    """Show a row's facts and, of a ticket, its answers; sensitive ones stay masked beside a list."""
    reading = reading_of(request, place)
    row = reading.gate.filter(pk=pk).first()
    if row is None:
        raise Http404
    own = [name for name, one in reading.known.items() if one.group == place.root and one.is_column and not one.flag]
    names = list(dict.fromkeys([*(name for name in COLUMNS[place.root] if name in reading.known), *own]))
    found = cells(place.root, [row], names, reading.known, reading.moment)[row.pk]
    shown = [(reading.known[name], cell) for name, cell in zip(names, found, strict=True) if cell.text]
    facts = [(short_name(subject, place.root), cell, is_phone(subject)) for subject, cell in shown]
    context: dict[str, Any] = {
        "row": row,
        "place": place,
        "facts": facts,
        "url": url_of(place.root, row, request.user.has_perm("crm.view_customer")),
        "now": reading.at,
    }
    if isinstance(row, Ticket):
        context["ticket"] = row
        context["answers"] = answers_of(row, replace(reader_of(request.user), sees_sensitive=False))
    return render(request, "cms/search/preview.html", context)
