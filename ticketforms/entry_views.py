"""The door that is asked while somebody types an entry's name; it answers with those in use."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from ticketforms.typeahead import FoundEntry, as_found, find_entries, find_entry

_ENOUGH = ("answer_from_dictionary", "view_dictionary", "change_dictionary")


@require_POST
def entries(request: HttpRequest) -> JsonResponse:
    """Answer with the entries of `dictionary` that the `text` may mean, of the `parent`s given, or with that of `code`.

    It is posted, so that nothing typed gets into an address.
    """
    if not any(request.user.has_perm(f"ticketforms.{permission}") for permission in _ENOUGH):
        raise PermissionDenied
    dictionary = request.POST.get("dictionary", "")
    if "code" in request.POST:
        entry = find_entry(dictionary, request.POST["code"])
        return _told([as_found(entry)] if entry else [])
    parents = request.POST.getlist("parent") if "parent" in request.POST else None
    found = find_entries(dictionary, request.POST.get("text", ""), on=timezone.localdate(), parents=parents)
    return _told(found)


def _told(found: list[FoundEntry]) -> JsonResponse:
    return JsonResponse(
        {
            "entries": [
                {"code": one.code, "label": one.label, "abbreviation": one.abbreviation, "path": " › ".join(one.path)}
                for one in found
            ]
        }
    )
