"""The five things that can be looked for, and the gates to them: what a person may see at all."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.models import Call, Customer, ServicePoint, Ticket

User = AbstractBaseUser | AnonymousUser
Gate = Callable[[User], QuerySet[Any]]

LABELS: Mapping[str, str | Promise] = {
    "ticket": _("Tickets"),
    "customer": _("Customers"),
    "service_point": _("Service points"),
    "call": _("Calls"),
    "outage": _("Outages"),
}
# What a list of them is sorted by unless somebody says otherwise: the subject, and whether from its end.
SORTED_BY: Mapping[str, tuple[str, bool]] = {
    "ticket": ("ticket.reported_at", True),
    "customer": ("customer.name", False),
    "service_point": ("service_point.address", False),
    "call": ("call.offered_at", True),
    "outage": ("outage.started_at", True),
}
# What a list of them shows until somebody chooses; what the reader may not see is left out.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "ticket": (
        "ticket.number",
        "ticket.type",
        "ticket.state",
        "ticket.priority",
        "ticket.reported_at",
        "ticket.due_at",
        "ticket.assignee",
        "customer.name",
        "service_point.address",
        "ticket.calls",
    ),
    "customer": ("customer.name", "customer.number", "customer.kind", "customer.phone", "service_point.address"),
    "service_point": (
        "service_point.address",
        "service_point.ppe",
        "customer.name",
        "service_point.tariff",
        "service_point.connection",
        "service_point.special_need",
    ),
    "call": ("call.offered_at", "call.direction", "call.from", "customer.name", "call.agent", "call.answered_at"),
    "outage": (
        "outage.number",
        "outage.device",
        "outage.status",
        "outage.started_at",
        "outage.restores_at",
        "outage.customers_off",
    ),
}
# Gates of what lies a floor higher are lent by it.
GATES: dict[str, Gate] = {
    "ticket": lambda user: Ticket.objects.visible_to(user).with_marks(),
    "customer": lambda user: Customer.objects.visible_to(user).present(),
    "service_point": lambda user: ServicePoint.objects.visible_to(user).select_related("customer"),
    "call": lambda user: Call.objects.visible_to(user).select_related("agent", "customer"),
}
