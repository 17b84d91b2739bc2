"""How a system gives answers: by field, in the shape of its kind; whether they can be taken, the form decides."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from graphql_api.mutations.errors import InputRefused

_MOST_ANSWERS = 200
_MOST_PARTS = 60
_MOST_ROWS = 200
_SHAPES = {
    "value": "value",
    "values": "values",
    "parts": "parts",
    "rows": "rows",
    "skipped_because": "skippedBecause",
}


class AnswerPartInput(graphene.InputObjectType):
    """A part of an answer: `value`, or `values` where it is several choices."""

    name = graphene.String(required=True, description="The part's name: of a group the code of the field in it.")
    value = graphene.String()
    values = graphene.List(graphene.NonNull(graphene.String))


class AnswerRowInput(graphene.InputObjectType):
    """One entry of a group that repeats."""

    parts = graphene.List(graphene.NonNull(AnswerPartInput), required=True)


class AnswerInput(graphene.InputObjectType):
    """The answer to one field, in exactly one shape; a field left out has its default."""

    code = graphene.String(required=True)
    value = graphene.String(description="A number, date or yes and no as text, a choice or a record by its code.")
    values = graphene.List(graphene.NonNull(graphene.String), description="The codes of a multi_choice.")
    parts = graphene.List(graphene.NonNull(AnswerPartInput), description="Kinds of several parts.")
    rows = graphene.List(graphene.NonNull(AnswerRowInput), description="Kinds that repeat.")
    skipped_because = graphene.String(description="Why there is none, where a reason is enough.")


def raw_answers(given: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    """Return the answers as the form takes them; raises `InputRefused` for two to one field or two shapes of one."""
    if len(given) > _MOST_ANSWERS:
        raise InputRefused("answers", f"Give at most {_MOST_ANSWERS} answers.")
    raw: dict[str, object] = {}
    for answer in given:
        code = answer["code"]
        if code in raw:
            raise InputRefused(f"answers.{code}", "Answer each field once.")
        raw[code] = _raw(answer, f"answers.{code}")
    return raw


def _raw(answer: Mapping[str, Any], place: str) -> object:
    shapes = [name for name in _SHAPES if answer.get(name) is not None]
    if len(shapes) > 1:
        raise InputRefused(place, f"Give one of {', '.join(_SHAPES[name] for name in shapes)}.")
    match shapes:
        case ["values"]:
            return list(answer["values"])
        case ["parts"]:
            return _record(answer["parts"], place)
        case ["rows"]:
            if len(answer["rows"]) > _MOST_ROWS:
                raise InputRefused(place, f"Give at most {_MOST_ROWS} rows.")
            return [_record(row["parts"], place) for row in answer["rows"]]
        case ["skipped_because"]:
            return {"skipped": answer["skipped_because"]}
    return answer.get("value") or ""


def _record(parts: Sequence[Mapping[str, Any]], place: str) -> dict[str, object]:
    if len(parts) > _MOST_PARTS:
        raise InputRefused(place, f"Give at most {_MOST_PARTS} parts.")
    record: dict[str, object] = {}
    for part in parts:
        name, values = part["name"], part.get("values")
        if name in record:
            raise InputRefused(place, f"Give the part {name} once.")
        if values is not None and part.get("value") is not None:
            raise InputRefused(place, f"Give either value or values of the part {name}.")
        record[name] = list(values) if values is not None else part.get("value") or ""
    return record
