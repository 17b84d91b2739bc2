"""A ticket with its answers, in the form version it was filled in with."""

import graphene
from graphql import GraphQLResolveInfo

from crm.models import Call, Customer, ServicePoint, Ticket
from graphql_api import readers
from graphql_api.asking import asking
from graphql_api.types.answer import Answer, answers_of, shows_sensitive
from graphql_api.types.record import Node, Record, enum
from outages.models import Outage
from ticketforms.models import FormVersion, TicketType

TicketState = enum("TicketState", Ticket.State)
ReportingKind = enum("ReportingKind", Ticket.ReportingKind)


class TicketNode(Record):
    """A report, complaint, question or note."""

    class Meta:
        model = Ticket
        name = "Ticket"
        interfaces = (Node,)
        fields = ("priority", "reported_at", "due_at", "closed_at", "call_count")

    scopes = ("customers:read", "tickets:read")
    number = graphene.String(required=True, description="The number people read out: Z0000123.")
    type_code = graphene.String(required=True)
    type = graphene.Field("graphql_api.types.form.TicketTypeNode", required=True)
    form_version = graphene.Int(required=True, description="The number of the version it was filled in with.")
    form = graphene.Field("graphql_api.types.form.FormVersionNode", required=True)
    state = graphene.Field(TicketState, required=True)
    resolution = graphene.String(required=True, description="What was done, or why it was cancelled.")
    reporting_kind = graphene.Field(ReportingKind, required=True)
    answers = graphene.List(graphene.NonNull(Answer), required=True, description="In the order of the form.")
    queue = graphene.String(description="The code of the queue that a rule of its form put it in.")
    reporter_name = graphene.String(description="Scope customers:read.")
    reporter_phone = graphene.String(description="Scope customers:read.")
    location = graphene.String(description="Where it is, when no service point is known. Scope customers:read.")
    customer = graphene.Field("graphql_api.types.customer.CustomerNode")
    service_point = graphene.Field(
        "graphql_api.types.service_point.ServicePointNode", description="Scope customers:read."
    )
    call = graphene.Field("graphql_api.types.call.CallNode", description="Scope customers:read.")
    outage = graphene.Field("graphql_api.types.outage.OutageNode", description="The outage it follows now.")

    @staticmethod
    def resolve_type(ticket: Ticket, info: GraphQLResolveInfo) -> TicketType:
        found: TicketType = asking(info).loaders.load(ticket, readers.type_of_ticket)
        return found

    @staticmethod
    def resolve_type_code(ticket: Ticket, info: GraphQLResolveInfo) -> str:
        return TicketNode.resolve_type(ticket, info).code

    @staticmethod
    def resolve_form(ticket: Ticket, info: GraphQLResolveInfo) -> FormVersion:
        found: FormVersion = asking(info).loaders.load(ticket, readers.form_of_ticket)
        return found

    @staticmethod
    def resolve_form_version(ticket: Ticket, info: GraphQLResolveInfo) -> int:
        return TicketNode.resolve_form(ticket, info).number

    @staticmethod
    def resolve_answers(ticket: Ticket, info: GraphQLResolveInfo) -> list[Answer]:
        # Who registers a ticket may read its own back; a repeated report leads to somebody else's.
        if ticket.created_by_id is None or ticket.created_by_id != asking(info).token.account_id:
            asking(info).require("customers:read", "tickets:read")
        reader, definition = asking(info).reader, TicketNode.resolve_form(ticket, info).definition
        if shows_sensitive(ticket, definition, reader):
            asking(info).note_sensitive(ticket)
        return answers_of(ticket, definition, reader)

    @staticmethod
    def resolve_queue(ticket: Ticket, info: GraphQLResolveInfo) -> str | None:
        return ticket.queue or None

    @staticmethod
    def resolve_reporter_name(ticket: Ticket, info: GraphQLResolveInfo) -> str | None:
        asking(info).require("customers:read")
        return ticket.reporter_name or None

    @staticmethod
    def resolve_reporter_phone(ticket: Ticket, info: GraphQLResolveInfo) -> str | None:
        asking(info).require("customers:read")
        return ticket.reporter_phone or None

    @staticmethod
    def resolve_location(ticket: Ticket, info: GraphQLResolveInfo) -> str | None:
        asking(info).require("customers:read")
        return ticket.location or None

    @staticmethod
    def resolve_customer(ticket: Ticket, info: GraphQLResolveInfo) -> Customer | None:
        found: Customer | None = asking(info).loaders.load(ticket, readers.customer_of)
        return found

    @staticmethod
    def resolve_service_point(ticket: Ticket, info: GraphQLResolveInfo) -> ServicePoint | None:
        asking(info).require("customers:read")
        found: ServicePoint | None = asking(info).loaders.load(ticket, readers.service_point_of_ticket)
        return found

    @staticmethod
    def resolve_call(ticket: Ticket, info: GraphQLResolveInfo) -> Call | None:
        asking(info).require("customers:read")
        found: Call | None = asking(info).loaders.load(ticket, readers.call_of_ticket)
        return found

    @staticmethod
    def resolve_outage(ticket: Ticket, info: GraphQLResolveInfo) -> Outage | None:
        found: Outage | None = asking(info).loaders.load(ticket, readers.outage_of_ticket)
        return found
