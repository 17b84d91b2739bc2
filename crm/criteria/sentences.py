"""Tells criteria as a sentence in the reader's language, with the grammar that rules are told with."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language, override

from crm.criteria.register import GROUPS
from crm.criteria.subjects import Subject
from crm.criteria.telling import value_words
from ticketforms.conditions import Condition
from ticketforms.conditions.sentences import Pieces, condition_pieces, sentence


class CriteriaNames:
    """What subjects and their values are called, in one language."""

    def __init__(self, known: Mapping[str, Subject], language: str) -> None:
        self.known, self.language = known, language
        self.words: dict[str, Callable[[Any], str]] = {}

    def subject(self, subject: str) -> str:
        """Return the subject with what it belongs to: “Customer: name”."""
        found = self.known.get(subject)
        if found is None:
            return ""
        with override(self.language):
            return str(found.label) if found.group == "answer" else f"{GROUPS[found.group]}: {found.label}"

    def value(self, subject: str, value: object) -> str:
        """Return how a value of the subject reads."""
        found = self.known.get(subject)
        if found is None:
            return str(value)
        with override(self.language):
            if subject not in self.words:
                self.words[subject] = value_words(found)
            told = self.words[subject](value)
            return f"{told} {found.unit}" if found.unit else told

    def is_moment(self, subject: str) -> bool:
        """Return whether the subject comes before and after, not below and above."""
        found = self.known.get(subject)
        return found is not None and found.comparing.control == "moment"


def criteria_sentence(condition: Condition, known: Mapping[str, Subject], language: str = "") -> str:
    """Return what is looked for, in “pl” or “en”, by default as the screen speaks."""
    spoken = _spoken(language)
    return sentence(condition, CriteriaNames(known, spoken), spoken)


def criteria_pieces(condition: Condition, known: Mapping[str, Subject], language: str = "") -> Pieces:
    """Return the sentence in pieces, each with whether it is a name."""
    spoken = _spoken(language)
    return condition_pieces(condition, CriteriaNames(known, spoken), spoken)


def _spoken(language: str) -> str:
    return "en" if (language or get_language() or "pl").startswith("en") else "pl"
