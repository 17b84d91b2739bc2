"""A ticket with its answers, in the form version it was filled in with."""

import graphene
from django.contrib.auth.models import User
from django.utils.translation import override
from graphql import GraphQLResolveInfo

from crm.models import Call, Customer, ServicePoint, Ticket, TicketAttachment, WorkflowCase
from graphql_api import readers
from graphql_api.asking import asking
from graphql_api.types.answer import Answer, answers_of, shows_sensitive
from graphql_api.types.case import CaseNode
from graphql_api.types.record import Node, Record, enum
from outages.models import Outage
from ticketforms.models import FormVersion, TicketType
from ticketforms.stages import Stage

TicketState = enum("TicketState", Ticket.State)
ReportingKind = enum("ReportingKind", Ticket.ReportingKind)


class TicketStage(graphene.ObjectType):
    """Where a ticket stands, as its type calls it; the code is empty when the type names no stages of its own."""

    code = graphene.String(required=True)
    label_pl = graphene.String(required=True)
    label_en = graphene.String(required=True)


class Attachment(graphene.ObjectType):
    """A file put to a ticket, without its content."""

    name = graphene.String(required=True)
    content_type = graphene.String(required=True)
    size = graphene.Int(required=True)
    sha256 = graphene.String(required=True)
    description = graphene.String(required=True)
    attached_at = graphene.DateTime(required=True)


class TicketNode(Record):
    """A report, complaint, question or note."""

    class Meta:
        model = Ticket
        name = "Ticket"
        interfaces = (Node,)
        fields = ("priority", "reported_at", "due_at", "closed_at", "call_count", "reopen_count")

    scopes = ("customers:read", "tickets:read")
    number = graphene.String(required=True, description="The number people read out: Z0000123.")
    type_code = graphene.String(required=True)
    type = graphene.Field("graphql_api.types.form.TicketTypeNode", required=True)
    form_version = graphene.Int(required=True, description="The number of the version it was filled in with.")
    form = graphene.Field("graphql_api.types.form.FormVersionNode", required=True)
    state = graphene.Field(TicketState, required=True)
    stage = graphene.Field(TicketStage, required=True, description="Where it stands by its type as that is now.")
    assignee = graphene.String(description="The login of whoever works on it.")
    attachments = graphene.List(
        graphene.NonNull(Attachment), required=True, description="Files beside the answers. Scope customers:read."
    )
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
    cases = graphene.List(
        graphene.NonNull(CaseNode),
        required=True,
        description="Cases of workflow systems about it, ongoing ones first, at most 20.",
    )

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
    def resolve_stage(ticket: Ticket, info: GraphQLResolveInfo) -> TicketStage:
        stage = TicketNode.resolve_type(ticket, info).flow.at(ticket.state, ticket.stage)
        return TicketStage(code=stage.code, label_pl=_stage_label(stage, "pl"), label_en=_stage_label(stage, "en"))

    @staticmethod
    def resolve_assignee(ticket: Ticket, info: GraphQLResolveInfo) -> str | None:
        found: User | None = asking(info).loaders.load(ticket, readers.assignee_of_ticket)
        return found.username if found else None

    @staticmethod
    def resolve_attachments(ticket: Ticket, info: GraphQLResolveInfo) -> list[Attachment]:
        asking(info).require("customers:read")
        found: list[TicketAttachment] = asking(info).loaders.load(ticket, readers.attachments_of_ticket) or []
        return [
            Attachment(
                name=one.upload.name,
                content_type=one.upload.content_type,
                size=one.upload.size,
                sha256=one.upload.sha256,
                description=one.description,
                attached_at=one.attached_at,
            )
            for one in found
        ]

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
    def resolve_cases(ticket: Ticket, info: GraphQLResolveInfo) -> list[WorkflowCase]:
        return asking(info).loaders.load(ticket, readers.cases_of_ticket) or []

    @staticmethod
    def resolve_outage(ticket: Ticket, info: GraphQLResolveInfo) -> Outage | None:
        found: Outage | None = asking(info).loaders.load(ticket, readers.outage_of_ticket)
        return found


def _stage_label(stage: Stage, language: str) -> str:
    with override(language):
        return stage.label
