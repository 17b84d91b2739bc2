"""Keeps calls as the exchange tells them: in any order, more than once, with or without an end."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Q

from crm import feed
from crm.callbacks.following import follow_call
from crm.calls.wrapping import end_by_next_call, has_nothing_left_to_do
from crm.customers.matching import by_phone, normalise
from crm.locks import hold_customer, lock_call
from crm.models import AgentLine, Call, Customer, Exchange, Source
from crm.sources.operations import told_by

_NAMES = {"newCall": "call.offered", "answer": "call.answered", "hangup": "call.ended"}
EVENTS = frozenset(_NAMES)


@dataclass(frozen=True)
class ExchangeEvent:
    """One event of the exchange: newCall, answer or hangup; what it does not say is empty.

    `extensions` are the lines it rings at, or first the one that answered.
    """

    event: str
    exchange_id: str
    direction: str = ""
    from_raw: str = ""
    to_raw: str = ""
    queue: str = ""
    extensions: tuple[str, ...] = ()
    cause: str = ""


@told_by(Source.Code.TELEPHONY)
@transaction.atomic
def record(*, told: ExchangeEvent, at: datetime, exchange: Exchange | None = None) -> Call:
    """Return the call with what this event added; an event told again changes nothing and tells nobody.

    Without an `exchange` it is the one that the installation's settings know.

    The order does not matter. The customer is set when exactly one has the other party's number; the agent is who
    answered last, before that the only one it rings at. An answer at another agent's line is a transfer, once an
    agent: the exchange may repeat an earlier one's answer at any time. A call that was timed out lives again when the
    exchange tells that it does, and ends anew when the exchange tells of its end.
    """
    call, _ = Call.objects.get_or_create(told_by=exchange, exchange_id=told.exchange_id, defaults={"offered_at": at})
    call = lock_call(call.pk)
    past = feed.timeline(f"call:{call.pk}")
    name = _NAMES[told.event]
    agents = _agents_at(told.extensions, exchange)
    known = set(call.offered_to.values_list("pk", flat=True))
    answered = [event.by_id for event in past if event.name == "call.answered"]
    newly = [agent for agent in agents if agent not in known] if told.event == "newCall" else []
    is_transfer = bool(answered) and told.event == "answer" and bool(agents) and agents[0] not in answered
    is_end = told.event == "hangup" and (call.ended_at is None or call.is_timed_out)
    is_first = told.event != "hangup" and all(event.name != name for event in past)
    if not (is_first or is_end or newly or is_transfer):
        return call
    if told.event == "answer":
        answered += agents[:1]
    rings_at = {*known, *newly, *(agent for agent in answered if agent)}
    answering = next((agent for agent in reversed(answered) if agent), None)
    call.agent_id = answering or (min(rings_at) if len(rings_at) == 1 else None)
    _fill(call, told)
    _set_moments(call, told, rings=bool(newly), at=at)
    call.save()
    call.offered_to.add(*(rings_at - known))
    concerned = newly if told.event == "newCall" else sorted({*rings_at, *agents[:1]})
    tell_of_exchange(call, name, concerned=concerned, answering=answering, at=at)
    if told.event == "answer" and call.agent_id and call.ended_at is None:
        end_by_next_call(call, at=at)
    follow_call(call, ends_now=is_end, at=at)
    return call


def _set_moments(call: Call, told: ExchangeEvent, *, rings: bool, at: datetime) -> None:
    if told.event == "hangup":
        call.ended_at, call.hangup_cause = at, told.cause
        if has_nothing_left_to_do(call):
            call.wrapped_up_at = at
        return
    if call.is_timed_out:
        call.ended_at, call.hangup_cause = None, ""
    if told.event == "answer":
        call.answered_at = call.answered_at or min(at, call.ended_at or at)
    elif rings and call.answered_at is None and call.ended_at is None:
        call.rang_at = at


def _agents_at(extensions: tuple[str, ...], exchange: Exchange | None) -> list[int]:
    """Return the users who sit at the lines, in the lines' order; a line of this exchange before one of any."""
    lines = AgentLine.objects.filter(Q(exchange=None) | Q(exchange=exchange), extension__in=extensions)
    in_order = lines.order_by(F("exchange").asc(nulls_first=True))
    users = dict(in_order.values_list("extension", "user_id"))
    return [users[extension] for extension in extensions if extension in users]


def _fill(call: Call, told: ExchangeEvent) -> None:
    """Add what was not known before: an exchange says the same of a call in every event, or nothing."""
    call.from_raw = call.from_raw or told.from_raw
    call.from_number = normalise(call.from_raw)
    call.to_raw = call.to_raw or told.to_raw
    call.queue = call.queue or told.queue
    if told.direction == Call.Direction.OUTBOUND:
        call.direction = Call.Direction.OUTBOUND
    is_ours = call.direction == Call.Direction.OUTBOUND
    call.other_number = normalise(call.to_raw) if is_ours else call.from_number
    if call.customer_id is None and len(matches := _parties(call)) == 1:
        # A merge does not wait for this call, which belongs to nobody yet: the lock after the call's is harmless here.
        call.customer = hold_customer(matches[0])


def _parties(call: Call) -> list[Customer]:
    """Return the customers who may be at the other end, the likeliest first."""
    return by_phone(call.to_raw if call.direction == Call.Direction.OUTBOUND else call.from_raw)


def tell_of_exchange(call: Call, name: str, *, concerned: list[int], answering: int | None, at: datetime) -> None:
    """Tell the agents concerned in keys only: a screen fetches the caller's card if its agent may see it."""
    feed.append(
        name=name,
        subject=f"call:{call.pk}",
        topics=_topics(call, concerned),
        data={
            "call": call.pk,
            "state": call.state,
            "agents": concerned,
            "answered_by": call.agent_id if call.answered_at else None,
            "customers": [customer.pk for customer in _parties(call)],
            "withheld": not call.from_number,
        },
        by=get_user_model().objects.get(pk=answering) if answering and name == "call.answered" else None,
        at=at,
    )


@transaction.atomic
def attach_customer(*, call: Call, customer: Customer, by: AbstractBaseUser, at: datetime) -> Call:
    """Say whose call it is, in place of whoever it was thought to be; the same customer again changes nothing."""
    present = hold_customer(customer)
    locked = lock_call(call.pk)
    if locked.customer_id == present.pk:
        return locked
    locked.customer = present
    locked.save(update_fields=["customer"])
    feed.append(
        name="call.customer_attached",
        subject=f"call:{locked.pk}",
        topics=_topics(locked, agents_of(locked)),
        data={"call": locked.pk},
        by=by,
        at=at,
    )
    return locked


def agents_of(call: Call) -> list[int]:
    """Return the agents who have the call or at whom it rang."""
    rang = call.offered_to.values_list("pk", flat=True)
    return sorted({*rang, *([call.agent_id] if call.agent_id else [])})


def _topics(call: Call, agents: list[int]) -> list[str]:
    return [f"calls:{agent}" for agent in agents] + ([f"customer:{call.customer_id}"] if call.customer_id else [])
