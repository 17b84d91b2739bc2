"""Where a customer takes power, the meters there and the outage it is in."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from crm.models import Customer, Meter, MeterReading, ServicePoint
from graphql_api import readers
from graphql_api.asking import asking
from graphql_api.types.history import history, history_field
from graphql_api.types.record import Node, Record, connection, connection_field, cut, enum
from outages.models import Outage

ConnectionState = enum("ConnectionState", ServicePoint.ConnectionState)
ReadingSource = enum("ReadingSource", MeterReading.Source)


class Reading(Record):
    """What a meter stood at."""

    class Meta:
        model = MeterReading
        name = "MeterReading"
        fields = ("read_at", "energy_kwh")

    source = graphene.Field(ReadingSource, required=True)


class MeterNode(Record):
    """A meter."""

    class Meta:
        model = Meter
        name = "Meter"
        fields = ("serial_number", "model", "is_remote", "installed_date")

    last_reading = graphene.Field(Reading)

    @staticmethod
    def resolve_last_reading(meter: Meter, info: GraphQLResolveInfo) -> MeterReading | None:
        found: MeterReading | None = asking(info).loaders.load(meter, readers.last_reading_of_meter)
        return found


class ServicePointNode(Record):
    """A point of consumption (PPE)."""

    class Meta:
        model = ServicePoint
        name = "ServicePoint"
        interfaces = (Node,)
        use_connection = False
        fields = ("ppe", "tariff", "contracted_power_kw", "terc", "simc", "ulic")

    scopes = ("customers:read",)
    address = graphene.String(required=True, description="On one line, as Polish post writes it.")
    connection_state = graphene.Field(ConnectionState, required=True)
    is_life_support = graphene.Boolean(required=True, description="Medical equipment depends on it.")
    is_critical = graphene.Boolean(required=True, description="A hospital, a waterworks and the like.")
    customer = graphene.Field("graphql_api.types.customer.CustomerNode", required=True)
    meters = graphene.List(graphene.NonNull(MeterNode), required=True)
    outage = graphene.Field(
        "graphql_api.types.outage.OutageNode",
        description="The ongoing outage it is in, a fault or planned work, whether reported from here or not.",
    )
    planned_outage = graphene.Field(
        "graphql_api.types.outage.OutageNode", description="Planned work that goes on or comes next."
    )
    tickets = connection_field("graphql_api.types.ticket.TicketNode", description="Newest first.")
    history = history_field("Tickets about this place, newest first, whoever lived there.")

    @staticmethod
    def resolve_is_life_support(point: ServicePoint, info: GraphQLResolveInfo) -> bool:
        return point.special_need == ServicePoint.SpecialNeed.LIFE_SUPPORT

    @staticmethod
    def resolve_is_critical(point: ServicePoint, info: GraphQLResolveInfo) -> bool:
        return point.special_need == ServicePoint.SpecialNeed.CRITICAL

    @staticmethod
    def resolve_customer(point: ServicePoint, info: GraphQLResolveInfo) -> Customer:
        found: Customer = asking(info).loaders.load(point, readers.customer_of)
        return found

    @staticmethod
    def resolve_meters(point: ServicePoint, info: GraphQLResolveInfo) -> list[Meter]:
        return asking(info).loaders.load(point, readers.meters_of_service_point) or []

    @staticmethod
    def resolve_outage(point: ServicePoint, info: GraphQLResolveInfo) -> Outage | None:
        now = asking(info).at
        found: Outage | None = asking(info).loaders.load(point, readers.outage_of_service_point, now=now)
        return found

    @staticmethod
    def resolve_planned_outage(point: ServicePoint, info: GraphQLResolveInfo) -> Outage | None:
        now = asking(info).at
        found: Outage | None = asking(info).loaders.load(point, readers.planned_outage_of_service_point, now=now)
        return found

    @staticmethod
    def resolve_history(point: ServicePoint, info: GraphQLResolveInfo, **asked: Any) -> Any:
        return history(point, info, **asked)

    @staticmethod
    def resolve_tickets(point: ServicePoint, info: GraphQLResolveInfo, **page: Any) -> Any:
        return connection(info, asking(info).loaders.load(point, readers.tickets_of_service_point, cut=cut(**page)))
