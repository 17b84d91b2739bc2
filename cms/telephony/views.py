"""The exchange's webhook: parses an event of Zammad's generic CTI format and hands it to the calls."""

import json
import secrets
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from crm.calls.operations import EVENTS, ExchangeEvent, record

_LONGEST = {"callId": 128, "from": 64, "to": 64, "queue": 64, "user": 20, "answeringNumber": 20, "cause": 32}


class _Unreadable(ValueError):
    """An event that cannot be read; the message is for the exchange's technician."""


@csrf_exempt
@require_POST
def exchange_event(request: HttpRequest, secret: str) -> JsonResponse:
    """Record one event (JSON or form data); 404 for a wrong secret, 400 with a reason for what cannot be read."""
    expected = settings.TELEPHONY_SECRET
    if not expected or not secrets.compare_digest(secret.encode(), expected.encode()):
        return JsonResponse({"error": "Unknown address."}, status=404)
    try:
        told = _parse(_fields(request))
    except _Unreadable as error:
        return JsonResponse({"error": str(error)}, status=400)
    call = record(told=told, at=timezone.now())
    return JsonResponse({"call": call.pk})


def _fields(request: HttpRequest) -> Mapping[str, object]:
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        body = json.loads(request.body)
    except ValueError as error:
        raise _Unreadable("The body is not JSON.") from error
    if not isinstance(body, dict):
        raise _Unreadable("The body is not a JSON object.")
    return body


def _parse(fields: Mapping[str, object]) -> ExchangeEvent:
    words = {name: _word(fields, name, longest) for name, longest in _LONGEST.items()}
    event, direction = fields.get("event"), fields.get("direction", "in")
    if not isinstance(event, str) or event not in EVENTS:
        raise _Unreadable(f"event must be one of {', '.join(sorted(EVENTS))}.")
    if direction not in ("in", "out"):
        raise _Unreadable("direction must be in or out.")
    if not words["callId"]:
        raise _Unreadable("callId is missing.")
    return ExchangeEvent(
        event=event,
        exchange_id=words["callId"],
        direction=str(direction),
        from_raw=words["from"],
        to_raw=words["to"],
        queue=words["queue"],
        extension=words["answeringNumber"] or words["user"],
        cause=words["cause"],
    )


def _word(fields: Mapping[str, object], name: str, longest: int) -> str:
    value = fields.get(name, "")
    if isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, str | int) or len(str(value)) > longest or "\0" in str(value):
        raise _Unreadable(f"{name} must be text of up to {longest} characters.")
    return str(value)
