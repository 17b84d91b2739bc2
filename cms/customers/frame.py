"""What every screen of this room shares: the head of a page, who acts, and the customer behind the gate."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.models import Customer


def frame(title: str, *parents: tuple[str, str], icon: str = "user") -> dict[str, Any]:
    """Return what the head of a page needs; `parents` are labels and addresses, from the top."""
    trail = [{"url": reverse("records:customers"), "label": _("Customers")}]
    trail += [{"url": address, "label": label} for label, address in parents]
    return {"page_title": title, "header_icon": icon, "breadcrumbs_items": [*trail, {"url": "", "label": title}]}


def person(request: HttpRequest) -> User:
    """Return who is logged in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def customer_or_404(request: HttpRequest, pk: int) -> Customer:
    """Return the customer, if this person may look at customers; raise `Http404` otherwise."""
    found = Customer.objects.visible_to(request.user).select_related("merged_into").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such customer."))
    return found


def is_script(request: HttpRequest) -> bool:
    """True when a script of ours asks, which wants a part of the page."""
    return request.headers.get("x-requested-with") == "XMLHttpRequest"
