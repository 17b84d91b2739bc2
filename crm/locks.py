"""How the register's rows are locked; callers lock before they read what they decide on.

Rows of a kind are locked in the order of their keys. Whoever needs several kinds locks or holds customers first, then
what belongs to them; otherwise nobody holds two kinds at once. Keys never change, so rows that point at a locked one
can be written meanwhile: whoever writes a row that would move with a customer holds the customer before.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.db.models import Model, Q

from crm.models import (
    BillingCard,
    BulkChange,
    BulkLine,
    Call,
    Callback,
    Customer,
    DuplicatePair,
    DuplicateSearch,
    Exchange,
    ReportDraft,
    SavedSearch,
    Ticket,
)
from ticketforms.effects import QUEUE_DICTIONARY
from ticketforms.models import DictionaryEntry

# Names the kind among advisory locks of two keys.
_NUMBERS = 7_262_002


def lock_tickets(*pks: int) -> dict[int, Ticket]:
    """Return the tickets with their types, locked in the order of their keys."""
    tickets = Ticket.objects.filter(pk__in=pks).select_related("ticket_type").order_by("pk")
    return {ticket.pk: ticket for ticket in tickets.select_for_update(of=("self",), no_key=True)}


def lock_call(pk: int) -> Call:
    """Return the call, locked."""
    return Call.objects.select_for_update(no_key=True).get(pk=pk)


def lock_number(number: str) -> None:
    """Let nobody else decide about a telephone number until the transaction ends, whether or not a row knows it.

    It is locked after a call and before the callback; SQLite lets one writer in at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_NUMBERS, number])


def lock_callback(pk: int) -> Callback:
    """Return the callback, locked; its number was locked before."""
    return Callback.objects.select_for_update(no_key=True).get(pk=pk)


def lock_exchange(pk: int) -> Exchange:
    """Return the exchange, locked; nothing else is locked with it."""
    return Exchange.objects.select_for_update(no_key=True).get(pk=pk)


def lock_customers(*pks: int) -> dict[int, Customer]:
    """Return the customers, locked in the order of their keys."""
    customers = Customer.objects.filter(pk__in=pks).order_by("pk")
    return {customer.pk: customer for customer in customers.select_for_update(no_key=True)}


def hold_customer(customer: Customer) -> Customer:
    """Return who the customer turned out to be; until the transaction ends it is merged into nobody else.

    Any number may hold one at once, so that a company's places report side by side; only a merge waits for them.
    """
    share = "FOR SHARE" if connection.features.has_select_for_update else ""
    present = _survivor(customer)
    while True:
        held: Customer = Customer.objects.raw(f"SELECT * FROM crm_customer WHERE id = %s {share}", [present.pk])[0]
        if held.merged_into_id is None:
            return held
        present = _survivor(held)


def lock_pairs(condition: Q) -> list[DuplicatePair]:
    """Return the pairs, locked in the order of their keys."""
    return list(DuplicatePair.objects.filter(condition).order_by("pk").select_for_update(no_key=True))


def lock_duplicate_search(at: datetime) -> DuplicateSearch:
    """Return the search through everybody, locked; the first one starts now."""
    DuplicateSearch.objects.get_or_create(pk=1, defaults={"started_at": at})
    return DuplicateSearch.objects.select_for_update(no_key=True).get(pk=1)


def lock_rows(model: type[Model], condition: Q) -> list[int]:
    """Return the keys of rows that belong to a customer who is locked, locked in their order."""
    rows = model._base_manager.filter(condition).order_by("pk")
    return list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def lock_billing_card(customer: Customer, first: Mapping[str, object]) -> tuple[BillingCard, bool]:
    """Return the card that billing keeps under this customer's number, locked, and whether it is new.

    A new one is made from `first` and belongs to whom the customer turned out to be.
    """
    asked, owner = _lock_with_survivor(customer)
    cards = BillingCard.objects.select_for_update(no_key=True)
    card = cards.filter(Q(billed_to=asked) | Q(billed_to=None, customer=asked)).first()
    if card:
        return card, False
    owners = {"customer": owner} if owner == asked else {"customer": owner, "billed_to": asked}
    return BillingCard.objects.create(**owners, **first), True


def lock_search(pk: int, *, owner: int) -> SavedSearch | None:
    """Return the owner's saved search, locked, `None` when it is somebody else's or gone."""
    return SavedSearch.objects.select_for_update(no_key=True).filter(pk=pk, owner=owner).first()


def lock_queue(code: str) -> DictionaryEntry | None:
    """Return the entry of the dictionary that stands for a queue, locked, `None` when there is no such queue."""
    entries = DictionaryEntry.objects.filter(dictionary__code=QUEUE_DICTIONARY, code=code)
    return entries.select_for_update(of=("self",), no_key=True).first()


def lock_bulk_change(pk: int) -> BulkChange:
    """Return the bulk change with who asked for it, locked; its lines are not."""
    return BulkChange.objects.select_for_update(of=("self",), no_key=True).select_related("asked_by").get(pk=pk)


def lock_bulk_line(pk: int) -> BulkLine:
    """Return one ticket's line of a bulk change, locked; the ticket itself is locked after it."""
    return BulkLine.objects.select_for_update(of=("self",), no_key=True).select_related("ticket").get(pk=pk)


def lock_draft(pk: int) -> ReportDraft | None:
    """Return the draft, locked, `None` when it is gone; it is locked before anything else."""
    return ReportDraft.objects.select_for_update(no_key=True).filter(pk=pk).first()


def lock_draft_of_key(key: str, first: Mapping[str, object]) -> tuple[ReportDraft, bool]:
    """Return the draft of a report, locked, and whether it is new; a new one is made from `first`."""
    _draft, is_new = ReportDraft.objects.get_or_create(key=key, defaults=first)
    return ReportDraft.objects.select_for_update(no_key=True).get(key=key), is_new


def lock_draft_of_call(call: Call) -> ReportDraft | None:
    """Return the newest open draft that was begun in the call, locked, `None` when there is none."""
    return ReportDraft.objects.open().select_for_update(no_key=True).filter(call=call).first()


def _lock_with_survivor(customer: Customer) -> tuple[Customer, Customer]:
    """Return the customer and whom it turned out to be, both locked: neither a merge nor its undoing comes between."""
    survivor = _survivor(customer)
    while True:
        locked = lock_customers(customer.pk, survivor.pk)
        present = _survivor(locked[customer.pk])
        if present == survivor:
            return locked[customer.pk], locked[survivor.pk]
        survivor = present


def _survivor(customer: Customer) -> Customer:
    seen = customer
    while seen.merged_into_id is not None:
        seen = Customer.objects.get(pk=seen.merged_into_id)
    return seen
