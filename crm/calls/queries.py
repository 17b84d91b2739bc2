"""Answers which call an agent is in and whom they spoke to last; it changes nothing."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from crm.models import Call, Customer

# The exchange may forget to tell of an end: what is older than this is not going on any more. In a storm a caller waits
# long in a queue before it rings anywhere.
LONGEST_RINGING, LONGEST_QUEUEING, LONGEST_TALK = timedelta(minutes=5), timedelta(hours=1), timedelta(hours=4)


def current_call(user: AbstractBaseUser, now: datetime) -> Call | None:
    """Return the call the agent speaks in, else the one that rings there and maybe at others; the newest."""
    talks = Q(answered_at__gt=now - LONGEST_TALK, agent_id=user.pk)
    rings = Q(answered_at=None, last_rang_at__gt=now - LONGEST_RINGING)
    return (
        Call.objects.of(user)
        .annotate(last_rang_at=Coalesce("rang_at", "offered_at"))
        .filter(talks | rings, ended_at=None)
        .select_related("customer")
        .order_by(F("answered_at").desc(nulls_last=True), "-offered_at", "-pk")
        .first()
    )


def call_to_wrap_up(user: AbstractBaseUser, now: datetime) -> Call | None:
    """Return the call after which the agent still works, the newest."""
    calls = Call.objects.filter(agent_id=user.pk).to_wrap_up(now)
    return calls.select_related("customer").order_by("-ended_at", "-pk").first()


def last_callers(user: AbstractBaseUser | AnonymousUser, *, limit: int = 10) -> list[Customer]:
    """Return the customers of the agent's newest calls, each once, with phones and service points."""
    newest = Call.objects.filter(agent_id=user.pk, customer__isnull=False).values_list("customer", flat=True)[:100]
    order = list(dict.fromkeys(newest))[:limit]
    found = Customer.objects.prefetch_related("phones", "service_points").in_bulk(order)
    return [found[pk] for pk in order if pk in found]


def call_seen_by(user: AbstractBaseUser | AnonymousUser, key: str) -> Call | None:
    """Return the call with this key if the person had it or it rang there; `None` for any other, and for no key."""
    if not (key.isascii() and key.isdecimal() and len(key) <= 18):
        return None
    return Call.objects.of(user).filter(pk=int(key)).first()
