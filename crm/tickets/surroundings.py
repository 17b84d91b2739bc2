"""What rules may look at beside the answers, as far as the register knows it; outages are told a floor higher.

It decides nothing and writes nothing. A value that is not known is left out: to a rule it is empty.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from crm.models import BillingCard, Call, Customer, ServicePoint, Ticket
from crm.tickets.due import WARSAW, is_working_day
from ticketforms.models import FormVersion

# Read anew from the ticket and from whoever acts; the others are kept with it as they were when it was registered.
_ALWAYS_FRESH = ("reporter.", "customer.name", "customer.email", "agent.")
_ARREARS = {"customer.in_arrears", "customer.arrears"}
_looked_at: dict[str, frozenset[str]] = {}


def looked_at(version: FormVersion) -> frozenset[str]:
    """Return the names beside the answers that a form's conditions and defaults look at."""
    # A version never changes, and its checksum says which form it is.
    if version.checksum not in _looked_at:
        _looked_at[version.checksum] = frozenset(_names_in(version.definition))
    return _looked_at[version.checksum]


def known_to_register(
    *,
    customer: Customer | None,
    service_point: ServicePoint | None,
    reporter_name: str,
    reporter_phone: str,
    location: str,
    call: Call | None,
    reporting_kind: str,
    priority: int | None,
    roles: Iterable[str],
    at: datetime,
    wanted: frozenset[str] | None = None,
) -> dict[str, Any]:
    """Return what is known of the contact, customer, place, agent and hour; `wanted` spares a query nobody needs."""
    local = localtime(at, WARSAW)
    known: dict[str, Any] = {
        "ticket.reporting_kind": reporting_kind,
        "ticket.priority": str(priority) if priority else None,
        "reporter.name": reporter_name,
        "reporter.phone": reporter_phone or (call.from_number or call.from_raw if call else ""),
        "reporter.location": location.strip(),
        "customer.is_known": customer is not None,
        "service_point.is_known": service_point is not None,
        "agent.role": sorted(roles),
        "time.now": local.strftime("%H:%M"),
        "time.weekday": str(local.isoweekday()),
        "time.is_working_day": is_working_day(local.date()),
    }
    if customer:
        known |= {"customer.kind": customer.kind, "customer.name": customer.name, "customer.email": customer.email}
        known |= _money(customer) if wanted is None or wanted & _ARREARS else {}
    if service_point:
        known |= {
            "service_point.is_connected": service_point.is_connected,
            "service_point.special_need": service_point.special_need,
            "service_point.tariff": service_point.tariff,
            "service_point.ppe": service_point.ppe,
        }
    return only_known(known)


def kept_with(version: FormVersion, surroundings: Mapping[str, Any]) -> dict[str, Any]:
    """Return of the surroundings what the form looks at and nobody could tell later."""
    names = sorted(name for name in looked_at(version) if not name.startswith(_ALWAYS_FRESH))
    return {name: surroundings[name] for name in names if name in surroundings}


def surroundings_later(ticket: Ticket, roles: Iterable[str]) -> dict[str, Any]:
    """Return what rules see when a registered ticket is looked at again: as it was then, but by whoever acts now."""
    customer = ticket.customer
    fresh = {
        "reporter.name": ticket.reporter_name,
        "reporter.phone": ticket.reporter_phone,
        "reporter.location": ticket.location,
        "customer.name": customer.name if customer else "",
        "customer.email": customer.email if customer else "",
        "agent.role": sorted(roles),
    }
    return {**ticket.surroundings, **only_known(fresh)}


def only_known(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is not known."""
    return {name: value for name, value in values.items() if value is not None and value != "" and value != []}


def _money(customer: Customer) -> dict[str, Any]:
    card = BillingCard.objects.filter(customer=customer).most_overdue_first().first()
    return {"customer.in_arrears": card.arrears > 0, "customer.arrears": str(card.arrears)} if card else {}


def _names_in(plain: Any) -> Iterator[str]:
    """Names with a dot that stand where a condition or a default names what it looks at."""
    if isinstance(plain, Mapping):
        yield from (name for part in ("subject", "from") if "." in str(name := plain.get(part, "")))
        for part in plain.values():
            yield from _names_in(part)
    elif isinstance(plain, list | tuple):
        for part in plain:
            yield from _names_in(part)
