"""Pages of what a customer has too much of for one screen: entries of the account, places."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from crm.customers.matching import fold
from crm.customers.spoken import MOST_WORDS
from crm.customers.words import words_in
from crm.models import BillingEntry, Customer, ServicePoint

PAGE = 50
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows in their order; `after` and `before` are the keys to ask the pages beside this one with, "" for none."""

    rows: tuple[Row, ...]
    after: str
    before: str


def entries_page(customer: Customer, *, after: str = "", before: str = "", size: int = PAGE) -> Page[BillingEntry]:
    """Return entries of the customer's account, newest first."""
    entries = BillingEntry.objects.filter(customer=customer)
    return _page(entries, "entry_date", is_falling=True, after=after, before=before, size=size)


def places_page(
    customer: Customer, *, text: str = "", after: str = "", before: str = "", size: int = PAGE
) -> Page[ServicePoint]:
    """Return where the customer takes power, by address; with a text, where the address has its words."""
    places = ServicePoint.objects.filter(customer=customer).prefetch_related("meters")
    if words := fold(text).split()[:MOST_WORDS]:
        places = places.filter(words_in("folded_address", words))
    return _page(places, "folded_address", is_falling=False, after=after, before=before, size=size)


def _page(rows: QuerySet[Row], by: str, *, is_falling: bool, after: str, before: str, size: int) -> Page[Row]:
    """Return the page beside a row; a key that is none of the rows' begins with the first."""
    cursor = _row(rows, after or before)
    backwards = bool(before) and not after and cursor is not None
    falls = is_falling != backwards
    if cursor is not None:
        way, at = "lt" if falls else "gt", getattr(cursor, by)
        rows = rows.filter(Q(**{f"{by}__{way}": at}) | Q(**{by: at, f"pk__{way}": cursor.pk}))
    sign = "-" if falls else ""
    found: Sequence[Row] = list(rows.order_by(f"{sign}{by}", f"{sign}pk")[: size + 1])
    has_more, found = len(found) > size, found[:size]
    shown = tuple(reversed(found)) if backwards else tuple(found)
    if not shown:
        return Page((), "", "")
    is_first = cursor is None or (backwards and not has_more)
    return Page(shown, str(shown[-1].pk) if has_more or backwards else "", "" if is_first else str(shown[0].pk))


def _row(rows: QuerySet[Row], key: str) -> Row | None:
    if not (key.isascii() and key.isdigit()) or len(key) > 18:
        return None
    return rows.filter(pk=int(key)).first()
