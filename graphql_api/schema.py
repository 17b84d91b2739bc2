"""What billing and workflow systems may ask: a customer's history and the form definitions."""

from typing import Any

import graphene
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from graphql import GraphQLError, GraphQLResolveInfo

from crm.customers.matching import normalise
from crm.models import Call, Customer, PersonalDataRead, Ticket
from outages.models import Outage, ReportLink
from ticketforms.models import FormVersion, TicketType

MOST = 100


class Answer(graphene.ObjectType):
    """One answer with the labels it was given under."""

    code = graphene.String(required=True)
    kind = graphene.String(required=True)
    label_pl = graphene.String(required=True)
    label_en = graphene.String(required=True)
    text_pl = graphene.String(required=True)
    text_en = graphene.String(required=True)


class TicketNode(graphene.ObjectType):
    """A ticket with its answers."""

    class Meta:
        name = "Ticket"

    id = graphene.ID(required=True)
    number = graphene.String(required=True)
    type_code = graphene.String(required=True)
    form_version = graphene.Int(required=True)
    state = graphene.String(required=True)
    priority = graphene.Int(required=True)
    reported_at = graphene.DateTime(required=True)
    due_at = graphene.DateTime()
    answers = graphene.List(graphene.NonNull(Answer), required=True)

    @staticmethod
    def resolve_type_code(ticket: Ticket, info: GraphQLResolveInfo) -> str:
        return ticket.ticket_type.code

    @staticmethod
    def resolve_form_version(ticket: Ticket, info: GraphQLResolveInfo) -> int:
        return ticket.form_version.number

    @staticmethod
    def resolve_answers(ticket: Ticket, info: GraphQLResolveInfo) -> list[dict[str, Any]]:
        return [{"code": code, **answer} for code, answer in ticket.answers.items()]


class CallNode(graphene.ObjectType):
    """A call of the customer."""

    class Meta:
        name = "Call"

    id = graphene.ID(required=True)
    direction = graphene.String(required=True)
    offered_at = graphene.DateTime(required=True)
    answered_at = graphene.DateTime()
    ended_at = graphene.DateTime()


class OutageNode(graphene.ObjectType):
    """An outage that a ticket of the customer follows or followed."""

    class Meta:
        name = "Outage"

    id = graphene.ID(required=True)
    number = graphene.Int(required=True)
    status = graphene.String(required=True)
    device_code = graphene.String(required=True)
    started_at = graphene.DateTime(required=True)
    restored_at = graphene.DateTime()
    restores_at = graphene.DateTime(description="The newest estimated restoration time.")

    @staticmethod
    def resolve_device_code(outage: Outage, info: GraphQLResolveInfo) -> str:
        return outage.device.code

    @staticmethod
    def resolve_restores_at(outage: Outage, info: GraphQLResolveInfo) -> Any:
        newest = next(iter(outage.estimates.all()), None)
        return newest.restores_at if newest else None


class CustomerNode(graphene.ObjectType):
    """A customer and the newest of what the register holds about them, up to 100 of each."""

    class Meta:
        name = "Customer"

    id = graphene.ID(required=True)
    number = graphene.String(required=True)
    name = graphene.String(required=True)
    tickets = graphene.List(graphene.NonNull(TicketNode), required=True)
    calls = graphene.List(graphene.NonNull(CallNode), required=True)
    outages = graphene.List(graphene.NonNull(OutageNode), required=True)

    @staticmethod
    def resolve_tickets(customer: Customer, info: GraphQLResolveInfo) -> QuerySet[Ticket]:
        return customer.tickets.select_related("ticket_type", "form_version")[:MOST]

    @staticmethod
    def resolve_calls(customer: Customer, info: GraphQLResolveInfo) -> QuerySet[Call]:
        return customer.calls.all()[:MOST]

    @staticmethod
    def resolve_outages(customer: Customer, info: GraphQLResolveInfo) -> QuerySet[Outage]:
        links = ReportLink.objects.filter(ticket__customer=customer).values("outage")
        return Outage.objects.filter(pk__in=links).select_related("device").prefetch_related("estimates")[:MOST]


class FormField(graphene.ObjectType):
    """One question of a published form."""

    code = graphene.String(required=True)
    kind = graphene.String(required=True)
    label_pl = graphene.String(required=True)
    label_en = graphene.String(required=True)
    is_required = graphene.Boolean(required=True)


class TicketTypeNode(graphene.ObjectType):
    """A ticket type with its present form."""

    class Meta:
        name = "TicketType"

    code = graphene.String(required=True)
    label_pl = graphene.String(required=True)
    label_en = graphene.String(required=True)
    version = graphene.Int(required=True)
    fields = graphene.List(graphene.NonNull(FormField), required=True)

    @staticmethod
    def resolve_version(ticket_type: TicketType, info: GraphQLResolveInfo) -> int:
        return _present(ticket_type).number

    @staticmethod
    def resolve_fields(ticket_type: TicketType, info: GraphQLResolveInfo) -> list[dict[str, Any]]:
        return list(_present(ticket_type).definition["fields"])


class Query(graphene.ObjectType):
    """The roots."""

    customer = graphene.Field(
        CustomerNode, number=graphene.String(), ppe=graphene.String(), phone=graphene.String(), id=graphene.ID()
    )
    ticket_types = graphene.List(graphene.NonNull(TicketTypeNode), required=True)

    @staticmethod
    def resolve_customer(root: None, info: GraphQLResolveInfo, **by: str) -> Customer | None:
        """Find one customer by exactly one key; a number of several customers finds none. The read is logged."""
        _require(info, "customers:read")
        if len(by) != 1:
            raise GraphQLError("Give exactly one of number, ppe, phone, id.")
        ((key, value),) = by.items()
        if key == "id" and not value.isdecimal():
            raise GraphQLError("id is a whole number.")
        lookups: dict[str, dict[str, Any]] = {
            "number": {"number": value},
            "id": {"pk": value},
            "ppe": {"service_points__ppe": value},
            "phone": {"phones__number": normalise(value) or None},
        }
        found = list(Customer.objects.filter(**lookups[key])[:2])
        if len(found) != 1:
            return None
        PersonalDataRead.objects.create(
            reader=info.context.api_token.name,
            door="graphql",
            subject=f"customer:{found[0].pk}",
            read_at=timezone.now(),
        )
        return found[0]

    @staticmethod
    def resolve_ticket_types(root: None, info: GraphQLResolveInfo) -> QuerySet[TicketType]:
        _require(info, "definitions:read")
        newest_first = FormVersion.objects.order_by("-number")
        return (
            TicketType.objects.filter(versions__isnull=False)
            .distinct()
            .prefetch_related(Prefetch("versions", queryset=newest_first))
        )


def _present(ticket_type: TicketType) -> FormVersion:
    return ticket_type.versions.all()[0]


def _require(info: GraphQLResolveInfo, scope: str) -> None:
    if scope not in info.context.api_token.scopes:
        raise GraphQLError(f"This token lacks the scope {scope}.")


schema = graphene.Schema(query=Query)
