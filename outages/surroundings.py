"""All that rules may look at beside the answers: what the register knows, and the outage at the place.

The intake and the desk ask it alike, so the screen and the server judge by the same facts. It writes and logs nothing.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from crm.models import Call, Customer, ServicePoint
from crm.tickets.surroundings import known_to_register, looked_at
from outages.network.queries import device_feeding, outage_above
from ticketforms.kinds import Given
from ticketforms.models import FormVersion, TicketType
from ticketforms.port import port

_OUTAGE = {"outage.is_open", "outage.state"}


def given_for(
    version: FormVersion,
    *,
    customer: Customer | None,
    service_point: ServicePoint | None,
    call: Call | None = None,
    reporter_name: str = "",
    reporter_phone: str = "",
    location: str = "",
    reporting_kind: str,
    by: AbstractBaseUser | None,
    at: datetime,
) -> Given:
    """Return what this form's rules need to know; what they do not look at costs no query."""
    roles = port.roles.of(by)
    values = surroundings_of(
        ticket_type=version.ticket_type,
        customer=customer,
        service_point=service_point,
        call=call,
        reporter_name=reporter_name,
        reporter_phone=reporter_phone,
        location=location,
        reporting_kind=reporting_kind,
        roles=roles,
        at=at,
        wanted=looked_at(version),
    )
    return Given(at=at, surroundings=values, roles=roles)


def surroundings_of(
    *,
    ticket_type: TicketType | None = None,
    customer: Customer | None,
    service_point: ServicePoint | None,
    call: Call | None = None,
    reporter_name: str = "",
    reporter_phone: str = "",
    location: str = "",
    reporting_kind: str,
    roles: Iterable[str],
    at: datetime,
    wanted: frozenset[str] | None = None,
) -> dict[str, Any]:
    """Return the values by the names of `ticketforms.surroundings`, in at most three queries.

    What is not known is left out; `wanted` names the ones that are worth a query, by default all.
    """
    values = known_to_register(
        customer=customer,
        service_point=service_point,
        reporter_name=reporter_name,
        reporter_phone=reporter_phone,
        location=location,
        call=call,
        reporting_kind=reporting_kind,
        priority=ticket_type.default_priority if ticket_type else None,
        roles=roles,
        at=at,
        wanted=wanted,
    )
    if service_point and (wanted is None or wanted & _OUTAGE):
        values |= _outage_at(service_point)
    return values


def _outage_at(service_point: ServicePoint) -> dict[str, Any]:
    device = device_feeding(service_point)
    if device is None:
        return {}
    outage = outage_above(device)
    if outage is None:
        return {"outage.is_open": False}
    return {"outage.is_open": True, "outage.state": "planned" if outage.is_planned else outage.status}
