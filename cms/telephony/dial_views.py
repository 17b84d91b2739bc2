"""The door of a press on a number: the exchange calls it, or the page is told to let the computer do so."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from crm.calls.dialling import UnableToDial, dial


@require_POST
@permission_required("crm.add_ticket")
def dial_number(request: HttpRequest) -> JsonResponse:
    """Have the posted number called; 409 with a sentence when it cannot be."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    try:
        dialled = dial(number=request.POST.get("number", "")[:64], by=request.user, at=timezone.now())
    except UnableToDial as refusal:
        return JsonResponse({"message": str(refusal)}, status=409)
    if dialled.exchange is None:
        return JsonResponse({"tel": f"tel:{dialled.number}"})
    return JsonResponse({"message": _("Your telephone rings; pick it up and the number is called.")})
