"""Keeps what callers were told about an outage, and knows whom a new restoration time disappoints."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from crm.locks import hold_customer
from crm.models import Call, Customer, Ticket
from outages.models import EstimateTold, Outage
from outages.network.queries import estimate_of, promise_of
from outages.telling import tell


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


def disappointed(outage: Outage, now: datetime) -> list[EstimateTold]:
    """Return the last thing each customer was told where it no longer holds: the time got worse or has passed."""
    present = estimate_of(outage)
    newest: dict[int, EstimateTold] = {}
    for told in outage.told.exclude(customer=None).select_related("estimate", "customer", "ticket").order_by("pk"):
        if told.customer_id:
            newest[told.customer_id] = told
    return [
        told
        for told in newest.values()
        if told.estimate
        and (
            (outage.restored_at or now) >= told.estimate.restores_at
            if present is None or present.pk == told.estimate_id or outage.restored_at
            else present.restores_at > told.estimate.restores_at
        )
    ]
