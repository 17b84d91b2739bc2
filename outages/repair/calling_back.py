"""Owes a call to whoever was told a restoration time that no longer holds; how it is kept, `crm.callbacks` knows."""

from datetime import datetime

from django.db import transaction

from crm.callbacks.operations import ask_for_callback
from crm.customers.matching import normalise
from crm.models import CallbackReason
from outages.locks import lock_told
from outages.models import EstimateTold, Outage
from outages.repair.promises import disappointed

_MOST_AT_ONCE = 500


def owe_calls(*, at: datetime, most: int = _MOST_AT_ONCE) -> int:
    """Ask for a callback to each customer whose last told time got worse or passed; return how many were asked for.

    Once for each time that somebody was told; only while the outage goes on. Whoever has no number that can be called
    stays in the outage's own list.
    """
    waiting = EstimateTold.objects.filter(callback_asked_at=None, estimate__isnull=False, customer__isnull=False)
    told_of = Outage.objects.ongoing().filter(pk__in=waiting.values("outage")).order_by("started_at", "pk")
    broken = (told for outage in told_of.prefetch_related("estimates") for told in disappointed(outage, at))
    owed = 0
    for told in broken:
        if owed >= most:
            break
        if told.callback_asked_at is None:
            owed += _owe(told, at)
    return owed


@transaction.atomic
def _owe(told: EstimateTold, at: datetime) -> int:
    told = lock_told(told)
    if told.callback_asked_at:
        return 0
    number = _number(told)
    if number:
        ask_for_callback(
            number=number,
            why=CallbackReason.Why.TOLD,
            customer=told.customer,
            note=f"{told.outage} · {told.outage.device}"[:200],
            at=at,
        )
    told.callback_asked_at = at
    told.save(update_fields=["callback_asked_at"])
    return 1 if number else 0


def _number(told: EstimateTold) -> str:
    """The number they called from, else the first of theirs that can be dialled; empty without one."""
    said = normalise(told.call.other_end) if told.call else ""
    if said or told.customer is None:
        return said
    return next((phone.number for phone in told.customer.phones.all() if phone.number), "")
