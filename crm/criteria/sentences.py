"""Tells criteria as a sentence in the reader's language, with the grammar that rules are told with."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from crm.criteria.register import GROUPS
from crm.criteria.subjects import Subject
from crm.criteria.telling import value_words
from ticketforms.conditions import Condition
from ticketforms.conditions.sentences import Names, Pieces, condition_pieces, sentence

# Polish declines what is there, and what is not: each is a phrase of its own.
ONE_OF = {
    "ticket": (_("there is a ticket of which"), _("there is no ticket of which")),
    "customer": (_("there is a customer of whom"), _("there is no customer of whom")),
    "service_point": (_("there is a service point of which"), _("there is no service point of which")),
    "meter": (_("there is a meter of which"), _("there is no meter of which")),
    "call": (_("there is a call of which"), _("there is no call of which")),
    "case": (_("there is a case of which"), _("there is no case of which")),
    "outage": (_("there is an outage of which"), _("there is no outage of which")),
}

# As a group says what all its conditions are about.
THE_SAME = {
    "ticket": _("of one and the same ticket"),
    "customer": _("of one and the same customer"),
    "service_point": _("of one and the same service point"),
    "meter": _("of one and the same meter"),
    "call": _("of one and the same call"),
    "case": _("of one and the same case"),
    "outage": _("of one and the same outage"),
}


class CriteriaNames(Names):
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

    def one_of(self, things: str, *, is_negated: bool) -> str:
        """Return “there is a ticket of which”, or that there is none."""
        there_is, there_is_not = ONE_OF[things]
        with override(self.language):
            return str(there_is_not if is_negated else there_is)


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
