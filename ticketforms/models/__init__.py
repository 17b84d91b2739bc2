"""The tables of what can be asked."""

from ticketforms.models.dictionary import Dictionary, DictionaryAttribute, DictionaryEntry
from ticketforms.models.form_version import FormVersion
from ticketforms.models.planned_publication import PlannedPublication
from ticketforms.models.text_template import TextTemplate
from ticketforms.models.ticket_type import Category, TicketType
from ticketforms.models.upload import Upload

__all__ = [
    "Category",
    "Dictionary",
    "DictionaryAttribute",
    "DictionaryEntry",
    "FormVersion",
    "PlannedPublication",
    "TextTemplate",
    "TicketType",
    "Upload",
]
