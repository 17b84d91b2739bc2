"""What every field kind can do; it knows no form and no other field."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

Settings = Mapping[str, Any]


class AnswerError(ValueError):
    """An answer that cannot be taken; the message is for the person who gave it."""


class FieldKind(ABC):
    """Cleans an answer of one kind and shows it; `settings` is the field's part of a frozen definition."""

    name: str

    @abstractmethod
    def clean(self, raw: object, settings: Settings) -> Any:
        """Return the JSON-ready answer, `None` when it was left empty; raise `AnswerError` when it cannot be taken."""

    def show(self, value: Any, settings: Settings, language: str) -> str:
        """Return the clean answer as a person reads it, in "pl" or "en"."""
        return str(value)
