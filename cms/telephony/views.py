"""The exchange's webhook: hands an event of Zammad's generic CTI format to the calls, or says what is wrong with it."""

import secrets

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cms.telephony.parsing import TooLarge, Unreadable, exchange_event_of
from crm.calls.operations import record
from crm.models import Source
from crm.sources.operations import note_failure


@csrf_exempt
@require_POST
def exchange_event(request: HttpRequest, secret: str) -> JsonResponse:
    """Record one event; 404 for a wrong secret, 413 for too much and 400 with a reason for what cannot be read."""
    expected = settings.TELEPHONY_SECRET
    if not expected or not secrets.compare_digest(secret.encode(), expected.encode()):
        return JsonResponse({"error": "Unknown address."}, status=404)
    try:
        told = exchange_event_of(request)
    except TooLarge as error:
        note_failure(source=Source.Code.TELEPHONY, what=str(error), at=timezone.now())
        return JsonResponse({"error": str(error)}, status=413)
    except Unreadable as error:
        note_failure(source=Source.Code.TELEPHONY, what=str(error), at=timezone.now())
        return JsonResponse({"error": str(error)}, status=400)
    call = record(told=told, at=timezone.now())
    return JsonResponse({"call": call.pk})
