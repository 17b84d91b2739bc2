"""Small pictures of the Main Card: money by its age, energy by months; and how old what a neighbour told is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.customers.queries import Used
from crm.models import BillingCard

# Billing tells every night, meter readers every month: older than this, somebody should ask why.
STALE_BILLING, STALE_READINGS = timedelta(hours=36), timedelta(days=45)
_BUCKETS = (
    ("current", gettext_lazy("not yet due"), "not_yet_due"),
    ("30", gettext_lazy("overdue to 30 days"), "overdue_30"),
    ("60", gettext_lazy("overdue 31–60 days"), "overdue_60"),
    ("90", gettext_lazy("overdue over 60 days"), "overdue_90"),
)


@dataclass(frozen=True)
class Bucket:
    """Money of one age: `share` is its part of all that is owed, in hundredths, drawn from `begin` on."""

    code: str
    label: str
    amount: Decimal
    begin: int
    share: int


@dataclass(frozen=True)
class Bar:
    """Energy used until a day; `place` counts from the oldest, `height` in hundredths of the most."""

    until: datetime
    energy_kwh: Decimal
    place: int
    height: int

    @property
    def top(self) -> int:
        return 100 - self.height


@dataclass(frozen=True)
class Freshness:
    """How long ago a source told something, in words, and whether that is longer than it should be."""

    words: str
    is_stale: bool


def buckets_of(card: BillingCard) -> tuple[Bucket, ...]:
    """Return what is owed by its age, the newest first; none where nothing is owed."""
    amounts = [(code, str(label), getattr(card, name)) for code, label, name in _BUCKETS]
    owed = sum((amount for _code, _label, amount in amounts), Decimal(0))
    if not owed:
        return ()
    ends = [
        round(100 * sum((amount for *_names, amount in amounts[: place + 1]), Decimal(0)) / owed) for place in range(4)
    ]
    begins = [0, *ends]
    return tuple(
        Bucket(code, label, amount, begins[place], ends[place] - begins[place])
        for place, (code, label, amount) in enumerate(amounts)
    )


def bars_of(used: Sequence[Used]) -> tuple[Bar, ...]:
    """Return what was used, oldest first, as bars; none when there is nothing to compare."""
    most = max((one.energy_kwh for one in used), default=Decimal(0))
    if len(used) < 2 or not most:
        return ()
    return tuple(
        Bar(one.until, one.energy_kwh, place, max(1, round(100 * one.energy_kwh / most)))
        for place, one in enumerate(reversed(used))
    )


def freshness(told_at: datetime, now: datetime, stale_after: timedelta) -> Freshness:
    """Return the age of what was told then."""
    age = max(timedelta(0), now - told_at)
    minutes, hours, days = int(age.total_seconds() // 60), int(age.total_seconds() // 3600), age.days
    if minutes < 1:
        words = _("just now")
    elif hours < 1:
        words = _("%(minutes)d min ago") % {"minutes": minutes}
    elif days < 2:
        words = _("%(hours)d h ago") % {"hours": hours}
    else:
        words = _("%(days)d days ago") % {"days": days}
    return Freshness(words, age > stale_after)
