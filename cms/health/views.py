"""The health addresses: alive, ready, figures. They tell a stranger nothing about the data."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.health.queries import figures, troubles


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer while the process runs, whatever state the database is in."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when requests can be served, else 503 with the parts that are in trouble."""
    found = troubles()
    return JsonResponse({"ready": not found, "troubles": found}, status=503 if found else 200)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer Prometheus with figures; 404 without a configured token, 401 for a wrong one."""
    if not settings.METRICS_TOKEN:
        return HttpResponse(status=404)
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    lines = [f"{name} {value}\n" for name, value in figures().items()]
    return HttpResponse("".join(lines), content_type="text/plain; version=0.0.4; charset=utf-8")
