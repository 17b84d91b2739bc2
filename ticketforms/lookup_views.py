"""The door through which a form's type-ahead asks for records; what the person types never stands in an address."""

import json
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ticketforms.kinds.lookup import LookupKind
from ticketforms.port import port
from ticketforms.storing import storable

# Whoever fills in forms; the permission is another app's, so it is known by its name only.
MAY_ASK = "crm.add_ticket"
MOST_FOUND = 8
_LONGEST = 80


@require_POST
@never_cache
def look_up(request: HttpRequest) -> JsonResponse:
    """Answer with the records of `kind` that `text` may mean and that belong to `narrowed_by`, the likeliest first."""
    if not request.user.has_perm(MAY_ASK):
        raise PermissionDenied
    lookup = port.lookups.get(request.POST.get("kind", ""))
    narrowed_by = _narrowed(request.POST.get("narrowed_by", "{}"))
    if lookup is None or narrowed_by is None:
        return JsonResponse({"message": _("Such records cannot be looked up.")}, status=400)
    text = storable(request.POST.get("text", ""))[:_LONGEST].strip()
    found = lookup.search(text, narrowed_by=narrowed_by, user=request.user, limit=MOST_FOUND)
    return JsonResponse({"found": [{"key": one.key, "label": one.label, "detail": one.detail} for one in found]})


def _narrowed(written: str) -> dict[str, str] | None:
    """Read `{kind of record: key}`; `None` for anything else."""
    try:
        given = json.loads(written)
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, Mapping) or not all(isinstance(key, str) for key in given.values()):
        return None
    return {name: storable(key)[: LookupKind.longest_key] for name, key in given.items() if name in port.lookups}
