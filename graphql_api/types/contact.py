"""How a customer is reached; only a customer's own fields lead here, and they ask for the scope."""

import graphene

from crm.models import CustomerAddress, CustomerEmail, CustomerPhone
from graphql_api.types.record import Record, enum

PhoneKind = enum("PhoneKind", CustomerPhone.Kind)
AddressKind = enum("AddressKind", CustomerAddress.Kind)


class Phone(Record):
    """One way to call a customer."""

    class Meta:
        model = CustomerPhone
        name = "Phone"
        fields = ("is_primary", "note")

    number = graphene.String(required=True, description="In the E.164 form; empty when it cannot be read as a number.")
    raw = graphene.String(required=True, description="As it was given.")
    kind = graphene.Field(PhoneKind, required=True)


class Email(Record):
    """One address for e-mail."""

    class Meta:
        model = CustomerEmail
        name = "Email"
        fields = ("address", "note", "is_primary")


class PostalAddress(Record):
    """Where letters go, or where a company is registered."""

    class Meta:
        model = CustomerAddress
        name = "PostalAddress"
        fields = ("street", "building", "flat", "postcode", "town", "terc", "simc", "ulic")

    kind = graphene.Field(AddressKind, required=True)
    addressee = graphene.String(required=True, description="When it is not the customer's own name.")
    address = graphene.String(required=True, description="On one line, as Polish post writes it.")
