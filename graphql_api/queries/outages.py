"""Finds outages."""

from typing import Any

import graphene
from graphql import GraphQLError, GraphQLResolveInfo

from graphql_api.asking import asking
from graphql_api.paging import newest_first
from graphql_api.types.outage import OutageNode, OutageStatus
from graphql_api.types.record import connection, connection_field, cut
from outages.models import Outage


class OutageQueries(graphene.ObjectType):
    """Outages."""

    outage = graphene.Field(
        OutageNode,
        number=graphene.Int(),
        id=graphene.ID(),
        description="One outage by one key. Scope outages:read or customers:read.",
    )
    outages = connection_field(
        "graphql_api.types.outage.OutageNode",
        statuses=graphene.List(graphene.NonNull(OutageStatus)),
        is_ongoing=graphene.Boolean(),
        device_code=graphene.String(),
        description="Newest first. Scope outages:read or customers:read.",
    )

    @staticmethod
    def resolve_outage(
        root: None, info: GraphQLResolveInfo, number: int | None = None, id: str | None = None
    ) -> Outage | None:
        asking(info).require(*OutageNode.scopes)
        if (number is None) == (id is None):
            raise GraphQLError("Give exactly one of number, id.")
        if number is None:
            return OutageNode.by_id(info, str(id))
        found = asking(info).loaders.keep(list(Outage.objects.filter(number=number)))
        return found[0] if found else None

    @staticmethod
    def resolve_outages(
        root: None,
        info: GraphQLResolveInfo,
        statuses: list[Any] | None = None,
        is_ongoing: bool | None = None,
        device_code: str | None = None,
        **page: Any,
    ) -> Any:
        asking(info).require(*OutageNode.scopes)
        wanted = Outage.objects.all()
        if statuses is not None:
            wanted = wanted.filter(status__in=[status.value for status in statuses])
        if is_ongoing is not None:
            wanted = wanted.ongoing() if is_ongoing else wanted.exclude(status__in=Outage.ONGOING)
        if device_code is not None:
            wanted = wanted.filter(device__code=device_code)
        found = newest_first(wanted, moment="started_at", cut=cut(**page))
        return connection(info, asking(info).loaders.keep_page(found))
