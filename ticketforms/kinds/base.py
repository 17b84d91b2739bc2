"""What every field kind can do; it knows no form and no other field."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.blocks import Block

from ticketforms.kinds import groups

Settings = Mapping[str, Any]


class AnswerError(ValueError):
    """An answer that cannot be taken; the message is for the person who gave it."""


class UnfitSettings(ValueError):
    """A setting a form cannot be published with; the message tells the administrator what to do."""

    def __init__(self, setting: str, message: str) -> None:
        super().__init__(message)
        self.setting = setting


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from, as the screen shows it."""

    code: str
    label: str


@dataclass(frozen=True)
class Given:
    """What is known beside the raw answers: the moment, the surroundings, who answers, and what was kept before.

    `kept` are answers as a ticket holds them, by field code; `values` the clean answers that come before the one that
    is looked at.
    """

    at: datetime
    surroundings: Mapping[str, Any] = field(default_factory=dict)
    roles: frozenset[str] = frozenset()
    kept: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


EntriesOf = Callable[[str], list[dict[str, Any]]]
DictionaryChoices = Callable[[], list[tuple[str, str]]]


class FieldKind(ABC):
    """Draws, cleans and shows an answer of one kind; `settings` is the field's part of a frozen definition.

    `group` is the shelf of the editor's chooser it lies on; `reading` names how rules read a raw answer
    (`reading.READERS`, and resolve.js in the browser). `template`, or `long_template` when there are more options than
    digits, draws it with the attributes of `control`; `operators` are those a rule may compare its answer by.
    """

    name: str
    label: str | Promise
    group: str | Promise = groups.CHOICES
    icon: str
    template: str
    reading: str = "text"
    long_template = ""
    control: Mapping[str, str] = {}
    is_question = True
    # Sensitive whatever the form says of the field: nobody has to remember to mark it.
    is_always_sensitive = False
    operators: tuple[str, ...] = ("is", "is_not", "is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        """Return what the administrator sets for this kind alone, as the editor's blocks by the setting's name."""
        return {}

    @abstractmethod
    def clean(self, raw: object, settings: Settings) -> Any:
        """Return the JSON-ready answer, `None` when it was left empty; raise `AnswerError` when it cannot be taken."""

    def settle(self, value: Any, settings: Settings, given: Given) -> Any:
        """Return the clean answer as it is kept, with what `given` tells; raise `AnswerError` where that cannot be."""
        return value

    def default(self, settings: Settings, given: Given) -> Any:
        """Return the raw answer that the settings put into the field before anybody answers, `None` for none."""
        return None

    def depends_on(self, settings: Settings) -> tuple[str, ...]:
        """Return the codes of the fields whose answers this field's own answer needs."""
        return (settings["narrowed_by"],) if settings.get("narrowed_by") else ()

    def check_earlier(  # noqa: B027  # most kinds need nothing of other fields
        self, settings: Settings, earlier: Mapping[str, Mapping[str, Any]]
    ) -> None:
        """Raise `UnfitSettings` when the frozen fields before this one, by code, are not what it needs of them."""

    def computed(self, settings: Settings, values: Mapping[str, Any]) -> Any:
        """Return the answer of a field that is read from others, as rules see it; only where `reading` is computed."""
        return None

    def show(self, value: Any, settings: Settings, language: str) -> str:
        """Return the clean answer as a person reads it, in "pl" or "en"."""
        return str(value)

    def written(self, answer: Any) -> Any:
        """Return a raw or clean answer as the field's control holds it: text, or a list of option codes."""
        return "" if answer is None else str(answer)

    def options(self, settings: Settings, language: str) -> tuple[Option, ...]:
        """Return what may be chosen, in the order of its keys 1, 2, 3; empty when the answer is written."""
        return ()

    def compared_with(self, value: Any, settings: Settings) -> Any:
        """Return a rule's value as clean answers are compared with it; raise `AnswerError` when none can be it."""
        if isinstance(value, list | tuple) and value:
            return [self.compared_with(one, settings) for one in value]
        cleaned = self.clean("" if value is None or value == [] else value, settings)
        if cleaned is None:
            raise AnswerError(_("Choose or enter what to compare with."))
        return cleaned

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        """Return the settings as a version keeps them; raise `UnfitSettings` when nobody could answer the field."""
        return dict(settings)
