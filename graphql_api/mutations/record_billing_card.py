"""Takes what the billing system tells about a customer's money."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import graphene
from graphql import GraphQLError, GraphQLResolveInfo

from crm.billing.operations import CardTold, UnableToRecord, record_card
from crm.models import Customer
from graphql_api.asking import asking
from graphql_api.moments import exact
from graphql_api.mutations.errors import InputError
from graphql_api.types.customer import BillingCardNode, DunningStage

_ZERO = Decimal("0")
_NAMES = {
    "account_number": "accountNumber",
    "overdue_30": "overdue30",
    "overdue_60": "overdue60",
    "overdue_90": "overdue90",
    "dunning_stage": "dunningStage",
    "as_of": "asOf",
}


class RecordBillingCardInput(graphene.InputObjectType):
    """A customer's account at a moment, in PLN; amounts as text, such as \"120.50\"."""

    customer_number = graphene.String(required=True)
    as_of = graphene.DateTime(required=True, description="An older card never replaces a newer one.")
    balance = graphene.Decimal(required=True)
    overdue_30 = graphene.Decimal(description="Overdue to 30 days.")
    overdue_60 = graphene.Decimal(description="Overdue 31 to 60 days.")
    overdue_90 = graphene.Decimal(description="Overdue over 60 days.")
    oldest_due_date = graphene.Date()
    last_payment_date = graphene.Date()
    dunning_stage = graphene.Field(DunningStage, required=True)
    account_number = graphene.String()


class RecordBillingCardPayload(graphene.ObjectType):
    """The card that stands now, or what is wrong with the input."""

    billing_card = graphene.Field(BillingCardNode)
    errors = graphene.List(graphene.NonNull(InputError), required=True)


class RecordBillingCard(graphene.ObjectType):
    """Recording billing cards."""

    record_billing_card = graphene.Field(
        RecordBillingCardPayload,
        required=True,
        input=graphene.Argument(RecordBillingCardInput, required=True),
        description="Keep a customer's account as it is now; may be sent again. Scope billing:write.",
    )

    @staticmethod
    def resolve_record_billing_card(root: None, info: GraphQLResolveInfo, input: Mapping[str, Any]) -> Any:
        context = asking(info)
        context.require("billing:write")
        customer = Customer.objects.filter(number=input["customer_number"]).first()
        if customer is None:
            return _refused("customerNumber", "There is no such customer.")
        try:
            card = record_card(
                customer=customer,
                told=_told(input),
                source=context.token.name[:40],
                as_of=_moment(input["as_of"]),
                by=context.token.account,
                at=context.at,
            )
        except UnableToRecord as refusal:
            return _refused(_NAMES.get(refusal.field, refusal.field), str(refusal))
        card.refresh_from_db()
        context.loaders.keep([card])
        return RecordBillingCardPayload(billing_card=card, errors=[])


def _told(given: Mapping[str, Any]) -> CardTold:
    return CardTold(
        account_number=given.get("account_number") or "",
        balance=given["balance"],
        overdue_30=_amount(given, "overdue_30"),
        overdue_60=_amount(given, "overdue_60"),
        overdue_90=_amount(given, "overdue_90"),
        oldest_due_date=given.get("oldest_due_date"),
        last_payment_date=given.get("last_payment_date"),
        dunning_stage=given["dunning_stage"].value,
    )


def _moment(as_of: datetime) -> datetime:
    try:
        return exact(as_of, "asOf")
    except GraphQLError as error:
        raise UnableToRecord("as_of", error.message) from error


def _amount(given: Mapping[str, Any], name: str) -> Decimal:
    amount: Decimal | None = given.get(name)
    return _ZERO if amount is None else amount


def _refused(field: str, message: str) -> RecordBillingCardPayload:
    return RecordBillingCardPayload(billing_card=None, errors=[InputError(field=field, message=message)])
