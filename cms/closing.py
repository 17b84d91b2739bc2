"""Closes what Wagtail brings for editors of web pages: this house has no pages, images, documents or sites.

The roof puts these addresses before Wagtail's own. The record of changes stays, for those who may read it.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.defaults import page_not_found
from wagtail.admin.auth import permission_required, require_admin_access
from wagtail.admin.views.reports.audit_logging import LogEntriesView

# Deeds on many users at once would pass by what `cms.people` refuses on a single one.
_CLOSED = (
    "api|bulk/auth|choose-page|choose-external-link|choose-email-link|choose-phone-link|choose-anchor-link|collections|documents|"
    "failwhale|images|pages|reports|tag-autocomplete|test404|workflows"
)


def no_such_place(request: HttpRequest) -> HttpResponse:
    return page_not_found(request, Http404(), template_name="wagtailadmin/404.html")


def _changes(*, results_only: bool) -> Callable[..., HttpResponse]:
    view = LogEntriesView.as_view(results_only=results_only)
    guarded: Callable[..., HttpResponse] = permission_required("wagtailcore.view_modellogentry")(view)
    closed: Callable[..., HttpResponse] = require_admin_access(guarded)
    return closed


urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/site-history/", _changes(results_only=False)),
    path("reports/site-history/results/", _changes(results_only=True)),
    re_path(rf"^(?:{_CLOSED})/", no_such_place),
]
