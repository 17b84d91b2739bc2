"""Sets two customers side by side: their own fields, how they are reached, and how much hangs on each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.customers.operations import FIELDS
from crm.models import BillingCard, Consent, Customer, Ticket


@dataclass(frozen=True)
class FieldPair:
    """One field of both, as a screen shows it; `name` is what can be taken over."""

    name: str
    label: str | Promise
    values: tuple[str, str]
    differs: bool
    better: int


@dataclass(frozen=True)
class ListPair:
    """What each has several of; `shared` are those that both have."""

    label: str | Promise
    values: tuple[tuple[str, ...], tuple[str, ...]]
    shared: frozenset[str]
    are_phones: bool = False


@dataclass(frozen=True)
class Comparison:
    """Two customers side by side; `likelier` is 0 or 1, whichever more hangs on."""

    customers: tuple[Customer, Customer]
    fields: tuple[FieldPair, ...]
    lists: tuple[ListPair, ...]
    tickets: tuple[int, int]
    calls: tuple[int, int]
    consents: tuple[int, int]
    cards: tuple[tuple[BillingCard, ...], tuple[BillingCard, ...]]
    likelier: int


def compared(one: Customer, other: Customer, *, with_money: bool) -> Comparison:
    """Return the comparison in a fixed number of queries; PESEL only by its last digits."""
    both = (one, other)
    tickets = _counts(Ticket, both)
    likelier = 1 if tickets[1] > tickets[0] else 0
    return Comparison(
        customers=both,
        fields=tuple(_field(name, both, likelier) for name in FIELDS),
        lists=(
            _lists(
                _("telephones"),
                [[phone.number or phone.raw for phone in c.phones.all()] for c in both],
                are_phones=True,
            ),
            _lists(_("e-mail"), [[email.folded_address for email in c.emails.all()] for c in both]),
            _lists(_("addresses for letters"), [[str(address) for address in c.addresses.all()] for c in both]),
            _lists(_("service points"), [[point.address for point in c.service_points.all()[:20]] for c in both]),
            _lists(_("accounts"), [[account.number for account in c.accounts.all()] for c in both]),
            _lists(_("agreements"), [[agreement.number for agreement in c.agreements.all()[:20]] for c in both]),
        ),
        tickets=tickets,
        calls=(one.calls.count(), other.calls.count()),
        consents=_counts(Consent, both),
        cards=(tuple(one.billing_cards.order_by("pk")), tuple(other.billing_cards.order_by("pk")))
        if with_money
        else ((), ()),
        likelier=likelier,
    )


def _field(name: str, both: tuple[Customer, Customer], likelier: int) -> FieldPair:
    """A value beats none, the earlier day the later; otherwise that of the one on whom more hangs is proposed."""
    values = tuple(getattr(customer, name) for customer in both)
    filled = [place for place, value in enumerate(values) if value]
    return FieldPair(
        name=name,
        label=FIELDS[name],
        values=(_shown(name, both[0]), _shown(name, both[1])),
        differs=values[0] != values[1],
        better=_better(name, values, filled, likelier),
    )


def _better(name: str, values: Sequence[Any], filled: Sequence[int], likelier: int) -> int:
    if len(filled) == 1:
        return filled[0]
    return int(values[1] < values[0]) if name == "since_date" and filled else likelier


def _shown(name: str, customer: Customer) -> str:
    if name == "pesel":
        return customer.masked_pesel
    if name == "kind":
        return str(customer.get_kind_display())
    value: Any = getattr(customer, name)
    return f"{value:%d.%m.%Y}" if name == "since_date" and value else str(value or "")


def _lists(label: str | Promise, values: Sequence[Sequence[str]], *, are_phones: bool = False) -> ListPair:
    one, other = (tuple(dict.fromkeys(mine)) for mine in values)
    return ListPair(label, (one, other), frozenset(one) & frozenset(other), are_phones)


def _counts(model: type[Ticket] | type[Consent], both: tuple[Customer, Customer]) -> tuple[int, int]:
    rows = model._default_manager.filter(customer__in=both).order_by().values_list("customer")
    counts = dict(rows.annotate(count=Count("pk")))
    return counts.get(both[0].pk, 0), counts.get(both[1].pk, 0)
