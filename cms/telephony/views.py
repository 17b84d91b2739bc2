"""The exchange's webhook: hands an event of Zammad's generic CTI format to the calls, or says what is wrong with it."""

import secrets

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cms.telephony.parsing import TooLarge, Unreadable, exchange_event_of
from crm.calls.operations import record
from crm.exchanges.operations import recognise
from crm.models import Source
from crm.sources.operations import note_failure


@csrf_exempt
@require_POST
def exchange_event(request: HttpRequest, secret: str) -> JsonResponse:
    """Record one event; 404 for a wrong secret, 413 for too much and 400 with a reason for what cannot be read."""
    exchange = None
    if not _is_of_settings(secret):
        exchange = recognise(secret, at=timezone.now())
        if exchange is None:
            return JsonResponse({"error": "Unknown address."}, status=404)
    try:
        told = exchange_event_of(request)
    except TooLarge as error:
        note_failure(source=Source.Code.TELEPHONY, what=str(error), at=timezone.now())
        return JsonResponse({"error": str(error)}, status=413)
    except Unreadable as error:
        note_failure(source=Source.Code.TELEPHONY, what=str(error), at=timezone.now())
        return JsonResponse({"error": str(error)}, status=400)
    call = record(told=told, exchange=exchange, at=timezone.now())
    return JsonResponse({"call": call.pk})


def _is_of_settings(secret: str) -> bool:
    """Tell whether it is the secret that the installation was given or made on its first start."""
    expected = settings.TELEPHONY_SECRET
    return bool(expected) and secrets.compare_digest(
        secret.encode("utf-8", "surrogatepass"), expected.encode("utf-8", "surrogatepass")
    )
