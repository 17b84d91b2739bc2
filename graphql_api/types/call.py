"""A telephone call as the exchange told it."""

import graphene
from graphql import GraphQLResolveInfo

from crm.models import Call, Customer
from graphql_api import readers
from graphql_api.asking import asking
from graphql_api.types.record import Node, Record, enum

CallDirection = enum("CallDirection", Call.Direction)


class CallNode(Record):
    """One call."""

    class Meta:
        model = Call
        name = "Call"
        interfaces = (Node,)
        fields = ("queue", "offered_at", "answered_at", "ended_at", "hangup_cause")

    scopes = ("customers:read",)
    direction = graphene.Field(CallDirection, required=True)
    from_number = graphene.String(description="In the E.164 form; null when withheld. Scope customers:read.")
    customer = graphene.Field("graphql_api.types.customer.CustomerNode", description="Null when nobody is sure who.")

    @staticmethod
    def resolve_from_number(call: Call, info: GraphQLResolveInfo) -> str | None:
        asking(info).require("customers:read")
        return call.from_number or None

    @staticmethod
    def resolve_customer(call: Call, info: GraphQLResolveInfo) -> Customer | None:
        found: Customer | None = asking(info).loaders.load(call, readers.customer_of)
        return found
