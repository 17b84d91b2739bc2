"""The doors to what was published of a type: every version, the form as it was, and any two compared."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin import messages

from ticketforms.building import build
from ticketforms.changes import changes_between
from ticketforms.history import PAGE, name_of_person, present_plan, published_versions
from ticketforms.kinds import Given
from ticketforms.version_frame import SEE, EditorRequest, page, type_for


@require_safe
def versions(request: EditorRequest, pk: int) -> HttpResponse:
    """Every version of a type, who published it and what it changed."""
    ticket_type = type_for(request, pk, *SEE)
    below = request.GET.get("below", "")
    lines = published_versions(ticket_type, below=int(below) if below.isdecimal() and len(below) < 9 else None)
    context = {
        "lines": lines,
        "older": lines[-1].version.number if len(lines) == PAGE and not lines[-1].is_first else None,
        "in_use": ticket_type.versions.first() if ticket_type.live else None,
        "plan": present_plan(ticket_type),
    }
    return page(request, "versions", ticket_type, _("Versions"), context)


@require_safe
def version(request: EditorRequest, pk: int, number: int) -> HttpResponse:
    """The form as it was, to look at; nothing can be sent from it."""
    ticket_type = type_for(request, pk, *SEE)
    shown = get_object_or_404(ticket_type.versions.select_related("published_by"), number=number)
    language = request.GET.get("language", "")
    if language not in {"pl", "en"}:
        language = get_language() or "pl"
    everything = frozenset(code for field in shown.definition["fields"] for code in field.get("seen_by") or ())
    context = {
        "version": shown,
        "who": name_of_person(shown.published_by),
        "language": language,
        "form": build(shown.definition, given=Given(at=timezone.now(), roles=everything), language=language),
    }
    return page(request, "version", ticket_type, _("Version %(number)s") % {"number": number}, context)


@require_safe
def compare(request: EditorRequest, pk: int) -> HttpResponse:
    """Any two versions of a type, in words."""
    ticket_type = type_for(request, pk, *SEE)
    asked = filter(None, map(request.GET.get, ("before", "after")))
    numbers = sorted(int(given) for given in asked if given.isdecimal() and len(given) < 9)
    found = {one.number: one for one in ticket_type.versions.filter(number__in=numbers)}
    if len(found) < 2:
        messages.error(request, _("Choose two versions to compare."))
        return redirect("ticketforms:versions", pk)
    before, after = (found[number] for number in numbers)
    context = {
        "before": before,
        "after": after,
        "changes": changes_between(before.definition, after.definition),
    }
    return page(request, "compare", ticket_type, _("Compare versions"), context)
