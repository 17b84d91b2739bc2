"""What every action of the drawer is: a small form that knows when it is offered and which one operation it calls."""

from abc import ABCMeta, abstractmethod
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, TypeAlias, TypeVar

from django import forms
from django.contrib.auth.models import User
from django.db.models import Model
from django.forms.forms import DeclarativeFieldsMetaclass
from django.utils.translation import gettext_lazy as _

from cms.board.situation import Situation

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"
_Row = TypeVar("_Row", bound=Model)


class Pick(forms.ChoiceField):
    """A choice among rows that were offered; one that was not is refused with a sentence."""

    default_error_messages = {
        "required": _("Choose one from the list."),
        "invalid_choice": _("This can no longer be chosen: look at the list again."),
    }

    def offer(self, rows: Iterable[_Row], words: Callable[[_Row], str]) -> None:
        offered = list(rows)
        self.rows: dict[str, Model] = {str(row.pk): row for row in offered}
        self.choices = [(str(row.pk), words(row)) for row in offered]

    def clean(self, value: object) -> Model:
        return self.rows[super().clean(value)]


class _AbstractForm(DeclarativeFieldsMetaclass, ABCMeta):
    """Lets a form leave methods to its subclasses: one that lacks them cannot be made."""


class Action(forms.Form, metaclass=_AbstractForm):
    """One thing a dispatcher does to an outage; a subclass says when, with which fields, and by which operation."""

    code: ClassVar[str]
    key: ClassVar[str]
    label: ClassVar[Words]
    button: ClassVar[Words]
    hint: ClassVar[Words] = ""
    is_grave: ClassVar[bool] = False
    refusals: ClassVar[tuple[type[Exception], ...]]

    def __init__(self, situation: Situation, data: dict[str, str] | None = None) -> None:
        super().__init__(data, auto_id=f"{self.code}-%s", label_suffix="")
        self.situation = situation
        self.prepare()

    @classmethod
    @abstractmethod
    def is_offered(cls, situation: Situation) -> bool:
        """Return whether the outage is in a state that allows the action."""

    def prepare(self) -> None:
        """Fill the choices and what is likely to be meant."""

    @abstractmethod
    def perform(self, *, by: User, at: datetime) -> str:
        """Call the operation with what was cleaned; return what happened, as a sentence."""

    @property
    def sentence(self) -> str:
        """Why the form is refused, in one line."""
        return " ".join(
            str(error) if name == "__all__" or len(self.fields) == 1 else f"{self.fields[name].label}: {error}"
            for name, errors in self.errors.items()
            for error in errors
        )


def words_input(label: Words, *, longest: int, is_required: bool = True) -> forms.CharField:
    """Return a field for a few words on one line."""
    attributes = {"class": "tcz-input is-wide", "autocomplete": "off"}
    return forms.CharField(
        label=label,
        max_length=longest,
        required=is_required,
        widget=forms.TextInput(attributes),
        error_messages={"required": _("Write a few words.")},
    )


def list_input() -> forms.Select:
    return forms.Select({"class": "tcz-input"})
