"""Reads a ticket's answers as its own form version asked them, whatever the type asks today."""

from dataclasses import dataclass

from crm.models import Ticket
from ticketforms.labels import in_language


@dataclass(frozen=True)
class ShownAnswer:
    """One question and its answer in a person's language."""

    code: str
    label: str
    text: str


def answers_of(ticket: Ticket, language: str | None = None) -> tuple[ShownAnswer, ...]:
    """Return the answers in the order in which they were asked; the database does not keep their order."""
    asked = {field["code"]: place for place, field in enumerate(ticket.form_version.definition["fields"])}
    in_order = sorted(ticket.answers.items(), key=lambda item: asked.get(item[0], len(asked)))
    return tuple(
        ShownAnswer(
            code=code,
            label=in_language(answer["label_pl"], answer["label_en"], language),
            text=in_language(answer["text_pl"], answer["text_en"], language),
        )
        for code, answer in in_order
    )
