"""Finds form definitions: what can be asked, and of what entries people choose."""

from collections.abc import Sequence

import graphene
from graphql import GraphQLResolveInfo

from graphql_api.asking import asking
from graphql_api.types.form import DictionaryNode, TicketTypeNode
from ticketforms.catalogue import published_forms
from ticketforms.models import Dictionary, TicketType


class DefinitionQueries(graphene.ObjectType):
    """Ticket types and dictionaries."""

    ticket_types = graphene.List(
        graphene.NonNull(TicketTypeNode),
        codes=graphene.List(graphene.NonNull(graphene.String)),
        description="The types in use, each with its newest form. Scope definitions:read.",
    )
    dictionaries = graphene.List(
        graphene.NonNull(DictionaryNode),
        codes=graphene.List(graphene.NonNull(graphene.String)),
        description="Scope definitions:read.",
    )

    @staticmethod
    def resolve_ticket_types(
        root: None, info: GraphQLResolveInfo, codes: list[str] | None = None
    ) -> Sequence[TicketType]:
        asking(info).require("definitions:read")
        published = [form.ticket_type for form in published_forms()]
        wanted = [found for found in published if codes is None or found.code in codes]
        return asking(info).loaders.keep(wanted)

    @staticmethod
    def resolve_dictionaries(
        root: None, info: GraphQLResolveInfo, codes: list[str] | None = None
    ) -> Sequence[Dictionary]:
        asking(info).require("definitions:read")
        wanted = Dictionary.objects.all() if codes is None else Dictionary.objects.filter(code__in=codes)
        return asking(info).loaders.keep(list(wanted))
