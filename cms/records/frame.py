"""What every screen of the records shares: its place in the admin, and a page for what is not there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _


def frame(title: str, *parents: tuple[str, str], icon: str) -> dict[str, Any]:
    """Return what the head of a page needs; `parents` are labels and names of addresses, from the top."""
    trail = [{"url": reverse(name), "label": label} for label, name in parents]
    return {"page_title": title, "header_icon": icon, "breadcrumbs_items": [*trail, {"url": "", "label": title}]}


def not_there(request: HttpRequest, *, sentence: str, back: tuple[str, str]) -> HttpResponse:
    """Answer 404 with a sentence and a way back, given as a label and the name of an address."""
    label, name = back
    context = frame(_("Not found"), back, icon="warning") | {
        "sentence": sentence,
        "back_label": label,
        "back_url": reverse(name),
    }
    return render(request, "cms/records/not_there.html", context, status=404)
