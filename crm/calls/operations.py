"""Keeps calls as the exchange tells them: in any order, more than once, with or without an end."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from crm import feed
from crm.customers.matching import by_phone, normalise
from crm.locks import lock_call
from crm.models import AgentLine, Call, Customer, FeedEvent

_MOMENTS = {
    "newCall": ("offered_at", "call.offered"),
    "answer": ("answered_at", "call.answered"),
    "hangup": ("ended_at", "call.ended"),
}
EVENTS = frozenset(_MOMENTS)


@dataclass(frozen=True)
class ExchangeEvent:
    """One event of the exchange: `event` is newCall, answer or hangup; `extension` is the agent's, if it said so."""

    event: str
    exchange_id: str
    direction: str
    from_raw: str
    to_raw: str
    queue: str
    extension: str
    cause: str


@transaction.atomic
def record(*, told: ExchangeEvent, at: datetime) -> Call:
    """Return the call with what this event added; an event told again changes nothing and tells nobody.

    The customer is set when exactly one has the caller's number.
    """
    matches = by_phone(told.from_raw, limit=2)
    Call.objects.get_or_create(
        exchange_id=told.exchange_id,
        defaults={
            "direction": told.direction,
            "from_number": normalise(told.from_raw),
            "from_raw": told.from_raw,
            "to_raw": told.to_raw,
            "queue": told.queue,
            "offered_at": at,
            "customer": matches[0] if len(matches) == 1 else None,
        },
    )
    call = Call.objects.select_for_update().get(exchange_id=told.exchange_id)
    moment, name = _MOMENTS[told.event]
    if FeedEvent.objects.filter(subject=f"call:{call.pk}", name=name).exists():
        return call
    line = AgentLine.objects.select_related("user").filter(extension=told.extension).first() if told.extension else None
    if line:
        call.agent = line.user
    if getattr(call, moment) is None:
        setattr(call, moment, at)
    call.hangup_cause = told.cause or call.hangup_cause
    call.save()
    _tell(call, name, by=call.agent, at=at)
    return call


@transaction.atomic
def attach_customer(*, call: Call, customer: Customer, by: AbstractBaseUser, at: datetime) -> Call:
    """Say whose call it is, in place of whoever it was thought to be; the same customer again changes nothing."""
    locked = lock_call(call.pk)
    if locked.customer_id == customer.pk:
        return locked
    locked.customer = customer
    locked.save(update_fields=["customer"])
    _tell(locked, "call.customer_attached", by=by, at=at)
    return locked


def _tell(call: Call, name: str, *, by: AbstractBaseUser | None, at: datetime) -> None:
    topics = [f"calls:{call.agent_id}"] if call.agent_id else []
    if call.customer_id:
        topics.append(f"customer:{call.customer_id}")
    feed.append(name=name, subject=f"call:{call.pk}", topics=topics, data={"call": call.pk}, by=by, at=at)
