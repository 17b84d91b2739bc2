"""Small pictures of the Main Card: money by its age, energy by months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy

from crm.customers.queries import Used
from crm.models import BillingCard

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
