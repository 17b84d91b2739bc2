"""What a customer allowed, withdrew or objected to, decision by decision."""

import graphene

from crm.models import Consent
from graphql_api.types.record import Record, enum

ConsentPurpose = enum("ConsentPurpose", Consent.Purpose)
ConsentChannel = enum("ConsentChannel", Consent.Channel)
ConsentDecision = enum("ConsentDecision", Consent.Decision)
ConsentSource = enum("ConsentSource", Consent.Source)


class ConsentNode(Record):
    """One decision; it never changes, a later one stands in its place."""

    class Meta:
        model = Consent
        name = "Consent"
        fields = ("wording", "decided_at", "recorded_at")

    purpose = graphene.Field(ConsentPurpose, required=True)
    channel = graphene.Field(ConsentChannel, required=True)
    decision = graphene.Field(ConsentDecision, required=True)
    source = graphene.Field(ConsentSource, required=True)
