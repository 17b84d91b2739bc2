"""What choice kinds ask of dictionaries that are too long for a version; kinds know no table, the answer is lent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Entry:
    """An entry as it stands on a day; `path` has the labels of what is above it, in both languages, topmost first."""

    code: str
    label_pl: str
    label_en: str
    parent: str
    path: tuple[tuple[str, str], ...]
    is_in_use: bool
    has_branches: bool
    replaced_by: str


# By the codes of dictionary and entry, as it stands on a day.
FindEntry = Callable[[str, str, date], Entry | None]


def _in_no_dictionary(dictionary: str, code: str, on: date) -> None:
    return None


@dataclass
class LongDictionaries:
    """Finds an entry of any dictionary; `TicketformsConfig.ready` says how."""

    find: FindEntry = _in_no_dictionary


long_dictionaries = LongDictionaries()
