"""Knows how the queues are called that rules put tickets in; which those are, administrators say in a dictionary."""

from ticketforms.effects import QUEUE_DICTIONARY
from ticketforms.models import DictionaryEntry


def queue_names() -> dict[str, str]:
    """Return every queue's name in the active language by its code, retired ones too, in the dictionary's order."""
    entries = DictionaryEntry.objects.filter(dictionary__code=QUEUE_DICTIONARY)
    return {entry.code: entry.label for entry in entries}


def queue_name(code: str) -> str:
    """Return the name of one queue; of one that is not there any more, its code."""
    return queue_names().get(code, code) if code else ""
