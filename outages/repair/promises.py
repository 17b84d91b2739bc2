"""Keeps what callers were told about an outage, and knows whom a new restoration time disappoints."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from crm.locks import hold_customer
from crm.models import Call, Customer, Ticket
from outages.models import EstimateTold, Outage
from outages.network.queries import estimate_of, promise_of
from outages.telling import tell

_MOST_HEARD = 20


@transaction.atomic
def record_told(
    *,
    outage: Outage,
    call: Call | None,
    ticket: Ticket | None,
    customer: Customer | None,
    by: AbstractBaseUser,
    at: datetime,
) -> EstimateTold:
    """Record that a caller was told about an outage: with its restoration time, or with none when it has passed."""
    present = hold_customer(customer) if customer else None
    promise = promise_of(outage, at)
    told = EstimateTold.objects.create(
        outage=outage,
        estimate=estimate_of(outage) if promise else None,
        call=call,
        ticket=ticket,
        customer=present,
        told_by_id=by.pk,
        told_at=at,
    )
    tell(
        outage,
        "outage.told",
        data={"restores_at": promise.isoformat() if promise else None},
        by=by,
        at=at,
        topics=([f"ticket:{ticket.pk}"] if ticket else []) + ([f"customer:{present.pk}"] if present else []),
    )
    return told


@dataclass(frozen=True)
class Promise:
    """What somebody was told about an outage, and whether it still holds."""

    told: EstimateTold
    holds: bool


def promises_to(customer: Customer, now: datetime) -> list[Promise]:
    """Return the last thing the customer was told about each outage that goes on, the newest first; two queries."""
    heard = EstimateTold.objects.filter(customer=customer, outage__status__in=Outage.ONGOING)
    newest: dict[int, EstimateTold] = {}
    for told in heard.select_related("outage", "estimate").prefetch_related("outage__estimates")[:_MOST_HEARD]:
        newest.setdefault(told.outage_id, told)
    return [Promise(told, not _is_broken(told, told.outage, now)) for told in newest.values()]


def disappointed(outage: Outage, now: datetime) -> list[EstimateTold]:
    """Return the last thing each customer was told where it no longer holds: the time got worse or has passed."""
    newest: dict[int, EstimateTold] = {}
    for told in outage.told.exclude(customer=None).select_related("estimate", "customer", "ticket").order_by("pk"):
        if told.customer_id:
            newest[told.customer_id] = told
    return [told for told in newest.values() if _is_broken(told, outage, now)]


def _is_broken(told: EstimateTold, outage: Outage, now: datetime) -> bool:
    """Whether the time that was told got worse or has passed; without a time nothing was promised."""
    if told.estimate is None:
        return False
    present = estimate_of(outage)
    if present is None or present.pk == told.estimate_id or outage.restored_at:
        return (outage.restored_at or now) >= told.estimate.restores_at
    return present.restores_at > told.estimate.restores_at
