"""An outage and all that is told about it once: restoration times, crews, progress, and who follows it."""

from datetime import datetime
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from graphql_api import readers
from graphql_api.asking import asking
from graphql_api.types.record import Node, Record, connection, connection_field, cut, enum
from outages.models import Crew, CrewAssignment, Device, EstimatedRestoration, Outage, RepairProgress
from outages.network.queries import estimate_of, estimate_state, promise_of

OutageStatus = enum("OutageStatus", Outage.Status)
OutageKind = enum("OutageKind", Outage.Kind)
DeviceKind = enum("DeviceKind", Device.Kind)
Energisation = enum("Energisation", Device.Energisation)
EstimateSource = enum("EstimateSource", EstimatedRestoration.Source)
EstimateState = enum("EstimateState", EstimatedRestoration.State)
EstimateConfidence = enum("EstimateConfidence", EstimatedRestoration.Confidence)
CrewStatus = enum("CrewStatus", CrewAssignment.Status)


class DeviceNode(Record):
    """A piece of the network that feeds what is below it."""

    class Meta:
        model = Device
        name = "Device"
        interfaces = (Node,)
        use_connection = False
        fields = ("code", "energisation_at")

    scopes = ("outages:read", "customers:read")
    label = graphene.String(required=True, description="What people call it.")
    kind = graphene.Field(DeviceKind, required=True)
    energisation = graphene.Field(Energisation, required=True, description="What the network's operation last said.")

    @staticmethod
    def resolve_label(device: Device, info: GraphQLResolveInfo) -> str:
        return device.name


class Estimate(Record):
    """One line of the restoration log."""

    class Meta:
        model = EstimatedRestoration
        name = "EstimatedRestoration"
        fields = ("restores_at", "reason", "set_at")

    source = graphene.Field(EstimateSource, required=True)
    confidence = graphene.Field(EstimateConfidence, required=True)


class Assignment(Record):
    """A crew sent to the outage."""

    class Meta:
        model = CrewAssignment
        name = "CrewAssignment"
        fields = ("assigned_at", "status_at")

    status = graphene.Field(CrewStatus, required=True)
    crew_name = graphene.String(required=True)
    vehicle = graphene.String(required=True)

    @staticmethod
    def resolve_crew_name(assignment: CrewAssignment, info: GraphQLResolveInfo) -> str:
        return _crew(assignment, info).name

    @staticmethod
    def resolve_vehicle(assignment: CrewAssignment, info: GraphQLResolveInfo) -> str:
        return _crew(assignment, info).vehicle


class Progress(Record):
    """A line in the log of the repair."""

    class Meta:
        model = RepairProgress
        name = "RepairProgress"
        fields = ("text", "noted_at")


class OutageNode(Record):
    """Power lost below one device, from a start until it is restored."""

    class Meta:
        model = Outage
        name = "Outage"
        interfaces = (Node,)
        fields = (
            "number",
            "confirmed_at",
            "restored_at",
            "closed_at",
            "cause",
            "customers_off",
            "planned_from",
            "planned_to",
        )

    scopes = ("outages:read", "customers:read")
    kind = graphene.Field(OutageKind, required=True)
    status = graphene.Field(OutageStatus, required=True)
    is_ongoing = graphene.Boolean(required=True, description="Someone is still without power.")
    device = graphene.Field(DeviceNode, required=True)
    device_code = graphene.String(required=True)
    started_at = graphene.DateTime(required=True, description="When the first report of it came in.")
    critical_customers_off = graphene.Int(required=True)
    restores_at = graphene.DateTime(description="The newest estimated restoration time, passed or not.")
    promised_at = graphene.DateTime(description="The time that may be told to people; null once it has passed.")
    estimate_state = graphene.Field(EstimateState, required=True)
    is_overdue = graphene.Boolean(required=True, description="The estimate has passed and power is not back.")
    estimates = graphene.List(graphene.NonNull(Estimate), required=True, description="The whole log, newest first.")
    crews = graphene.List(graphene.NonNull(Assignment), required=True, description="Newest first.")
    progress = graphene.List(graphene.NonNull(Progress), required=True, description="Newest first.")
    tickets = connection_field(
        "graphql_api.types.ticket.TicketNode",
        description="The tickets that follow it now, newest first. Scope customers:read or tickets:read.",
    )

    @staticmethod
    def resolve_device(outage: Outage, info: GraphQLResolveInfo) -> Device:
        found: Device = asking(info).loaders.load(outage, readers.device_of_outage)
        return found

    @staticmethod
    def resolve_device_code(outage: Outage, info: GraphQLResolveInfo) -> str:
        return OutageNode.resolve_device(outage, info).code

    @staticmethod
    def resolve_estimates(outage: Outage, info: GraphQLResolveInfo) -> list[EstimatedRestoration]:
        return asking(info).loaders.load(outage, readers.estimates_of_outage) or []

    @staticmethod
    def resolve_restores_at(outage: Outage, info: GraphQLResolveInfo) -> datetime | None:
        standing = estimate_of(_with_log(outage, info))
        return standing.restores_at if standing else None

    @staticmethod
    def resolve_promised_at(outage: Outage, info: GraphQLResolveInfo) -> datetime | None:
        return promise_of(_with_log(outage, info), asking(info).at)

    @staticmethod
    def resolve_estimate_state(outage: Outage, info: GraphQLResolveInfo) -> str:
        return estimate_state(_with_log(outage, info), asking(info).at).value

    @staticmethod
    def resolve_is_overdue(outage: Outage, info: GraphQLResolveInfo) -> bool:
        return OutageNode.resolve_estimate_state(outage, info) == EstimatedRestoration.State.OVERDUE

    @staticmethod
    def resolve_crews(outage: Outage, info: GraphQLResolveInfo) -> list[CrewAssignment]:
        return asking(info).loaders.load(outage, readers.assignments_of_outage) or []

    @staticmethod
    def resolve_progress(outage: Outage, info: GraphQLResolveInfo) -> list[RepairProgress]:
        return asking(info).loaders.load(outage, readers.progress_of_outage) or []

    @staticmethod
    def resolve_tickets(outage: Outage, info: GraphQLResolveInfo, **page: Any) -> Any:
        asking(info).require("customers:read", "tickets:read")
        return connection(info, asking(info).loaders.load(outage, readers.tickets_of_outage, cut=cut(**page)))


def _with_log(outage: Outage, info: GraphQLResolveInfo) -> Outage:
    """The outage with its restoration log loaded, as are its whole batch's."""
    OutageNode.resolve_estimates(outage, info)
    return outage


def _crew(assignment: CrewAssignment, info: GraphQLResolveInfo) -> Crew:
    crew: Crew = asking(info).loaders.load(assignment, readers.crew_of_assignment)
    return crew
