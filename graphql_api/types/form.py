"""Form definitions: ticket types, their published forms and the dictionaries."""

from collections.abc import Mapping
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from graphql_api import readers
from graphql_api.asking import asking
from graphql_api.types.answer import Choice
from graphql_api.types.record import Node, Record, enum
from ticketforms.definition import whole_field
from ticketforms.models import Category, Dictionary, DictionaryEntry, FormVersion, TicketType

Reporting = enum("TicketTypeReporting", TicketType.Reporting)


class FormField(graphene.ObjectType):
    """One question of a published form."""

    code = graphene.String(required=True)
    kind = graphene.String(required=True)
    label_pl = graphene.String(required=True)
    label_en = graphene.String(required=True)
    help_pl = graphene.String(required=True)
    help_en = graphene.String(required=True)
    is_required = graphene.Boolean(required=True)
    is_conditional = graphene.Boolean(required=True, description="Earlier answers decide whether it is asked.")
    choices = graphene.List(graphene.NonNull(Choice), required=True)

    # A frozen form says null for what its author left empty; the API says "" and false.
    @staticmethod
    def resolve_label_en(field: Mapping[str, Any], info: GraphQLResolveInfo) -> str:
        return field["label_en"] or ""

    @staticmethod
    def resolve_help_pl(field: Mapping[str, Any], info: GraphQLResolveInfo) -> str:
        return field.get("help_pl") or ""

    @staticmethod
    def resolve_help_en(field: Mapping[str, Any], info: GraphQLResolveInfo) -> str:
        return field.get("help_en") or ""

    @staticmethod
    def resolve_is_required(field: Mapping[str, Any], info: GraphQLResolveInfo) -> bool:
        return bool(whole_field(field)["requirement"] == "save")

    @staticmethod
    def resolve_is_conditional(field: Mapping[str, Any], info: GraphQLResolveInfo) -> bool:
        return field.get("visible_when") is not None

    @staticmethod
    def resolve_choices(field: Mapping[str, Any], info: GraphQLResolveInfo) -> list[dict[str, Any]]:
        return list(field["settings"].get("choices", []))


class FormVersionNode(Record):
    """A frozen form; tickets keep the version they were filled in with."""

    class Meta:
        model = FormVersion
        name = "FormVersion"
        interfaces = (Node,)
        fields = ("number", "published_at")

    scopes = ("definitions:read",)
    form_fields = graphene.List(graphene.NonNull(FormField), required=True, name="fields")

    @staticmethod
    def resolve_form_fields(version: FormVersion, info: GraphQLResolveInfo) -> list[dict[str, Any]]:
        return list(version.definition["fields"])


class CategoryNode(Record):
    """A family of ticket types."""

    class Meta:
        model = Category
        name = "Category"
        interfaces = (Node,)
        use_connection = False
        fields = ("code", "label_pl", "label_en")

    scopes = ("definitions:read",)


class TicketTypeNode(Record):
    """A ticket type with its present form."""

    class Meta:
        model = TicketType
        name = "TicketType"
        interfaces = (Node,)
        use_connection = False
        fields = ("code", "shortcut", "label_pl", "label_en")

    scopes = ("definitions:read",)
    reporting = graphene.Field(Reporting, required=True)
    category = graphene.Field(CategoryNode, required=True)
    form = graphene.Field(FormVersionNode, description="The version in use; none before the first publication.")
    version = graphene.Int(description="The number of the version in use.")
    form_fields = graphene.List(
        graphene.NonNull(FormField), required=True, name="fields", description="The fields of the version in use."
    )

    @staticmethod
    def resolve_category(ticket_type: TicketType, info: GraphQLResolveInfo) -> Category:
        found: Category = asking(info).loaders.load(ticket_type, readers.category_of_type)
        return found

    @staticmethod
    def resolve_form(ticket_type: TicketType, info: GraphQLResolveInfo) -> FormVersion | None:
        found: FormVersion | None = asking(info).loaders.load(ticket_type, readers.present_form_of_type)
        return found

    @staticmethod
    def resolve_version(ticket_type: TicketType, info: GraphQLResolveInfo) -> int | None:
        form = TicketTypeNode.resolve_form(ticket_type, info)
        return form.number if form else None

    @staticmethod
    def resolve_form_fields(ticket_type: TicketType, info: GraphQLResolveInfo) -> list[dict[str, Any]]:
        form = TicketTypeNode.resolve_form(ticket_type, info)
        return list(form.definition["fields"]) if form else []


class DictionaryEntryNode(Record):
    """One choice of a dictionary; a retired one is not offered any more, earlier answers keep it."""

    class Meta:
        model = DictionaryEntry
        name = "DictionaryEntry"
        fields = ("code", "label_pl", "label_en")

    is_retired = graphene.Boolean(required=True)


class DictionaryNode(Record):
    """A list of choices that administrators keep, as it is now."""

    class Meta:
        model = Dictionary
        name = "Dictionary"
        interfaces = (Node,)
        use_connection = False
        fields = ("code", "label_pl", "label_en")

    scopes = ("definitions:read",)
    entries = graphene.List(graphene.NonNull(DictionaryEntryNode), required=True)

    @staticmethod
    def resolve_entries(dictionary: Dictionary, info: GraphQLResolveInfo) -> list[DictionaryEntry]:
        return asking(info).loaders.load(dictionary, readers.entries_of_dictionary) or []
