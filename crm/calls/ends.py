"""Ends the calls whose end the exchange never told; whoever runs it again finds nothing left to do."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from crm.callbacks.following import follow_call
from crm.calls.operations import agents_of, tell_of_exchange
from crm.calls.queries import LONGEST_QUEUEING, LONGEST_RINGING, LONGEST_TALK
from crm.locks import lock_call
from crm.models import Call, CallQuerySet
from crm.models.call import TIMED_OUT

_A_LOOK = 500


def end_forgotten(*, at: datetime) -> list[Call]:
    """Return the calls that are ended now with a cause of their own, and tell the agents' screens.

    A call ends at the moment from which it was past belief, so it does not matter when this runs. What the exchange
    tells of it later counts: `crm.calls.operations.record` lets it live again, or end when it really did.
    """
    ended = []
    for pk in _forgotten(at).order_by("offered_at", "pk").values_list("pk", flat=True)[:_A_LOOK]:
        with transaction.atomic():
            call = lock_call(pk)
            # Somebody answered, or it ended, between the question and the lock.
            if _forgotten(at).filter(pk=pk).exists():
                _end(call, at=at)
                ended.append(call)
    return ended


def _forgotten(at: datetime) -> CallQuerySet:
    rings = Q(queue="", last_rang_at__lte=at - LONGEST_RINGING) | Q(last_rang_at__lte=at - LONGEST_QUEUEING)
    talks = Q(answered_at__lte=at - LONGEST_TALK)
    going_on = Call.objects.filter(ended_at=None).annotate(last_rang_at=Coalesce("rang_at", "offered_at"))
    return going_on.filter(talks | (Q(answered_at=None) & rings))


def _end(call: Call, *, at: datetime) -> None:
    if call.answered_at:
        call.ended_at = call.answered_at + LONGEST_TALK
    else:
        call.ended_at = (call.rang_at or call.offered_at) + (LONGEST_QUEUEING if call.queue else LONGEST_RINGING)
    call.hangup_cause = TIMED_OUT
    call.save(update_fields=["ended_at", "hangup_cause"])
    tell_of_exchange(call, "call.ended", concerned=agents_of(call), answering=None, at=at)
    follow_call(call, ends_now=True, at=at)
