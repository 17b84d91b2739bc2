"""Notes that a neighbour told something or failed to, and keeps how long it may be silent; what it told is elsewhere.

Noting never holds up who tells: it happens after their transaction, and writes a source's row once a minute at most.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial, wraps
from typing import ParamSpec, TypeVar, cast

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from crm.models import Source
from crm.models.source import NOTED_EVERY
from ticketforms.storing import storable

LEAST_SILENCE, MOST_SILENCE = NOTED_EVERY, timedelta(days=3660)

Told = ParamSpec("Told")
Kept = TypeVar("Kept")


class UnableToExpect(ValueError):
    """What is expected of a source cannot be kept; `field` names what is wrong, the message says what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def told_by(
    code: Source.Code, *, refusal: type[Exception] | tuple[type[Exception], ...] = ()
) -> Callable[[Callable[Told, Kept]], Callable[Told, Kept]]:
    """Mark an operation that takes in what a source tells, with its moment as `at`.

    A `refusal` is noted as the source's failure, so its message must name nobody; then it goes on to the caller.
    """

    def marked(operation: Callable[Told, Kept]) -> Callable[Told, Kept]:
        @wraps(operation)
        def noting(*args: Told.args, **kwargs: Told.kwargs) -> Kept:
            at = cast(datetime, kwargs["at"])
            try:
                kept = operation(*args, **kwargs)
            except refusal as error:
                note_failure(source=code, what=str(error), at=at)
                raise
            note_told(source=code, at=at)
            return kept

        return noting

    return marked


def note_told(*, source: Source.Code, at: datetime) -> None:
    """Note, once the caller's transaction is over, that the source told something."""
    transaction.on_commit(partial(_write_told, source, at), robust=True)


def note_failure(*, source: Source.Code, what: str, at: datetime) -> None:
    """Note, once the caller's transaction is over, what was wrong with what the source told: no personal data."""
    transaction.on_commit(partial(_write_failure, source, what[:200], at), robust=True)


@transaction.atomic
def expect(*, source: Source, stale_after: timedelta, trouble: str, by: AbstractBaseUser, at: datetime) -> Source:
    """Return the source with how long it may be silent, and with the trouble that is known; none when empty.

    Raises `UnableToExpect` for a silence shorter than a minute or longer than ten years, or too long a sentence.
    """
    if not LEAST_SILENCE <= stale_after <= MOST_SILENCE:
        raise UnableToExpect("stale_after", _("Give a time from one minute to ten years."))
    known = " ".join(storable(trouble).split())
    if len(known) > 120:
        raise UnableToExpect("trouble", _("Shorten this to %(most)s characters.") % {"most": 120})
    Source.objects.filter(pk=source.pk).update(stale_after=stale_after, trouble=known)
    source.stale_after, source.trouble = stale_after, known
    log(source, "wagtail.edit", user=by, timestamp=at)
    return source


def _write_told(code: Source.Code, at: datetime) -> None:
    # A read costs nobody a lock: only who finds the row old tries to write it.
    noted = Source.objects.filter(Q(told_at=None) | Q(told_at__lt=at - NOTED_EVERY) | _failed_after_told(), code=code)
    if noted.exists():
        noted.update(told_at=at)


def _write_failure(code: Source.Code, what: str, at: datetime) -> None:
    noted = Source.objects.filter(Q(failed_at=None) | Q(failed_at__lt=at - NOTED_EVERY), code=code)
    if noted.exists():
        noted.update(failed_at=at, failure=what)


def _failed_after_told() -> Q:
    return Q(failed_at__gte=F("told_at") + NOTED_EVERY)
