"""Reads a ticket's answers as its own form version asked them, whatever the type asks today."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.models import Ticket
from ticketforms.labels import in_language


@dataclass(frozen=True)
class ShownAnswer:
    """One question and its answer in a person's language."""

    code: str
    label: str
    text: str


def answers_of(ticket: Ticket, language: str | None = None) -> tuple[ShownAnswer, ...]:
    """Return the answers in the order in which they were asked."""
    return shown_answers(ticket.answers, ticket.form_version.definition, language)


def shown_answers(
    answers: Mapping[str, Any], definition: Mapping[str, Any], language: str | None = None
) -> tuple[ShownAnswer, ...]:
    """Return kept answers in the order in which their form asked; the database does not keep their order."""
    asked = {field["code"]: place for place, field in enumerate(definition["fields"])}
    in_order = sorted(answers.items(), key=lambda item: asked.get(item[0], len(asked)))
    return tuple(
        ShownAnswer(
            code=code,
            label=in_language(answer["label_pl"], answer["label_en"], language),
            text=in_language(answer["text_pl"], answer["text_en"], language),
        )
        for code, answer in in_order
    )
