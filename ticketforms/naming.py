"""Knows what the fields of a form, the surroundings and their values are called; sentences are made from it. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from ticketforms.conditions.phrases import WORDS
from ticketforms.conditions.sentences import QUEUE, Names
from ticketforms.effects import QUEUE_DICTIONARY
from ticketforms.kinds import KINDS
from ticketforms.labels import in_language
from ticketforms.surroundings import SUBJECTS

EntryLabels = Mapping[str, Mapping[str, str]]
_MOMENTS = frozenset({"date", "time", "datetime-local"})


class FormNames(Names):
    """Names of one form, drafted or frozen, in one language.

    `entries` names entries by dictionary and code, where the fields themselves do not: in drafts, and for queues.
    """

    def __init__(self, fields: Iterable[Mapping[str, Any]], language: str, entries: EntryLabels | None = None) -> None:
        self.language = "en" if language.startswith("en") else "pl"
        self._fields = {field["code"]: field for field in fields}
        self._entries = entries or {}
        self._surroundings: dict[str, Mapping[str, Any]] = {}

    def subject(self, subject: str) -> str:
        field = self._field(subject)
        return in_language(field["label_pl"], field.get("label_en") or "", self.language) if field else ""

    def value(self, subject: str, value: object) -> str:
        if value is None or isinstance(value, list | tuple | dict):
            return ""
        if isinstance(value, bool):
            return WORDS[self.language]["yes" if value else "no"]
        field = self._field(subject) or {}
        return self._choice(subject, field, str(value)) or self._shown(field, str(value))

    def is_moment(self, subject: str) -> bool:
        kind = KINDS.get((self._field(subject) or {}).get("kind", ""))
        return kind is not None and kind.control.get("type") in _MOMENTS

    def _field(self, subject: str) -> Mapping[str, Any] | None:
        if subject not in SUBJECTS:
            return self._fields.get(subject)
        if subject not in self._surroundings:
            self._surroundings[subject] = SUBJECTS[subject].as_field()
        return self._surroundings[subject]

    def _choice(self, subject: str, field: Mapping[str, Any], code: str) -> str:
        settings = field.get("settings") or {}
        for choice in settings.get("choices") or ():
            if choice["code"] == code:
                return in_language(choice["label_pl"], choice["label_en"], self.language)
        kind = KINDS.get(field.get("kind", ""))
        if kind is not None and not settings.keys() & {"dictionary", "choices"}:
            for option in kind.options(settings, self.language) if kind.reading == "text" else ():
                if option.code == code:
                    return option.label
        dictionary = QUEUE_DICTIONARY if subject == QUEUE else settings.get("dictionary", "")
        return self._entries.get(dictionary, {}).get(code, "")

    def _shown(self, field: Mapping[str, Any], written: str) -> str:
        """Return a written value as its kind shows it; a draft may hold what no kind can."""
        kind = KINDS.get(field.get("kind", ""))
        if kind is None or kind.control.get("type") != "date":
            is_number = kind is not None and kind.reading == "decimal"
            return written.replace(".", ",") if is_number and self.language == "pl" else written
        try:
            return kind.show(written, field.get("settings") or {}, self.language)
        except ValueError:
            return written
