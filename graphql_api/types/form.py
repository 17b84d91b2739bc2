"""Form definitions: ticket types, their published forms and the dictionaries."""

import json
from collections.abc import Mapping
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from crm.tickets.reading import personal_class
from graphql_api import readers
from graphql_api.asking import asking
from graphql_api.types.answer import Choice
from graphql_api.types.record import Node, Record, enum
from ticketforms.definition import upgraded
from ticketforms.kinds import KINDS
from ticketforms.models import Category, Dictionary, DictionaryEntry, FormVersion, TicketType
from ticketforms.port import port
from ticketforms.resolving import may

Reporting = enum("TicketTypeReporting", TicketType.Reporting)


Requirement = graphene.Enum(
    "Requirement",
    [("NONE", "none"), ("CLOSE", "close"), ("REASON", "soft"), ("SAVE", "save")],
    description=lambda one: (
        one
        and {
            "none": "May be left empty.",
            "close": "Needed before the ticket is closed.",
            "soft": "An answer, or a reason why there is none.",
            "save": "Needed to register the ticket.",
        }[one.value]
    ),
)
PersonalData = graphene.Enum(
    "PersonalData",
    [("NONE", "none"), ("PERSONAL", "personal"), ("SENSITIVE", "sensitive")],
    description=lambda one: (
        one
        and {
            "none": "Tells nothing of a person.",
            "personal": "Whole with the scope customers:read.",
            "sensitive": "Whole with the scope tickets:sensitive; each read is written down.",
        }[one.value]
    ),
)


class FormField(graphene.ObjectType):
    """One field of a published form, with what is needed to draw it."""

    code = graphene.String(required=True)
    kind = graphene.String(required=True)
    is_question = graphene.Boolean(required=True, description="False for sections, notices and lines to say.")
    label_pl = graphene.String(required=True)
    label_en = graphene.String(required=True)
    help_pl = graphene.String(required=True)
    help_en = graphene.String(required=True)
    say_pl = graphene.String(required=True, description="How to put it to the caller.")
    say_en = graphene.String(required=True)
    requirement = graphene.Field(Requirement, required=True, description="Rules may raise it.")
    is_required = graphene.Boolean(required=True, description="Whether its requirement is SAVE.")
    is_conditional = graphene.Boolean(required=True, description="A condition or a rule decides whether it is asked.")
    visible_when = graphene.String(description="The condition under which it is asked, as JSON text.")
    is_answerable = graphene.Boolean(required=True, description="Whether systems may answer it.")
    personal_data = graphene.Field(PersonalData, required=True)
    retention_days = graphene.Int(description="How long its answer is kept after the ticket has ended.")
    choices = graphene.List(graphene.NonNull(Choice), required=True)
    dictionary = graphene.String(description="Where the choices are from; of a long one only this is told.")
    settings = graphene.String(required=True, description="What is set for its kind alone, as JSON text.")

    @staticmethod
    def resolve_is_question(field: Mapping[str, Any], info: GraphQLResolveInfo) -> bool:
        return KINDS[field["kind"]].is_question

    @staticmethod
    def resolve_is_required(field: Mapping[str, Any], info: GraphQLResolveInfo) -> bool:
        return bool(field["requirement"] == "save")

    @staticmethod
    def resolve_visible_when(field: Mapping[str, Any], info: GraphQLResolveInfo) -> str | None:
        return _as_json(field["visible_when"])

    @staticmethod
    def resolve_is_answerable(field: Mapping[str, Any], info: GraphQLResolveInfo) -> bool:
        system = port.roles.of(None)
        return may(field, "seen_by", system) and may(field, "edited_by", system)

    @staticmethod
    def resolve_personal_data(field: Mapping[str, Any], info: GraphQLResolveInfo) -> str:
        return personal_class(field)

    @staticmethod
    def resolve_choices(field: Mapping[str, Any], info: GraphQLResolveInfo) -> list[dict[str, Any]]:
        return list(field["settings"].get("choices", []))

    @staticmethod
    def resolve_dictionary(field: Mapping[str, Any], info: GraphQLResolveInfo) -> str | None:
        return field["settings"].get("dictionary") or None

    @staticmethod
    def resolve_settings(field: Mapping[str, Any], info: GraphQLResolveInfo) -> str:
        own = {name: setting for name, setting in field["settings"].items() if name not in ("choices", "dictionary")}
        return json.dumps(own, ensure_ascii=False, sort_keys=True)


class FormEffect(graphene.ObjectType):
    """What a rule does when it holds; of the parts only those of the effect are filled."""

    effect = graphene.String(
        required=True,
        description="show, require, read_only, set_if_empty, restrict, notice, block, set_priority, set_queue, "
        "set_due, propose_joining.",
    )
    fields = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="Codes of the fields it is on."
    )
    level = graphene.Field(Requirement, description="Of require.")
    value = graphene.String(description="Of set_if_empty: the raw answer, as JSON text.")
    choices = graphene.List(graphene.NonNull(graphene.String), required=True, description="Of restrict: what is left.")
    tone = graphene.String(description="Of notice: say, ask, do or warn.")
    text_pl = graphene.String(description="Of notice and block.")
    text_en = graphene.String(description="Of notice and block; null where only Polish was written.")
    priority = graphene.Int()
    queue = graphene.String()
    amount = graphene.Int(description="Of set_due.")
    unit = graphene.String(description="Of set_due: minutes, hours, days or working_days.")

    @staticmethod
    def resolve_fields(effect: Mapping[str, Any], info: GraphQLResolveInfo) -> list[str]:
        return list(effect.get("fields") or filter(None, [effect.get("field")]))

    @staticmethod
    def resolve_value(effect: Mapping[str, Any], info: GraphQLResolveInfo) -> str | None:
        return _as_json(effect.get("value"))

    @staticmethod
    def resolve_choices(effect: Mapping[str, Any], info: GraphQLResolveInfo) -> list[str]:
        return list(effect.get("choices") or [])

    @staticmethod
    def resolve_text_en(effect: Mapping[str, Any], info: GraphQLResolveInfo) -> str | None:
        return effect.get("text_en") or None


class FormRule(graphene.ObjectType):
    """A rule of a published form. Rules run from top to bottom; the first that sets a thing decides it."""

    code = graphene.String(required=True)
    description_pl = graphene.String(required=True)
    description_en = graphene.String(required=True)
    condition = graphene.String(description="As JSON text; null holds always.")
    effects = graphene.List(graphene.NonNull(FormEffect), required=True)

    @staticmethod
    def resolve_condition(rule: Mapping[str, Any], info: GraphQLResolveInfo) -> str | None:
        return _as_json(rule["when"])


def _as_json(plain: Any) -> str | None:
    return None if plain is None else json.dumps(plain, ensure_ascii=False)


def _fields_of(version: FormVersion) -> list[dict[str, Any]]:
    """The fields with what a rule decides about them."""
    form = upgraded(version.definition)
    shown = {
        code
        for rule in form["rules"]
        for effect in rule["effects"]
        if effect["effect"] == "show"
        for code in effect["fields"]
    }
    return [
        {**field, "is_conditional": field["visible_when"] is not None or field["code"] in shown}
        for field in form["fields"]
    ]


class FormVersionNode(Record):
    """A frozen form; tickets keep the version they were filled in with."""

    class Meta:
        model = FormVersion
        name = "FormVersion"
        interfaces = (Node,)
        fields = ("number", "published_at")

    scopes = ("definitions:read",)
    form_fields = graphene.List(graphene.NonNull(FormField), required=True, name="fields")
    rules = graphene.List(graphene.NonNull(FormRule), required=True, description="In the order in which they run.")

    @staticmethod
    def resolve_form_fields(version: FormVersion, info: GraphQLResolveInfo) -> list[dict[str, Any]]:
        return _fields_of(version)

    @staticmethod
    def resolve_rules(version: FormVersion, info: GraphQLResolveInfo) -> list[dict[str, Any]]:
        return list(upgraded(version.definition)["rules"])


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
        return _fields_of(form) if form else []


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
