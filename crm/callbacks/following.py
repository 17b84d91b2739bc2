"""Knows which calls leave somebody without an answer, and which give one; how a callback is kept, it does not."""

from datetime import datetime

from crm.callbacks.operations import ask_for_callback, end_by_call, note_attempt
from crm.locks import lock_number
from crm.models import AgentLine, Call, CallbackReason

_GAVE_UP = frozenset({"cancel", "normalClearing"})
_WENT_ELSEWHERE = "forwarded"


def follow_call(call: Call, *, ends_now: bool, at: datetime) -> None:
    """Let what became of a call be seen in the callbacks of its number; told again it changes nothing.

    An unanswered call to us asks for one, unless it was forwarded, rang from a telephone of ours, or the caller was
    spoken to since. Whoever gave up while waiting abandoned it, else it was missed. An answered call ends it; a call
    of ours that nobody answered is an attempt.
    """
    number = call.other_number
    if not number:
        return
    if call.answered_at:
        end_by_call(call=call, number=number, at=at)
    elif call.ended_at and call.direction == Call.Direction.OUTBOUND:
        if ends_now:
            note_attempt(number=number, at=at)
    elif call.ended_at and call.hangup_cause != _WENT_ELSEWHERE and not _is_ours(number):
        lock_number(number)
        if not _was_spoken_to_since(call, number):
            ask_for_callback(number=number, why=_why(call), at=call.ended_at, call=call)


def _why(call: Call) -> CallbackReason.Why:
    return CallbackReason.Why.ABANDONED if call.hangup_cause in _GAVE_UP else CallbackReason.Why.MISSED


def _is_ours(number: str) -> bool:
    return AgentLine.objects.filter(extension=number).exists()


def _was_spoken_to_since(call: Call, number: str) -> bool:
    """Tell whether the caller was answered after this call began: its end may be told late."""
    spoken = Call.objects.filter(other_number=number, answered_at__gte=call.offered_at)
    return spoken.exclude(pk=call.pk).exists()
