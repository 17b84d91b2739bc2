"""All contacts of a customer or of a place in one row of time, folded as people see them."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import graphene
from graphene.relay import Connection
from graphql import GraphQLError, GraphQLResolveInfo

from crm.models import Call, Customer, ServicePoint, Ticket
from crm.tickets.history import Contact, HistoryPage, Wanted
from graphql_api import readers
from graphql_api.asking import asking
from graphql_api.moments import exact
from graphql_api.paging import DEFAULT_PAGE, LARGEST_PAGE, Cut, Page
from graphql_api.types.record import connection
from graphql_api.types.ticket import TicketState
from outages.models import Outage

_PLACE = re.compile(r"[tc][0-9]{1,18}")
HistoryKind = graphene.Enum("HistoryKind", [("TICKET", "ticket"), ("CALL", "call")])


@dataclass(frozen=True)
class _Shown:
    """A contact, the outage that its ticket follows, and the further tickets about that outage on the page."""

    contact: Contact
    outage: Outage | None
    folded: list["_Shown"] = field(default_factory=list)


class HistoryContact(graphene.ObjectType):
    """A ticket with the call it was made in, or a call that made none."""

    at = graphene.DateTime(required=True)
    ticket = graphene.Field("graphql_api.types.ticket.TicketNode")
    call = graphene.Field("graphql_api.types.call.CallNode")
    outage = graphene.Field("graphql_api.types.outage.OutageNode", description="The outage the ticket follows now.")
    folded = graphene.List(
        graphene.NonNull(lambda: HistoryContact),
        required=True,
        description="Older tickets on this page about the same outage; they are no edges of their own.",
    )

    @staticmethod
    def resolve_at(shown: _Shown, info: GraphQLResolveInfo) -> datetime:
        return shown.contact.at

    @staticmethod
    def resolve_ticket(shown: _Shown, info: GraphQLResolveInfo) -> Ticket | None:
        return shown.contact.ticket

    @staticmethod
    def resolve_call(shown: _Shown, info: GraphQLResolveInfo) -> Call | None:
        return shown.contact.call


class HistoryConnection(Connection):
    """A page of a history."""

    class Meta:
        node = HistoryContact
        name = "History"


def history_field(description: str) -> graphene.Field:
    """Return the field that holds a page of a history."""
    return graphene.Field(
        HistoryConnection,
        description=description,
        kind=HistoryKind(description="Only these; of calls alone there is neither type, state nor text."),
        type_code=graphene.String(description="Only tickets of this type."),
        state=TicketState(description="Only tickets in this state."),
        is_unfinished=graphene.Boolean(description="True: only tickets that are not over."),
        since=graphene.DateTime(description="This moment or later."),
        before=graphene.DateTime(description="Earlier than this moment."),
        text=graphene.String(description="Only tickets that these words stand in, or a note of which holds the text."),
        first=graphene.Int(default_value=DEFAULT_PAGE, description=f"How many contacts, from 1 to {LARGEST_PAGE}."),
        after=graphene.String(description="The endCursor of the page before."),
    )


def history(row: Customer | ServicePoint, info: GraphQLResolveInfo, **asked: Any) -> Any:
    """Return a page of the history of a customer or a place; raises `GraphQLError` for what cannot be asked."""
    page: HistoryPage = asking(info).loaders.load(
        row,
        readers.history_of,
        wanted=_wanted(asked),
        type_code=asked.get("type_code"),
        older_than=_place(asked.get("after")),
        size=Cut.of(asked.get("first"), None).first,
    )
    shown = _folded(page, info)
    cursors = [_cursor(one.contact.place) for one in shown]
    end = _cursor(page.contacts[-1].place) if page.contacts else None
    return connection(info, Page(shown, cursors, bool(page.older), asked.get("after") is not None, end))


def _folded(page: HistoryPage, info: GraphQLResolveInfo) -> list[_Shown]:
    heads: dict[int, _Shown] = {}
    lines: list[_Shown] = []
    for contact in page.contacts:
        outage: Outage | None = None
        if contact.ticket:
            outage = asking(info).loaders.load(contact.ticket, readers.outage_of_ticket)
        shown = _Shown(contact, outage)
        if outage and outage.pk in heads:
            heads[outage.pk].folded.append(shown)
            continue
        if outage:
            heads[outage.pk] = shown
        lines.append(shown)
    return lines


def _wanted(asked: dict[str, Any]) -> Wanted:
    kind, state = asked.get("kind"), asked.get("state")
    if state and asked.get("is_unfinished"):
        raise GraphQLError("Give state or isUnfinished, not both.")
    since, before = asked.get("since"), asked.get("before")
    return Wanted(
        kind=kind.value if kind else "",
        state=state.value if state else "unfinished" if asked.get("is_unfinished") else "",
        since=exact(since, "since") if since else None,
        until=exact(before, "before") if before else None,
        text=asked.get("text") or "",
    )


def _place(cursor: str | None) -> str:
    if cursor is None:
        return ""
    try:
        place = urlsafe_b64decode(cursor.encode("ascii")).decode("ascii")
    except ValueError:
        place = ""
    if not _PLACE.fullmatch(place):
        raise GraphQLError("after is a cursor that this API gave out.")
    return place


def _cursor(place: str) -> str:
    return urlsafe_b64encode(place.encode()).decode()
