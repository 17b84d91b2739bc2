"""The answers that stand in columns of a list of tickets of one type, as far as the reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.models import Ticket
from crm.tickets.reading import Reader, shown_answers
from ticketforms.definition import upgraded
from ticketforms.labels import in_language
from ticketforms.models import FormVersion


@dataclass(frozen=True)
class AnswerColumns:
    """The heads of the columns, and the cells of each ticket by its key, "" where a ticket has no such answer."""

    heads: tuple[str, ...]
    cells: dict[int, tuple[str, ...]]


def answer_columns(tickets: Sequence[Ticket], reader: Reader) -> AnswerColumns:
    """Return the columns that the forms of these tickets have, in one query: the newest form's first."""
    versions = FormVersion.objects.in_bulk({ticket.form_version_id for ticket in tickets})
    labels: dict[str, str] = {}
    for version in sorted(versions.values(), key=lambda version: version.number, reverse=True):
        for field in upgraded(version.definition)["fields"]:
            if field["is_column"] and reader.may_see(field):
                labels.setdefault(field["code"], in_language(field["label_pl"], field["label_en"]))
    cells = {}
    for ticket in tickets if labels else ():
        definition = versions[ticket.form_version_id].definition
        wanted = {code: answer for code, answer in ticket.answers.items() if code in labels}
        texts = {answer.code: answer.text for answer in shown_answers(wanted, definition, reader)}
        cells[ticket.pk] = tuple(texts.get(code, "") for code in labels)
    return AnswerColumns(tuple(labels.values()), cells)
