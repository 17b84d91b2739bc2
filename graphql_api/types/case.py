"""Cases that a workflow system opened about tickets, with every stage it told of."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from crm.models import CaseStage, Ticket, WorkflowCase
from graphql_api import readers
from graphql_api.asking import asking
from graphql_api.types.record import Record, enum

CaseStatus = enum("CaseStatus", WorkflowCase.Status)
_TOLD = (
    "sequence",
    "stage_code",
    "stage_label",
    "responsible_name",
    "responsible_unit",
    "responsible_phone",
    "due_at",
    "resolution",
    "document_number",
    "occurred_at",
    "told_at",
)


class CaseStageNode(Record):
    """What the workflow system told of a case; a higher sequence is newer."""

    class Meta:
        model = CaseStage
        name = "CaseStage"
        fields = _TOLD

    sequence = graphene.Float(required=True)
    status = graphene.Field(CaseStatus, required=True)


class CaseNode(Record):
    """A case, as the newest stage has it."""

    class Meta:
        model = WorkflowCase
        name = "Case"
        fields = ("source", "case_type", *_TOLD)

    case_id = graphene.String(required=True, description="As the workflow system calls it.")
    sequence = graphene.Float(required=True)
    status = graphene.Field(CaseStatus, required=True)
    is_ongoing = graphene.Boolean(required=True, description="Somebody works on it, or it waits.")
    ticket = graphene.Field("graphql_api.types.ticket.TicketNode", required=True)
    stages = graphene.List(graphene.NonNull(CaseStageNode), required=True, description="The newest first, at most 30.")

    @staticmethod
    def resolve_ticket(case: WorkflowCase, info: GraphQLResolveInfo) -> Ticket:
        found: Ticket = asking(info).loaders.load(case, readers.ticket_of_case)
        return found

    @staticmethod
    def resolve_stages(case: WorkflowCase, info: GraphQLResolveInfo) -> list[Any]:
        return asking(info).loaders.load(case, readers.stages_of_case) or []
