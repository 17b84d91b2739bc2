"""Finds a thing again by its global id, as Relay asks."""

from typing import Any

import graphene
from graphql import GraphQLError, GraphQLResolveInfo

from graphql_api.types.call import CallNode
from graphql_api.types.customer import CustomerNode
from graphql_api.types.form import CategoryNode, DictionaryNode, FormVersionNode, TicketTypeNode
from graphql_api.types.outage import DeviceNode, OutageNode
from graphql_api.types.record import Node, Record, read_id
from graphql_api.types.service_point import ServicePointNode
from graphql_api.types.ticket import TicketNode

_TYPES: dict[str, type[Record]] = {
    kind._meta.name: kind
    for kind in (
        CallNode,
        CategoryNode,
        CustomerNode,
        DeviceNode,
        DictionaryNode,
        FormVersionNode,
        OutageNode,
        ServicePointNode,
        TicketNode,
        TicketTypeNode,
    )
}


class NodeQueries(graphene.ObjectType):
    """Anything with an id."""

    node = graphene.Field(
        Node, id=graphene.ID(required=True), description="Whatever has this id, with the scope of its type."
    )

    @staticmethod
    def resolve_node(root: None, info: GraphQLResolveInfo, id: str) -> Any:
        name, pk = read_id(id)
        if name not in _TYPES:
            raise GraphQLError("id is an id that this API gave out.")
        return _TYPES[name].get_node(info, pk)
