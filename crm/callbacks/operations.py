"""Asks for callbacks, takes and ends them; one is open a number, however many ask at once.

A number is locked before its callback is read, so that an answer and a missed call at one moment see each other.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from crm import feed
from crm.customers.matching import normalise
from crm.locks import hold_customer, lock_callback, lock_number
from crm.models import Call, Callback, CallbackReason, Customer
from ticketforms.storing import storable

LONGEST_NOTE = 200


class UnableToCallBack(ValueError):
    """A callback that cannot be asked for, taken or ended so; the message says why."""


@transaction.atomic
def ask_for_callback(
    *,
    number: str,
    why: CallbackReason.Why,
    at: datetime,
    call: Call | None = None,
    customer: Customer | None = None,
    note: str = "",
    not_before: datetime | None = None,
    by: AbstractBaseUser | None = None,
) -> Callback:
    """Return the number's open callback with this reason added, a new one when there was none.

    One `call` adds a reason once. A `customer` is whom the call is for, when somebody said so; what was said before
    stays. `not_before` is when it suits them, in place of what was said before. Raises `UnableToCallBack` for a number
    that is withheld or cannot be read, and for too long a note.
    """
    wanted = normalise(number)
    if not wanted:
        raise UnableToCallBack(_("This number cannot be called: it is withheld or not readable."))
    said = _note(note)
    held = hold_customer(customer) if customer else None
    lock_number(wanted)
    known = CallbackReason.objects.filter(call=call).select_related("callback").first() if call else None
    if known:
        return known.callback
    callback = Callback.objects.open().filter(number=wanted).first()
    if callback is None:
        callback = Callback.objects.create(number=wanted, customer=held, wanted_at=at, not_before=not_before)
    else:
        callback = lock_callback(callback.pk)
        callback.customer = callback.customer or held
        callback.not_before = not_before or callback.not_before
        callback.save(update_fields=["customer", "not_before"])
    callback.reasons.create(why=why, at=at, call=call, note=said, noted_by_id=by.pk if by else None)
    _tell("callback.asked", callback, by=by, at=at)
    return callback


@transaction.atomic
def take(*, callback: Callback, seen: int | None, by: AbstractBaseUser, at: datetime) -> Callback:
    """Return the callback, which `by` makes now; `seen` is who had it on their screen, so that it is taken knowingly.

    Raises `UnableToCallBack` when it is done, or somebody else took it meanwhile.
    """
    locked = _locked(callback)
    if locked.taken_by_id == by.pk:
        return locked
    if locked.taken_by_id != seen:
        taker = locked.taken_by.get_full_name() or locked.taken_by.username if locked.taken_by else ""
        raise UnableToCallBack(
            _("%(person)s took this callback meanwhile.") % {"person": taker}
            if taker
            else _("This callback was given back meanwhile: take it again.")
        )
    locked.taken_by_id, locked.taken_at = by.pk, at
    locked.save(update_fields=["taken_by", "taken_at"])
    _tell("callback.taken", locked, by=by, at=at)
    return locked


@transaction.atomic
def give_back(*, callback: Callback, by: AbstractBaseUser, at: datetime) -> Callback:
    """Return the callback, which anybody may take again; raises `UnableToCallBack` when `by` does not have it."""
    locked = _locked(callback)
    if locked.taken_by_id != by.pk:
        raise UnableToCallBack(_("You do not have this callback."))
    locked.taken_by, locked.taken_at = None, None
    locked.save(update_fields=["taken_by", "taken_at"])
    _tell("callback.given_back", locked, by=by, at=at)
    return locked


@transaction.atomic
def finish(*, callback: Callback, outcome: Callback.Outcome, note: str, by: AbstractBaseUser, at: datetime) -> Callback:
    """Return the callback, done with its outcome.

    Raises `UnableToCallBack` when it is done already, and when it is given up without a reason in `note`.
    """
    said = _note(note)
    if outcome == Callback.Outcome.GIVEN_UP and not said:
        raise UnableToCallBack(_("Say why you give it up."))
    locked = _locked(callback)
    locked.note = said
    return _end(locked, outcome, by_id=by.pk, by=by, at=at)


@transaction.atomic
def end_by_call(*, call: Call, number: str, at: datetime) -> Callback | None:
    """Return the number's callback that an answered call to or from it ends; `None` when there was none.

    What this very call asked for while it seemed unanswered was no reason: it is taken back.
    """
    lock_number(number)
    CallbackReason.objects.filter(call=call, callback__done_at=None).delete()
    waiting = Callback.objects.open().filter(number=number).first()
    if waiting is None:
        return None
    callback = lock_callback(waiting.pk)
    if not callback.reasons.exists():
        _tell("callback.withdrawn", callback, by=None, at=at)
        callback.delete()
        return None
    is_ours = call.direction == Call.Direction.OUTBOUND
    callback.done_in = call
    outcome = Callback.Outcome.REACHED if is_ours else Callback.Outcome.CALLED_US
    return _end(callback, outcome, by_id=call.agent_id, by=None, at=at)


@transaction.atomic
def note_attempt(*, number: str, at: datetime) -> Callback | None:
    """Return the number's callback after a call of ours that nobody answered; `None` when there was none."""
    lock_number(number)
    waiting = Callback.objects.open().filter(number=number).first()
    if waiting is None:
        return None
    callback = lock_callback(waiting.pk)
    callback.attempts, callback.attempted_at = callback.attempts + 1, at
    callback.save(update_fields=["attempts", "attempted_at"])
    _tell("callback.tried", callback, by=None, at=at)
    return callback


def _locked(callback: Callback) -> Callback:
    """Return the callback locked, its number before it; raises `UnableToCallBack` when it is done or gone."""
    lock_number(callback.number)
    if not Callback.objects.open().filter(pk=callback.pk).exists():
        raise UnableToCallBack(_("This callback is done already."))
    return lock_callback(callback.pk)


def _end(
    callback: Callback, outcome: Callback.Outcome, *, by_id: int | None, by: AbstractBaseUser | None, at: datetime
) -> Callback:
    callback.outcome, callback.done_at, callback.done_by_id = outcome, at, by_id
    callback.save()
    _tell("callback.done", callback, by=by, at=at)
    return callback


def _note(text: str) -> str:
    said = " ".join(storable(text).split())
    if len(said) > LONGEST_NOTE:
        raise UnableToCallBack(_("Shorten this to %(most)s characters.") % {"most": LONGEST_NOTE})
    return said


def _tell(name: str, callback: Callback, *, by: AbstractBaseUser | None, at: datetime) -> None:
    feed.append(
        name=name,
        subject=f"callback:{callback.pk}",
        topics=["callbacks"],
        data={"callback": callback.pk, "state": callback.state, "taken_by": callback.taken_by_id},
        by=by,
        at=at,
    )
