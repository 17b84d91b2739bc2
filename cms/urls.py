"""The roof's addresses: the admin, and the doors beside it."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access

from cms.entry.views import choose_language
from cms.health.views import alive, metrics, ready
from cms.people.account import OwnAccount
from cms.telephony.views import exchange_event
from graphql_api.views import graphql

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/admin/", permanent=False)),
    path("healthz", alive, name="healthz"),
    path("readyz", ready, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("language/<str:language>/", choose_language, name="choose_language"),
    path("admin/account/", require_admin_access(OwnAccount.as_view())),
    path("admin/", include("cms.closing")),
    path("admin/", include(wagtailadmin_urls)),
    path("api/telephony/<str:secret>/", exchange_event, name="telephony"),
    # A redirect would lose what an exchange posts without the slash.
    path("api/telephony/<str:secret>", exchange_event),
    path("graphql/", graphql, name="graphql"),
]
