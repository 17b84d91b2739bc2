"""The administrator's page of tokens: who may ask what, when they last did, and the end of it.

A token is made by command (`manage.py api_token`), because it is shown once and belongs in no browser's history.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from graphql_api.models import ApiToken
from graphql_api.tokens import UnableToRevoke, revoke


@permission_required("graphql_api.view_apitoken")
@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    context = {
        "tokens": list(ApiToken.objects.order_by("revoked_at", "name", "pk")),
        "now": timezone.now(),
        "may_revoke": request.user.has_perm("graphql_api.change_apitoken"),
    }
    return render(request, "graphql_api/tokens.html", context)


@permission_required("graphql_api.change_apitoken")
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk)
    try:
        revoke(token=token, at=timezone.now())
    except UnableToRevoke:
        messages.error(request, _("The token of %(system)s is revoked already.") % {"system": token})
    else:
        messages.success(request, _("%(system)s can ask nothing more with this token.") % {"system": token})
    return redirect("api_tokens:tokens")
