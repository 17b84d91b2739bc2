"""What may be chosen in a workbook's cells, list by list, as the program stands."""

from ticketforms.definition import REQUIREMENTS
from ticketforms.effects import DUE_UNITS, EFFECTS, TONES
from ticketforms.kinds import KINDS
from ticketforms.models import Category, DictionaryAttribute, DictionaryEntry, TextTemplate, TicketType
from ticketforms.stages import BaseState
from ticketforms.surroundings import SUBJECTS


def lists() -> dict[str, list[str]]:
    """Return each list's codes in their order; none is empty."""
    return {
        "yes or no": ["yes", "no"],
        "kinds": list(KINDS),
        "requirements": list(REQUIREMENTS),
        "personal": ["none", "personal", "sensitive"],
        "surroundings": list(SUBJECTS),
        "effects": list(EFFECTS),
        "levels": list(REQUIREMENTS[1:]),
        "tones": list(TONES),
        "units": list(DUE_UNITS),
        "states": list(BaseState.values),
        **{
            f"{model.__name__}.{column.name}": [str(code) for code, _label in column.choices]
            for model in (TicketType, Category, DictionaryAttribute, DictionaryEntry, TextTemplate)
            for column in model._meta.concrete_fields
            if column.choices
        },
    }
