"""Finds whom and what a request of the desk is about, through the gates; it answers 404 for what is not to be seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.models import AbstractBaseUser, User
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from crm.customers.merged import survivor_of
from crm.models import Call, Customer, ServicePoint

Row = TypeVar("Row", bound=Model)


class AgentRequest(HttpRequest):
    """A request behind the permission check: somebody is logged in."""

    user: User


@dataclass(frozen=True)
class Party:
    """Who speaks, about which place, in which call; each may be unknown."""

    customer: Customer | None
    service_point: ServicePoint | None
    call: Call | None


def party_of(user: AbstractBaseUser, keys: Mapping[str, object]) -> Party:
    """Return what the keys `customer`, `service_point` and `call` name; raise `Http404` for one that cannot be had."""
    customer, service_point, call = (key_of(keys, name) for name in ("customer", "service_point", "call"))
    who = _one(Customer.objects.visible_to(user).filter(pk=customer)) if customer is not None else None
    present = survivor_of(who) if who else None
    return Party(
        customer=present,
        service_point=(
            _one(ServicePoint.objects.filter(pk=service_point, customer=present)) if service_point is not None else None
        ),
        call=_one(Call.objects.of(user).filter(pk=call)) if call is not None else None,
    )


def key_of(keys: Mapping[str, object], name: str) -> int | None:
    """Return the row's key that stands there, `None` for nothing; raise `Http404` for what cannot be a key."""
    value = str(keys.get(name) or "")
    if not value:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) <= 18):
        raise Http404(_("There is no such record."))
    return int(value)


def _one(found: QuerySet[Row]) -> Row:
    row = found.first()
    if row is None:
        raise Http404(_("There is no such record."))
    return row
