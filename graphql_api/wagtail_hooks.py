"""What the API gives to Wagtail's admin: the page of tokens, for administrators."""

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from graphql_api import token_views

_ADDRESSES = [
    path("", token_views.tokens, name="tokens"),
    path("<int:pk>/revoke/", token_views.revoke_token, name="revoke"),
]


class TokensMenuItem(MenuItem):
    """Shown to those who may see tokens."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("graphql_api.view_apitoken")


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    return [path("api-tokens/", include((_ADDRESSES, "api_tokens")))]


@hooks.register("register_administration_menu_item")
def menu_item() -> MenuItem:
    return TokensMenuItem(_("API tokens"), reverse("api_tokens:tokens"), name="api-tokens", icon_name="key", order=900)
