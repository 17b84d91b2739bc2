"""A customer and all that belongs to one; PESEL is shown masked, a name or a number only with `customers:read`."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from crm.customers.consents import standing as decisions_that_hold
from crm.customers.merged import survivor_of
from crm.models import (
    BillingCard,
    Consent,
    Customer,
    CustomerAccount,
    CustomerAddress,
    CustomerAgreement,
    CustomerEmail,
    CustomerPhone,
    ServicePoint,
    WorkflowCase,
)
from graphql_api import readers
from graphql_api.asking import asking
from graphql_api.types.agreement import AccountNode, AgreementNode
from graphql_api.types.case import CaseNode
from graphql_api.types.consent import ConsentNode
from graphql_api.types.contact import Email, Phone, PostalAddress
from graphql_api.types.history import history, history_field
from graphql_api.types.record import Node, Record, connection, connection_field, cut, enum

CustomerKind = enum("CustomerKind", Customer.Kind)
DunningStage = enum("DunningStage", BillingCard.DunningStage)


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
    customer_number = graphene.String(
        required=True, description="The number billing tells of it by; after a merge it may be a merged customer's."
    )

    @staticmethod
    def resolve_customer_number(card: BillingCard, info: GraphQLResolveInfo) -> str:
        found: str = asking(info).loaders.load(card, readers.number_of_billing_card)
        return found


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
    nip = graphene.String(description="Empty when not known. Scope customers:read.")
    regon = graphene.String(description="Empty when not known. Scope customers:read.")
    masked_pesel = graphene.String(
        description="Its last four digits behind dots, empty when not known; it is never given whole. "
        "Scope customers:read."
    )
    merged_numbers = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="Numbers of customers who turned out to be this one; each of them finds it.",
    )
    phones = graphene.List(graphene.NonNull(Phone), description="Main number first. Scope customers:read.")
    emails = graphene.List(graphene.NonNull(Email), description="Main address first. Scope customers:read.")
    addresses = graphene.List(graphene.NonNull(PostalAddress), description="Where letters go. Scope customers:read.")
    accounts = graphene.List(graphene.NonNull(AccountNode), description="By number. Scope billing:read.")
    agreements = graphene.List(graphene.NonNull(AgreementNode), description="Newest first. Scope customers:read.")
    consents = graphene.List(
        graphene.NonNull(ConsentNode),
        standing=graphene.Boolean(
            default_value=False, description="True: only the decision that holds, for each purpose and channel."
        ),
        description="Every decision, newest first, also from before a merge. Scope customers:read.",
    )
    service_points = graphene.List(
        graphene.NonNull("graphql_api.types.service_point.ServicePointNode"), description="Scope customers:read."
    )
    billing_card = graphene.Field(
        BillingCardNode, description="The customer's own, or else the one that is overdue most. Scope billing:read."
    )
    billing_cards = graphene.List(
        graphene.NonNull(BillingCardNode),
        description="Also those that came by a merge; they are never summed. Scope billing:read.",
    )
    cases = graphene.List(
        graphene.NonNull(CaseNode),
        description="Cases about the customer's tickets, ongoing ones first, at most 20. "
        "Scope customers:read or tickets:read.",
    )
    history = history_field("Tickets and calls in one row of time, newest first. Scope customers:read.")
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
    def resolve_nip(customer: Customer, info: GraphQLResolveInfo) -> str:
        asking(info).require("customers:read")
        return customer.nip

    @staticmethod
    def resolve_regon(customer: Customer, info: GraphQLResolveInfo) -> str:
        asking(info).require("customers:read")
        return customer.regon

    @staticmethod
    def resolve_masked_pesel(customer: Customer, info: GraphQLResolveInfo) -> str:
        asking(info).require("customers:read")
        return customer.masked_pesel

    @staticmethod
    def resolve_merged_numbers(customer: Customer, info: GraphQLResolveInfo) -> list[str]:
        return asking(info).loaders.load(customer, readers.merged_numbers_of_customer) or []

    @staticmethod
    def resolve_emails(customer: Customer, info: GraphQLResolveInfo) -> list[CustomerEmail]:
        asking(info).require("customers:read")
        return asking(info).loaders.load(customer, readers.emails_of_customer) or []

    @staticmethod
    def resolve_addresses(customer: Customer, info: GraphQLResolveInfo) -> list[CustomerAddress]:
        asking(info).require("customers:read")
        return asking(info).loaders.load(customer, readers.addresses_of_customer) or []

    @staticmethod
    def resolve_accounts(customer: Customer, info: GraphQLResolveInfo) -> list[CustomerAccount]:
        asking(info).require("billing:read")
        return asking(info).loaders.load(customer, readers.accounts_of_customer) or []

    @staticmethod
    def resolve_agreements(customer: Customer, info: GraphQLResolveInfo) -> list[CustomerAgreement]:
        asking(info).require("customers:read")
        return asking(info).loaders.load(customer, readers.agreements_of_customer) or []

    @staticmethod
    def resolve_consents(customer: Customer, info: GraphQLResolveInfo, standing: bool) -> list[Consent]:
        asking(info).require("customers:read")
        decisions: list[Consent] = asking(info).loaders.load(customer, readers.consents_of_customer) or []
        return decisions_that_hold(decisions) if standing else decisions

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
    def resolve_billing_cards(customer: Customer, info: GraphQLResolveInfo) -> list[BillingCard]:
        asking(info).require("billing:read")
        return asking(info).loaders.load(customer, readers.billing_cards_of_customer) or []

    @staticmethod
    def resolve_cases(customer: Customer, info: GraphQLResolveInfo) -> list[WorkflowCase]:
        asking(info).require("customers:read", "tickets:read")
        return asking(info).loaders.load(customer, readers.cases_of_customer) or []

    @staticmethod
    def resolve_history(customer: Customer, info: GraphQLResolveInfo, **asked: Any) -> Any:
        asking(info).require("customers:read")
        return history(customer, info, **asked)

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
