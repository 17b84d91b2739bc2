"""Everything that can be asked, put together; `schema.graphql` beside it is the reviewed contract."""

import graphene

from graphql_api.mutations.record_billing_card import RecordBillingCard
from graphql_api.mutations.register_ticket import RegisterTicket
from graphql_api.mutations.report_device_state import ReportDeviceState
from graphql_api.queries.calls import CallQueries
from graphql_api.queries.customers import CustomerQueries
from graphql_api.queries.definitions import DefinitionQueries
from graphql_api.queries.node import NodeQueries
from graphql_api.queries.outages import OutageQueries
from graphql_api.queries.tickets import TicketQueries
from graphql_api.subscriptions import Subscription


class Query(NodeQueries, CustomerQueries, TicketQueries, OutageQueries, CallQueries, DefinitionQueries):
    """The roots that read."""


class Mutation(RegisterTicket, RecordBillingCard, ReportDeviceState):
    """The roots that write."""


schema = graphene.Schema(query=Query, mutation=Mutation, subscription=Subscription)
