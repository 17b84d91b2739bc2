"""Hands a number to the exchange: the agent's telephone rings, then the number is called; who may, the door knows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from crm import feed
from crm.customers.matching import normalise
from crm.exchanges.posting import UnableToPost, ask_to_dial
from crm.models import AgentLine, DialRequest, Exchange

# A bridge that was not heard of for so long is not running; a press older than this surprises whoever pressed.
BRIDGE_SILENT, PRESS_LASTS = timedelta(seconds=30), timedelta(seconds=20)


class UnableToDial(ValueError):
    """A number that the exchange does not call now; the message says why."""


@dataclass(frozen=True)
class Dialled:
    """Which exchange rings the agent's telephone, `None` when none of them dials: then the computer has to."""

    number: str
    exchange: Exchange | None


def dial(*, number: str, by: AbstractBaseUser, at: datetime, post: Callable[..., None] = ask_to_dial) -> Dialled:
    """Hand a number to the agent's exchange; raises `UnableToDial` when it cannot be called, or the exchange told."""
    wanted = normalise(number)
    if not wanted:
        raise UnableToDial(_("This number cannot be called: it is withheld or not readable."))
    line = AgentLine.objects.filter(user=by.pk).select_related("exchange").first()
    exchange = _exchange_of(line)
    if exchange is None or exchange.dials == Exchange.Dials.NOT:
        return Dialled(wanted, None)
    if line is None:
        raise UnableToDial(_("No telephone line is set for you: ask an administrator."))
    if exchange.dials == Exchange.Dials.BRIDGE:
        _leave_for_bridge(exchange, line, wanted, by, at)
        return Dialled(wanted, exchange)
    try:
        post(address=exchange.dial_address, number=wanted, extension=line.extension)
    except UnableToPost as refusal:
        raise UnableToDial(str(refusal)) from refusal
    return Dialled(wanted, exchange)


@transaction.atomic
def take_presses(*, exchange: Exchange, at: datetime) -> list[DialRequest]:
    """Return the numbers that the bridge has to call now, each once, and note that the bridge runs.

    What was pressed too long ago is told as failed: nobody's telephone rings out of the blue.
    """
    Exchange.objects.filter(pk=exchange.pk).update(bridge_seen_at=at)
    waiting = DialRequest.objects.filter(exchange=exchange, taken_at=None).order_by("pk")
    taken = [press for press in waiting if DialRequest.objects.filter(pk=press.pk, taken_at=None).update(taken_at=at)]
    late = [press for press in taken if press.asked_at < at - PRESS_LASTS]
    for press in late:
        note_failed(press=press, why=_("The exchange was not reached in time: dial by hand."), at=at)
    return [press for press in taken if press not in late]


def forget_presses(*, before: datetime) -> int:
    """Delete the numbers that were handed over before a moment, and return how many: nobody needs them any more."""
    return DialRequest.objects.filter(asked_at__lt=before).delete()[0]


@transaction.atomic
def note_failed(*, press: DialRequest, why: str, at: datetime) -> DialRequest:
    """Return the press, with why the exchange does not call the number, and tell whoever pressed."""
    press.failed_with = why[:200]
    press.save(update_fields=["failed_with"])
    feed.append(
        name="call.dial_failed",
        subject=f"exchange:{press.exchange_id}",
        topics=[f"calls:{press.asked_by_id}"],
        data={"dial": press.pk, "why": press.failed_with},
        by=None,
        at=at,
    )
    return press


def _exchange_of(line: AgentLine | None) -> Exchange | None:
    """Return the line's own exchange, for a line of any the only one that dials."""
    if line and line.exchange:
        return line.exchange if line.exchange.is_active else None
    able = list(Exchange.objects.filter(is_active=True).exclude(dials=Exchange.Dials.NOT).order_by("pk")[:2])
    return able[0] if len(able) == 1 else None


def _leave_for_bridge(exchange: Exchange, line: AgentLine, number: str, by: AbstractBaseUser, at: datetime) -> None:
    if exchange.bridge_seen_at is None or exchange.bridge_seen_at < at - BRIDGE_SILENT:
        raise UnableToDial(_("The bridge to the exchange is not running: dial by hand."))
    DialRequest.objects.create(
        exchange=exchange, extension=line.extension, number=number, asked_by_id=by.pk, asked_at=at
    )
