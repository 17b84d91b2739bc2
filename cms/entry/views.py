"""The door to the language choice, and the page of somebody who may not try a password for a while."""

from typing import Any

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from cms.entry import language as languages


@require_POST
def choose_language(request: HttpRequest, language: str) -> HttpResponse:
    """Keep the language and return to the page it was chosen on."""
    if language not in languages.CODES:
        return HttpResponseBadRequest()
    response = HttpResponseRedirect(_came_from(request))
    languages.keep(response, language=language, user=request.user)
    return response


def locked_out(request: HttpRequest, original_response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Say that no password is tried now, and when it will be."""
    pause = get_cool_off(request)
    context = {"opens_at": timezone.now() + pause if pause else None}
    return render(request, "cms/entry/locked_out.html", context, status=429)


def _came_from(request: HttpRequest) -> str:
    referrer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referrer, {request.get_host()}, require_https=request.is_secure()):
        return referrer
    return reverse("wagtailadmin_home")
