"""Answers which callbacks wait, for whom and why; it changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from crm.models import Callback, CallbackReason, Customer, CustomerPhone

MOST_SHOWN = 200


@dataclass(frozen=True)
class CallbackLine:
    """A callback with its reasons and whose number it is: the one customer who has it, or how many may be meant."""

    callback: Callback
    reasons: tuple[CallbackReason, ...]
    customer: Customer | None
    candidates: int

    @property
    def newest(self) -> CallbackReason | None:
        return self.reasons[-1] if self.reasons else None

    @property
    def whys(self) -> list[str]:
        """The kinds of reasons, each once, in the order in which they came."""
        return list(dict.fromkeys(reason.get_why_display() for reason in self.reasons))

    @property
    def notes(self) -> list[str]:
        return [reason.note for reason in self.reasons if reason.note]


def waiting(*, limit: int = MOST_SHOWN) -> list[CallbackLine]:
    """Return the open callbacks, whoever waits longest first."""
    return _lines(Callback.objects.open().longest_first()[:limit].select_related("customer", "taken_by"))


def done(*, limit: int = MOST_SHOWN) -> list[CallbackLine]:
    """Return the callbacks that are over, the newest first."""
    over = Callback.objects.filter(done_at__isnull=False).order_by("-done_at", "-pk")
    return _lines(over[:limit].select_related("customer", "done_by"))


def waiting_count() -> int:
    """Return how many callbacks somebody still has to make."""
    return Callback.objects.open().count()


def _lines(callbacks: Iterable[Callback]) -> list[CallbackLine]:
    found = list(callbacks)
    reasons: dict[int, list[CallbackReason]] = {}
    for reason in CallbackReason.objects.filter(callback__in=[one.pk for one in found]).order_by("at", "pk"):
        reasons.setdefault(reason.callback_id, []).append(reason)
    owners = _owners({one.number for one in found})
    return [_line(one, reasons.get(one.pk, []), owners.get(one.number, {})) for one in found]


def _line(callback: Callback, reasons: list[CallbackReason], owners: dict[int, Customer]) -> CallbackLine:
    only = next(iter(owners.values())) if len(owners) == 1 else None
    customer = callback.customer or only
    return CallbackLine(callback, tuple(reasons), customer, 0 if customer else len(owners))


def _owners(numbers: set[str]) -> dict[str, dict[int, Customer]]:
    owners: dict[str, dict[int, Customer]] = {}
    phones = CustomerPhone.objects.filter(number__in=numbers, customer__merged_into=None).select_related("customer")
    for phone in phones.order_by("-is_primary", "pk"):
        owners.setdefault(phone.number, {})[phone.customer_id] = phone.customer
    return owners
