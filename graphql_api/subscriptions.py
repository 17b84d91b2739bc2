"""What systems may follow: the feed's events about outages and tickets, from a cursor on; the socket is `consumers`."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import graphene
from channels.db import database_sync_to_async
from graphql import GraphQLError, GraphQLResolveInfo

from crm import feed
from crm.models import FeedEvent
from graphql_api.asking import asking
from graphql_api.types.outage import OutageNode
from graphql_api.types.ticket import TicketNode

PAUSE_SECONDS = 0.5
_AFTER = graphene.ID(description="The cursor of the last event already read; without it only what happens from now on.")


class Event(graphene.Interface):
    """Something that happened, told once."""

    cursor = graphene.ID(required=True, description="Give it as `after` to go on behind this event.")
    name = graphene.String(required=True, description="Such as outage.estimate_changed.")
    happened_at = graphene.DateTime(required=True)

    @staticmethod
    def resolve_cursor(event: FeedEvent, info: GraphQLResolveInfo) -> str:
        return str(event.position)


class OutageEvent(graphene.ObjectType):
    """Something that happened to an outage."""

    class Meta:
        interfaces = (Event,)

    outage = graphene.Field(OutageNode, description="As it is now, which may be later than the event.")

    @staticmethod
    def resolve_outage(event: FeedEvent, info: GraphQLResolveInfo) -> Any:
        return OutageNode.get_node(info, _key(event))


class TicketEvent(graphene.ObjectType):
    """Something that happened to a ticket."""

    class Meta:
        interfaces = (Event,)

    ticket = graphene.Field(TicketNode, description="As it is now, which may be later than the event.")

    @staticmethod
    def resolve_ticket(event: FeedEvent, info: GraphQLResolveInfo) -> Any:
        return TicketNode.get_node(info, _key(event))


class Subscription(graphene.ObjectType):
    """What can be followed over the WebSocket, with graphql-transport-ws."""

    outage_events = graphene.Field(
        OutageEvent, required=True, after=_AFTER, description="Scope outages:read or customers:read."
    )
    ticket_events = graphene.Field(
        TicketEvent, required=True, after=_AFTER, description="Scope tickets:read or customers:read."
    )

    @staticmethod
    async def subscribe_outage_events(
        root: None, info: GraphQLResolveInfo, after: str | None = None
    ) -> AsyncIterator[FeedEvent]:
        asking(info).require(*OutageNode.scopes)
        return _follow("outage", await _begin(after))

    @staticmethod
    async def subscribe_ticket_events(
        root: None, info: GraphQLResolveInfo, after: str | None = None
    ) -> AsyncIterator[FeedEvent]:
        asking(info).require(*TicketNode.scopes)
        return _follow("ticket", await _begin(after))


async def _begin(after: str | None) -> int:
    """Return the position to begin behind; raises `GraphQLError` for one that the feed cannot serve."""
    last: int = await database_sync_to_async(feed.last_position)()
    if after is None:
        return last
    if not (after.isascii() and after.isdecimal() and len(after) <= 18) or int(after) > last:
        raise GraphQLError("after is the cursor of an event.")
    first: int = await database_sync_to_async(feed.first_position)()
    if int(after) + 1 < first:
        raise GraphQLError("after is too old: read the present state, then subscribe without it.")
    return int(after)


async def _follow(kind: str, position: int) -> AsyncIterator[FeedEvent]:
    while True:
        events: list[FeedEvent] = await database_sync_to_async(feed.read_after)(position)
        for event in events:
            position = event.position or position
            if event.subject.startswith(f"{kind}:"):
                yield event
        if not events:
            await asyncio.sleep(PAUSE_SECONDS)


def _key(event: FeedEvent) -> int:
    return int(event.subject.partition(":")[2])
