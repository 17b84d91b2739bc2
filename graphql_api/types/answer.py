"""An answer with the labels it was given under and its value in the type of its kind, never as encoded text."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from crm.models import Ticket
from crm.tickets.reading import Reader, masked, personal_class
from ticketforms.definition import Definition, upgraded
from ticketforms.kinds import KINDS


class Choice(graphene.ObjectType):
    """One entry of a field's dictionary, as it stood when the form was published."""

    code = graphene.String(required=True)
    label_pl = graphene.String(required=True)
    label_en = graphene.String(required=True)
    parent = graphene.String(description="The code of the entry it belongs to, where entries belong to one another.")

    @staticmethod
    def resolve_label_en(choice: Mapping[str, Any], info: GraphQLResolveInfo) -> str:
        return choice["label_en"] or ""

    @staticmethod
    def resolve_parent(choice: Mapping[str, Any], info: GraphQLResolveInfo) -> str | None:
        return choice.get("parent") or None


class AnswerPart(graphene.ObjectType):
    """A part of an answer that has several: of an address its street, of a window its beginning."""

    name = graphene.String(required=True)
    value = graphene.String(required=True)


class AnswerRow(graphene.ObjectType):
    """One of the entries of a group that repeats."""

    parts = graphene.List(graphene.NonNull(AnswerPart), required=True)


class Answer(graphene.ObjectType):
    """One answer of a ticket. Of the values only those of its kind are filled; `text…` is what a person reads."""

    code = graphene.String(required=True, description="The field's code in the form version.")
    kind = graphene.String(required=True, description="The field's kind: text, number, choice and so on.")
    label_pl = graphene.String(required=True)
    label_en = graphene.String(required=True)
    text_pl = graphene.String(required=True)
    text_en = graphene.String(required=True)
    is_masked = graphene.Boolean(
        required=True, description="The scopes open only the end of it: the text is masked, values are not filled."
    )
    skipped_because = graphene.String(description="Why it was left unanswered, where a reason was enough.")
    erased_at = graphene.DateTime(description="When the answer was erased: it had been kept as long as the form says.")
    text_value = graphene.String(description="Kinds text, long_text, phone, email and all that are one line.")
    number_value = graphene.Decimal(
        description="Kinds number, integer, money, rating, computed; written as text so that no digit is lost."
    )
    boolean_value = graphene.Boolean(description="Kind yes_no.")
    choices = graphene.List(
        graphene.NonNull(Choice),
        required=True,
        description="Kinds choice, cascade, tree (one) and multi_choice (any number).",
    )
    date_value = graphene.Date(description="Kind date.")
    moment_value = graphene.DateTime(description="Kind datetime.")
    parts = graphene.List(
        graphene.NonNull(AnswerPart),
        required=True,
        description="Kinds of several parts: time_window, address, map_point, meter_reading, records by key and label.",
    )
    rows = graphene.List(graphene.NonNull(AnswerRow), required=True, description="Kinds that repeat.")


def answers_of(ticket: Ticket, definition: Definition, reader: Reader) -> list[Answer]:
    """Return the ticket's answers in the order of its form version, as far as the reader may see them."""
    asked = [field for field in upgraded(definition)["fields"] if field["code"] in ticket.answers]
    return [_answer(field, ticket.answers[field["code"]], reader) for field in asked if reader.may_see(field)]


def shows_sensitive(ticket: Ticket, definition: Definition, reader: Reader) -> bool:
    """Return whether among these answers is a sensitive one that is shown whole."""
    return any(
        personal_class(field) == "sensitive"
        and ticket.answers.get(field["code"], {}).get("value") is not None
        and reader.may_see(field)
        and reader.may_see_whole(field)
        for field in upgraded(definition)["fields"]
    )


def _answer(field: Mapping[str, Any], kept: Mapping[str, Any], reader: Reader) -> Answer:
    labels = {name: kept[name] or "" for name in ("label_pl", "label_en", "text_pl", "text_en")}
    erased_at = kept.get("erased_at")
    nothing: dict[str, Any] = {"choices": [], "parts": [], "rows": []}
    is_masked = erased_at is None and not reader.may_see_whole(field)
    if is_masked:
        labels |= {name: masked(labels[name]) if labels[name] else "" for name in ("text_pl", "text_en")}
    value = {} if is_masked or kept["value"] is None else _value(field, kept)
    return Answer(
        code=field["code"],
        kind=kept["kind"],
        is_masked=is_masked,
        skipped_because=None if is_masked else kept.get("skipped"),
        erased_at=datetime.fromisoformat(erased_at) if erased_at else None,
        **labels,
        **{**nothing, **value},
    )


def _value(field: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """The value in the argument of its shape; what a kind keeps as text is text unless it reads as something else."""
    value, settings = kept["value"], field["settings"]
    if isinstance(value, bool):
        return {"boolean_value": value}
    if isinstance(value, Mapping):
        return {"parts": _parts(value)}
    if isinstance(value, list) and any(isinstance(row, Mapping) for row in value):
        return {"rows": [AnswerRow(parts=_parts(row)) for row in value]}
    if isinstance(value, list) or settings.get("choices") or settings.get("dictionary"):
        return {"choices": _choices(value if isinstance(value, list) else [value], settings, kept)}
    return _written(kept["kind"], str(value))


def _written(kind: str, value: str) -> dict[str, Any]:
    with suppress(ValueError, InvalidOperation):
        if kind == "date":
            return {"date_value": date.fromisoformat(value)}
        if kind == "datetime":
            return {"moment_value": datetime.fromisoformat(value)}
        if KINDS[kind].reading in ("decimal", "integer", "computed"):
            return {"number_value": Decimal(value)}
    return {"text_value": value}


def _choices(chosen: list[Any], settings: Mapping[str, Any], kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Entries as they were frozen; of a long dictionary only the code was, and the label that was shown."""
    frozen = {choice["code"]: choice for choice in settings.get("choices") or ()}
    own = {"label_pl": kept["text_pl"], "label_en": kept["text_en"]}
    if not frozen:
        return [{"code": code, **own} for code in chosen]
    return [choice for code, choice in frozen.items() if code in chosen]


def _parts(value: Mapping[str, Any]) -> list[AnswerPart]:
    said = {name: part for name, part in value.items() if part not in (None, "")}
    return [AnswerPart(name=name, value=_plain(part)) for name, part in said.items()]


def _plain(part: Any) -> str:
    if isinstance(part, bool):
        return "true" if part else "false"
    return ", ".join(map(str, part)) if isinstance(part, list) else str(part)
