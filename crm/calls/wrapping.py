"""Knows when an agent's work after a call is done: when they say so, save, take the next call, or take too long.

It knows no exchange. What is set at one of these moments stays, except that saving once more takes it further.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from crm import feed
from crm.locks import lock_call
from crm.models import Call, Ticket
from crm.models.call import LONGEST_WRAP_UP, TIMED_OUT

_A_LOOK, _LOOKS_BACK = 500, timedelta(days=1)


class UnableToWrapUp(ValueError):
    """Work after a call that cannot be ended now; the message says why."""


@transaction.atomic
def wrap_up(*, call: Call, by: AbstractBaseUser, at: datetime) -> Call:
    """Return the call with its agent done with the work after it; pressed again it changes nothing.

    Raises `UnableToWrapUp` for somebody else's call and for one that goes on.
    """
    locked = lock_call(call.pk)
    if locked.agent_id != by.pk:
        raise UnableToWrapUp(_("Only whoever took the call can end the work after it."))
    if locked.ended_at is None:
        raise UnableToWrapUp(_("The call goes on: end it first."))
    if locked.answered_at and not locked.is_timed_out:
        _end(locked, by=by, at=at)
    return locked


@transaction.atomic
def end_by_saving(*, call: Call, by: AbstractBaseUser | None, at: datetime) -> None:
    """What was to be written down after the call is saved now; before its end this changes nothing."""
    over = Call.objects.filter(pk=call.pk, agent_id=by.pk if by else None, answered_at__isnull=False)
    over = over.filter(ended_at__isnull=False, ended_at__gt=at - LONGEST_WRAP_UP).exclude(hangup_cause=TIMED_OUT)
    if over.filter(Q(wrapped_up_at=None) | Q(wrapped_up_at=F("ended_at"))).update(wrapped_up_at=at):
        call.refresh_from_db()
        _tell(call, by=by, at=at)


def end_by_next_call(call: Call, *, at: datetime) -> None:
    """End the work after earlier calls of the agent who answered this one; the caller's transaction holds it."""
    earlier = Call.objects.filter(agent_id=call.agent_id).exclude(pk=call.pk).to_wrap_up(at)
    for past in earlier.order_by("pk"):
        _end(past, by=None, at=at)


def end_by_time(*, at: datetime) -> list[Call]:
    """Return the calls whose work nobody ended and which now count as done, set so; run again it finds no more.

    What is older than a day stays as it is: how long that work took, nobody knows.
    """
    spoken = Call.objects.filter(agent__isnull=False, answered_at__isnull=False, wrapped_up_at=None)
    late = spoken.filter(ended_at__lte=at - LONGEST_WRAP_UP, ended_at__gt=at - _LOOKS_BACK).exclude(
        hangup_cause=TIMED_OUT
    )
    ended = []
    for call in late.order_by("ended_at", "pk")[:_A_LOOK]:
        with transaction.atomic():
            if _end(call, by=None, at=at):
                ended.append(call)
    return ended


def has_nothing_left_to_do(call: Call) -> bool:
    """Tell whether a call that ends now leaves no work: it was written down before, or its agent is in another one."""
    if call.answered_at is None or call.agent_id is None:
        return False
    goes_on = Call.objects.filter(agent_id=call.agent_id, answered_at__gte=call.answered_at, ended_at=None)
    return goes_on.exclude(pk=call.pk).exists() or Ticket.objects.filter(call=call).exists()


def _end(call: Call, *, by: AbstractBaseUser | None, at: datetime) -> bool:
    """Set the end of the work after a call that is over, unless it is set, and tell; return whether it was set now."""
    assert call.ended_at is not None
    call.wrapped_up_at = min(max(at, call.ended_at), call.ended_at + LONGEST_WRAP_UP)
    if not Call.objects.filter(pk=call.pk, wrapped_up_at=None).update(wrapped_up_at=call.wrapped_up_at):
        call.refresh_from_db(fields=["wrapped_up_at"])
        return False
    _tell(call, by=by, at=at)
    return True


def _tell(call: Call, *, by: AbstractBaseUser | None, at: datetime) -> None:
    feed.append(
        name="call.wrapped_up",
        subject=f"call:{call.pk}",
        topics=[f"calls:{call.agent_id}"],
        data={"call": call.pk, "state": call.state, "agents": [call.agent_id], "seconds": call.wrap_up_seconds},
        by=by,
        at=at,
    )
