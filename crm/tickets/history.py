"""All contacts of a customer, or of a place whoever lived there: tickets and calls in one row of time, page by page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from crm.customers.matching import fold
from crm.customers.spoken import MOST_WORDS
from crm.customers.words import words_in
from crm.models import Call, CallQuerySet, Customer, ServicePoint, Ticket, TicketNote, TicketQuerySet
from ticketforms.models import FormVersion, TicketType

PAGE = 30
_MOMENTS = {Ticket: "reported_at", Call: "offered_at"}


@dataclass(frozen=True)
class Wanted:
    """What of the history is wanted: `kind` is "ticket", "call" or "" for both, moments are from and until before.

    Of calls there is no type, state nor word: who asks for those gets tickets alone.
    """

    kind: str = ""
    ticket_type: TicketType | None = None
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""

    @property
    def is_of_tickets_alone(self) -> bool:
        return self.kind == "ticket" or bool(self.ticket_type or self.state or self.text.strip())


@dataclass(frozen=True)
class Contact:
    """One contact: a ticket, with the call that it was made in; or a call that left none."""

    at: datetime
    ticket: Ticket | None = None
    call: Call | None = None

    @property
    def place(self) -> str:
        """Where the contact stands in the history, as it may be written into an address."""
        return f"t{self.ticket.pk}" if self.ticket else f"c{self.call.pk if self.call else 0}"


@dataclass(frozen=True)
class HistoryPage:
    """Contacts, newest first; `older` and `newer` are the places to ask the next pages with, "" where there is none."""

    contacts: tuple[Contact, ...]
    older: str
    newer: str


def history_page(
    tickets: TicketQuerySet,
    calls: CallQuerySet,
    wanted: Wanted,
    *,
    customer: Customer | None = None,
    service_point: ServicePoint | None = None,
    older_than: str = "",
    newer_than: str = "",
    size: int = PAGE,
) -> HistoryPage:
    """Return a page of the history of a customer or of a place, from behind the gates that are given.

    A place has no calls of its own: those that were about it made a ticket. As many queries for a long history as for
    a short one; a place that is none begins at the newest contact.
    """
    cursor = _row(older_than or newer_than)
    backwards = bool(newer_than) and cursor is not None
    theirs = Q(customer=customer) if customer else Q(service_point=service_point)
    rows: list[Model] = []
    for kind in _kinds(tickets, calls, wanted, of_customers=customer is not None):
        rows += _side(kind.filter(theirs), cursor, backwards)[: size + 1]
    rows.sort(key=_key, reverse=not backwards)
    has_more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    contacts = tuple(_contacts(rows))
    first, last = (contacts[0].place, contacts[-1].place) if contacts else ("", "")
    is_first = cursor is None or (backwards and not has_more)
    return HistoryPage(contacts, last if has_more or backwards else "", "" if is_first else first)


def histories(
    tickets: TicketQuerySet,
    calls: CallQuerySet,
    wanted: Wanted,
    *,
    of: str,
    keys: Collection[int],
    older_than: str = "",
    size: int = PAGE,
) -> dict[int, HistoryPage]:
    """Return a page of the history of each customer or place, by their keys, in as many queries as for one.

    `of` is "customer" or "service_point"; all the pages begin behind the same place.
    """
    cursor = _row(older_than)
    found: dict[int, list[Any]] = {key: [] for key in keys}
    for kind in _kinds(tickets, calls, wanted, of_customers=of == "customer"):
        moment = _MOMENTS[kind.model]
        newest = Window(RowNumber(), partition_by=F(f"{of}_id"), order_by=[F(moment).desc(), F("pk").desc()])
        side = _side(kind.filter(**{f"{of}__in": keys}), cursor, backwards=False).annotate(place_in_history=newest)
        for row in side.filter(place_in_history__lte=size + 1):
            found[getattr(row, f"{of}_id")].append(row)
    nearest = {key: sorted(rows, key=_key, reverse=True)[: size + 1] for key, rows in found.items()}
    contacts = iter(_contacts([row for rows in nearest.values() for row in rows]))
    return {key: _newest_page(list(islice(contacts, len(rows))), size, cursor) for key, rows in nearest.items()}


def _newest_page(contacts: list[Contact], size: int, cursor: Model | None) -> HistoryPage:
    shown = tuple(contacts[:size])
    older = shown[-1].place if len(contacts) > size else ""
    return HistoryPage(shown, older, shown[0].place if cursor and shown else "")


def _kinds(tickets: TicketQuerySet, calls: CallQuerySet, wanted: Wanted, *, of_customers: bool) -> list[QuerySet[Any]]:
    """The rows of each kind that are wanted; of calls those that made no ticket, which would tell of them."""
    kinds: list[QuerySet[Any]] = []
    if wanted.kind != "call" or wanted.is_of_tickets_alone:
        kinds.append(_fitting(tickets, wanted).with_marks().select_related("call__agent").defer("surroundings"))
    if of_customers and wanted.kind != "ticket" and not wanted.is_of_tickets_alone:
        made = Exists(Ticket.objects.filter(call=OuterRef("pk")))
        kinds.append(_between(calls, "offered_at", wanted).exclude(made).select_related("agent"))
    return kinds


def _row(place: str) -> Model | None:
    model = {"t": Ticket, "c": Call}.get(place[:1])
    key = place[1:]
    if model is None or not (key.isascii() and key.isdigit()) or len(key) > 18:
        return None
    found: Model | None = model._default_manager.filter(pk=int(key)).first()
    return found


def _key(row: Model) -> tuple[datetime, bool, int]:
    """The order of the history: by moment, at one moment tickets are newer than calls."""
    return getattr(row, _MOMENTS[type(row)]), isinstance(row, Ticket), row.pk


def _side(rows: QuerySet[Any], cursor: Model | None, backwards: bool) -> QuerySet[Any]:
    """Return the rows of one kind on one side of the cursor, the nearest first."""
    moment = _MOMENTS[rows.model]
    if cursor is not None:
        at, is_ticket, pk = _key(cursor)
        way = "gt" if backwards else "lt"
        is_tied = Q(**{moment: at})
        if isinstance(cursor, rows.model):
            is_tied &= Q(**{f"pk__{way}": pk})
        elif is_ticket == backwards:
            # The cursor's kind is the further one that way: nothing of the other kind at its moment lies behind it.
            is_tied = Q(pk__in=[])
        rows = rows.filter(Q(**{f"{moment}__{way}": at}) | is_tied).filter(**{f"{moment}__{way}e": at})
    sign = "" if backwards else "-"
    return rows.order_by(f"{sign}{moment}", f"{sign}pk")


def _fitting(tickets: TicketQuerySet, wanted: Wanted) -> TicketQuerySet:
    fitting = _between(tickets, "reported_at", wanted)
    if wanted.ticket_type:
        fitting = fitting.filter(ticket_type=wanted.ticket_type)
    if wanted.state == "unfinished":
        fitting = fitting.open()
    elif wanted.state:
        fitting = fitting.filter(state=wanted.state)
    if words := fold(wanted.text).split()[:MOST_WORDS]:
        said = Exists(TicketNote.objects.filter(ticket=OuterRef("pk"), text__icontains=wanted.text.strip()[:200]))
        fitting = fitting.filter(words_in("folded_text", words) | said)
    return fitting


def _between(rows: Any, moment: str, wanted: Wanted) -> Any:
    if wanted.since:
        rows = rows.filter(**{f"{moment}__gte": wanted.since})
    if wanted.until:
        rows = rows.filter(**{f"{moment}__lt": wanted.until})
    return rows


def _contacts(rows: Sequence[Any]) -> list[Contact]:
    """Give each ticket its own form version; versions are few and long, so that each is loaded once."""
    versions = FormVersion.objects.in_bulk({row.form_version_id for row in rows if isinstance(row, Ticket)})
    contacts = []
    for row in rows:
        contact = Contact(at=_key(row)[0])
        if isinstance(row, Ticket):
            row.form_version = versions[row.form_version_id]
            contacts.append(replace(contact, ticket=row, call=row.call))
        else:
            contacts.append(replace(contact, call=row))
    return contacts
