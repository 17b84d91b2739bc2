"""Knows which language a person reads: the one they chose, else Polish; a browser's own wish is not asked."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from wagtail.users.models import UserProfile

CODES = tuple(code for code, _ in settings.LANGUAGES)


class ChosenLanguage:
    """Middleware: speak the language kept in the cookie; inside the admin the user's profile goes before it."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = kept if kept in CODES else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]  # as Django's own middleware does
            response = self._get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def keep(response: HttpResponse, *, language: str, user: User | AnonymousUser) -> None:
    """Keep the choice in this browser, and with the user who made it when there is one."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 60 * 60,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    if user.is_authenticated:
        profile = UserProfile.get_for_user(user)
        profile.preferred_language = language
        profile.save(update_fields=["preferred_language"])
