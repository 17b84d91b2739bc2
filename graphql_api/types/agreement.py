"""Under which accounts a customer is billed, and what was agreed about taking power."""

import graphene
from graphql import GraphQLResolveInfo

from crm.models import CustomerAccount, CustomerAgreement, ServicePoint
from graphql_api import readers
from graphql_api.asking import asking
from graphql_api.types.record import Record


class AccountNode(Record):
    """An account of a customer."""

    class Meta:
        model = CustomerAccount
        name = "Account"
        fields = ("number", "opened_date", "closed_date")


class AgreementNode(Record):
    """What was agreed, as long as it holds."""

    class Meta:
        model = CustomerAgreement
        name = "Agreement"
        fields = ("number", "tariff", "valid_from")

    valid_to = graphene.Date(description="The first day it no longer holds.")
    account = graphene.Field(AccountNode, description="Scope billing:read.")
    service_point = graphene.Field("graphql_api.types.service_point.ServicePointNode")

    @staticmethod
    def resolve_account(agreement: CustomerAgreement, info: GraphQLResolveInfo) -> CustomerAccount | None:
        asking(info).require("billing:read")
        found: CustomerAccount | None = asking(info).loaders.load(agreement, readers.account_of_agreement)
        return found

    @staticmethod
    def resolve_service_point(agreement: CustomerAgreement, info: GraphQLResolveInfo) -> ServicePoint | None:
        found: ServicePoint | None = asking(info).loaders.load(agreement, readers.service_point_of_agreement)
        return found
