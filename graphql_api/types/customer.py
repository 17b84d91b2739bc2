"""A customer and their history; PESEL is never shown, a name or a number only with `customers:read`."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from crm.customers.merged import survivor_of
from crm.models import BillingCard, Customer, CustomerPhone, ServicePoint
from graphql_api import readers
from graphql_api.asking import asking
from graphql_api.types.record import Node, Record, connection, connection_field, cut, enum

CustomerKind = enum("CustomerKind", Customer.Kind)
DunningStage = enum("DunningStage", BillingCard.DunningStage)


class Phone(Record):
    """One way to call a customer, in the E.164 form."""

    class Meta:
        model = CustomerPhone
        name = "Phone"
        fields = ("is_primary",)

    number = graphene.String(required=True)


class BillingCardNode(Record):
    """What the billing system last told about the customer's money, in PLN."""

    class Meta:
        model = BillingCard
        name = "BillingCard"
        fields = (
            "account_number",
            "balance",
            "overdue_30",
            "overdue_60",
            "overdue_90",
            "oldest_due_date",
            "last_payment_date",
            "source",
            "as_of",
        )

    arrears = graphene.Decimal(required=True, description="All that is overdue.")
    dunning_stage = graphene.Field(DunningStage, required=True)


class CustomerNode(Record):
    """A person or company; fields that a token's scopes do not open are null, with an error that says so."""

    class Meta:
        model = Customer
        name = "Customer"
        interfaces = (Node,)
        fields = ("number", "since_date")

    scopes = ("customers:read", "tickets:read", "billing:read")
    kind = graphene.Field(CustomerKind, required=True)
    name = graphene.String(description="Surname first for a person. Scope customers:read.")
    masked_name = graphene.String(required=True, description="The initials.")
    phones = graphene.List(graphene.NonNull(Phone), description="Main number first. Scope customers:read.")
    service_points = graphene.List(
        graphene.NonNull("graphql_api.types.service_point.ServicePointNode"), description="Scope customers:read."
    )
    billing_card = graphene.Field(BillingCardNode, description="Scope billing:read.")
    tickets = connection_field(
        "graphql_api.types.ticket.TicketNode", description="Newest first. Scope customers:read or tickets:read."
    )
    calls = connection_field("graphql_api.types.call.CallNode", description="Newest first. Scope customers:read.")
    outages = connection_field(
        "graphql_api.types.outage.OutageNode",
        description="Outages that the customer's tickets follow or followed, newest first. "
        "Scope customers:read or outages:read.",
    )

    @classmethod
    def get_node(cls, info: GraphQLResolveInfo, pk: int) -> Customer | None:
        """Return the customer of a key; whoever was merged is whom they turned out to be."""
        asking(info).require(*cls.scopes)
        found = Customer.objects.filter(pk=pk).first()
        return asking(info).loaders.keep([survivor_of(found)])[0] if found else None

    @staticmethod
    def resolve_name(customer: Customer, info: GraphQLResolveInfo) -> str:
        asking(info).require("customers:read")
        return customer.name

    @staticmethod
    def resolve_masked_name(customer: Customer, info: GraphQLResolveInfo) -> str:
        return " ".join(f"{word[0]}." for word in customer.name.split())

    @staticmethod
    def resolve_phones(customer: Customer, info: GraphQLResolveInfo) -> list[CustomerPhone]:
        asking(info).require("customers:read")
        return asking(info).loaders.load(customer, readers.phones_of_customer) or []

    @staticmethod
    def resolve_service_points(customer: Customer, info: GraphQLResolveInfo) -> list[ServicePoint]:
        asking(info).require("customers:read")
        return asking(info).loaders.load(customer, readers.service_points_of_customer) or []

    @staticmethod
    def resolve_billing_card(customer: Customer, info: GraphQLResolveInfo) -> BillingCard | None:
        asking(info).require("billing:read")
        card: BillingCard | None = asking(info).loaders.load(customer, readers.billing_card_of_customer)
        return card

    @staticmethod
    def resolve_tickets(customer: Customer, info: GraphQLResolveInfo, **page: Any) -> Any:
        asking(info).require("customers:read", "tickets:read")
        return connection(info, asking(info).loaders.load(customer, readers.tickets_of_customer, cut=cut(**page)))

    @staticmethod
    def resolve_calls(customer: Customer, info: GraphQLResolveInfo, **page: Any) -> Any:
        asking(info).require("customers:read")
        return connection(info, asking(info).loaders.load(customer, readers.calls_of_customer, cut=cut(**page)))

    @staticmethod
    def resolve_outages(customer: Customer, info: GraphQLResolveInfo, **page: Any) -> Any:
        asking(info).require("customers:read", "outages:read")
        return connection(info, asking(info).loaders.load(customer, readers.outages_of_customer, cut=cut(**page)))
