"""Finds tickets."""

from datetime import datetime
from typing import Any

import graphene
from graphql import GraphQLError, GraphQLResolveInfo

from crm.criteria.pages import Sort
from crm.models import Ticket
from graphql_api.asking import asking
from graphql_api.moments import exact
from graphql_api.paging import newest_first
from graphql_api.searching import Wanted, search
from graphql_api.types.record import connection, connection_field, criteria_arguments, cut
from graphql_api.types.ticket import TicketNode, TicketState


class TicketQueries(graphene.ObjectType):
    """The register of tickets."""

    ticket = graphene.Field(
        TicketNode,
        number=graphene.String(description="Z0000123"),
        id=graphene.ID(),
        description="One ticket by one key. Scope customers:read or tickets:read.",
    )
    tickets = connection_field(
        "graphql_api.types.ticket.TicketNode",
        states=graphene.List(graphene.NonNull(TicketState)),
        type_codes=graphene.List(graphene.NonNull(graphene.String)),
        queues=graphene.List(graphene.NonNull(graphene.String), description="Their codes."),
        reported_from=graphene.DateTime(description="This moment or later."),
        reported_before=graphene.DateTime(description="Earlier than this moment."),
        **criteria_arguments("tickets"),
        description="Newest first. Scope customers:read or tickets:read.",
    )

    @staticmethod
    def resolve_ticket(
        root: None, info: GraphQLResolveInfo, number: str | None = None, id: str | None = None
    ) -> Ticket | None:
        asking(info).require(*TicketNode.scopes)
        if (number is None) == (id is None):
            raise GraphQLError("Give exactly one of number, id.")
        if id is not None:
            return TicketNode.by_id(info, id)
        return TicketNode.get_node(info, key_of_number(str(number)))

    @staticmethod
    def resolve_tickets(
        root: None,
        info: GraphQLResolveInfo,
        states: list[Any] | None = None,
        type_codes: list[str] | None = None,
        queues: list[str] | None = None,
        reported_from: datetime | None = None,
        reported_before: datetime | None = None,
        criteria: str | None = None,
        saved_search: int | None = None,
        **page: Any,
    ) -> Any:
        asking(info).require(*TicketNode.scopes)
        wanted = Ticket.objects.all()
        if states is not None:
            wanted = wanted.filter(state__in=[state.value for state in states])
        if type_codes is not None:
            wanted = wanted.filter(ticket_type__code__in=type_codes)
        if queues is not None:
            wanted = wanted.filter(queue__in=queues)
        if reported_from is not None:
            wanted = wanted.filter(reported_at__gte=exact(reported_from, "reportedFrom"))
        if reported_before is not None:
            wanted = wanted.filter(reported_at__lt=exact(reported_before, "reportedBefore"))
        looked_for = Wanted(criteria, saved_search)
        if looked_for.is_search:
            newest = Sort("reported_at", descending=True)
            found = search(
                asking(info), "ticket", looked_for, wanted, sort=newest, moment="reported_at", cut=cut(**page)
            )
        else:
            found = newest_first(wanted, moment="reported_at", cut=cut(**page))
        return connection(info, asking(info).loaders.keep_page(found))


def key_of_number(number: str) -> int:
    """Return the key in a ticket's number; raises `GraphQLError` for what is no number of a ticket."""
    digits = number.strip().upper().removeprefix("Z")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 18):
        raise GraphQLError("number is like Z0000123.")
    return int(digits)
