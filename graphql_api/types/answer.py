"""An answer with the labels it was given under and its value in the type of its kind, never as encoded text."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from crm.models import Ticket


class Choice(graphene.ObjectType):
    """One entry of a field's dictionary, as it stood when the form was published."""

    code = graphene.String(required=True)
    label_pl = graphene.String(required=True)
    label_en = graphene.String(required=True)

    @staticmethod
    def resolve_label_en(choice: Mapping[str, Any], info: GraphQLResolveInfo) -> str:
        return choice["label_en"] or ""


class Answer(graphene.ObjectType):
    """One answer of a ticket. Of the values only those of its kind are filled; `text…` is what a person reads."""

    code = graphene.String(required=True, description="The field's code in the form version.")
    kind = graphene.String(required=True, description="The field's kind: text, number, choice and so on.")
    label_pl = graphene.String(required=True)
    label_en = graphene.String(required=True)
    text_pl = graphene.String(required=True)
    text_en = graphene.String(required=True)
    text_value = graphene.String(description="Kinds text, long_text, phone, email.")
    number_value = graphene.Decimal(description="Kinds number and integer; written as text so that no digit is lost.")
    boolean_value = graphene.Boolean(description="Kind yes_no.")
    choices = graphene.List(
        graphene.NonNull(Choice), required=True, description="Kinds choice (one) and multi_choice (any number)."
    )
    date_value = graphene.Date(description="Kind date.")
    moment_value = graphene.DateTime(description="Kind datetime.")


def answers_of(ticket: Ticket, definition: Mapping[str, Any]) -> list[Answer]:
    """Return the ticket's answers in the order of its form version."""
    asked = [field for field in definition["fields"] if field["code"] in ticket.answers]
    return [_answer(field, ticket.answers[field["code"]]) for field in asked]


def _answer(field: Mapping[str, Any], kept: Mapping[str, Any]) -> Answer:
    labels = {name: kept[name] or "" for name in ("label_pl", "label_en", "text_pl", "text_en")}
    value = _VALUES.get(kept["kind"], _text)(field, kept["value"])
    return Answer(code=field["code"], kind=kept["kind"], **labels, **{"choices": [], **value})


def _text(field: Mapping[str, Any], value: Any) -> dict[str, Any]:
    return {"text_value": str(value)}


def _number(field: Mapping[str, Any], value: Any) -> dict[str, Any]:
    return {"number_value": Decimal(str(value))}


def _boolean(field: Mapping[str, Any], value: Any) -> dict[str, Any]:
    return {"boolean_value": bool(value)}


def _choices(field: Mapping[str, Any], value: Any) -> dict[str, Any]:
    chosen = [value] if isinstance(value, str) else list(value)
    return {"choices": [choice for choice in field["settings"]["choices"] if choice["code"] in chosen]}


def _date(field: Mapping[str, Any], value: Any) -> dict[str, Any]:
    return {"date_value": date.fromisoformat(value)}


def _moment(field: Mapping[str, Any], value: Any) -> dict[str, Any]:
    return {"moment_value": datetime.fromisoformat(value)}


_VALUES = {
    "number": _number,
    "integer": _number,
    "yes_no": _boolean,
    "choice": _choices,
    "multi_choice": _choices,
    "date": _date,
    "datetime": _moment,
}
