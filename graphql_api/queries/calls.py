"""Finds telephone calls."""

from datetime import datetime
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from crm.models import Call
from graphql_api.asking import asking
from graphql_api.moments import exact
from graphql_api.paging import newest_first
from graphql_api.types.call import CallNode
from graphql_api.types.record import connection, connection_field, cut


class CallQueries(graphene.ObjectType):
    """Telephone calls."""

    calls = connection_field(
        "graphql_api.types.call.CallNode",
        offered_from=graphene.DateTime(description="This moment or later."),
        offered_before=graphene.DateTime(description="Earlier than this moment."),
        description="Newest first. Scope customers:read.",
    )

    @staticmethod
    def resolve_calls(
        root: None,
        info: GraphQLResolveInfo,
        offered_from: datetime | None = None,
        offered_before: datetime | None = None,
        **page: Any,
    ) -> Any:
        asking(info).require(*CallNode.scopes)
        wanted = Call.objects.all()
        if offered_from is not None:
            wanted = wanted.filter(offered_at__gte=exact(offered_from, "offeredFrom"))
        if offered_before is not None:
            wanted = wanted.filter(offered_at__lt=exact(offered_before, "offeredBefore"))
        found = newest_first(wanted, moment="offered_at", cut=cut(**page))
        return connection(info, asking(info).loaders.keep_page(found))
