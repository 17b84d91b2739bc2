"""Knows how the queues are called that rules put tickets in; which those are, administrators say in a dictionary."""

from ticketforms.catalogue import entries_of
from ticketforms.effects import QUEUE_DICTIONARY
from ticketforms.labels import in_language
from ticketforms.models import DictionaryEntry


def queue_names() -> dict[str, str]:
    """Return every queue's name in the active language by its code, retired ones too, in the dictionary's order."""
    entries = DictionaryEntry.objects.filter(dictionary__code=QUEUE_DICTIONARY)
    return {entry.code: entry.label for entry in entries}


def queue_name(code: str) -> str:
    """Return the name of one queue; of one that is not there any more, its code."""
    return queue_names().get(code, code) if code else ""


def queues_in_use() -> dict[str, str]:
    """Return the names of the queues that a ticket can be put in today, by code."""
    return {entry["code"]: in_language(entry["label_pl"], entry["label_en"]) for entry in entries_of(QUEUE_DICTIONARY)}
