"""Questions answered by yes or no, and by not knowing."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ticketforms.kinds import groups
from ticketforms.kinds.base import AnswerError, FieldKind, Option, Settings
from ticketforms.labels import in_language

_SPOKEN = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_UNSURE = {"yes": ("tak", "yes"), "no": ("nie", "no"), "unknown": ("nie wiadomo", "not known")}


class YesNoKind(FieldKind):
    """Yes or no; an unanswered question is neither."""

    name = "yes_no"
    label: str | Promise = gettext_lazy("yes or no")
    group = groups.CHOICES
    icon = "check"
    template = "ticketforms/fields/options.html"
    reading = "flag"
    operators: tuple[str, ...] = ("is", "is_filled", "is_empty")

    def clean(self, raw: object, settings: Settings) -> bool | None:
        if isinstance(raw, bool):
            return raw
        if raw == "":
            return None
        if not isinstance(raw, str) or raw.lower() not in _SPOKEN:
            raise AnswerError(_("Answer yes or no."))
        return _SPOKEN[raw.lower()]

    def show(self, value: bool, settings: Settings, language: str) -> str:
        return in_language("tak", "yes", language) if value else in_language("nie", "no", language)

    def written(self, answer: Any) -> str:
        return str(answer).lower() if isinstance(answer, bool) else str(answer)

    def options(self, settings: Settings, language: str) -> tuple[Option, ...]:
        return (
            Option("true", self.show(True, settings, language)),
            Option("false", self.show(False, settings, language)),
        )


class YesNoUnknownKind(FieldKind):
    """ "yes", "no" or "unknown": the person was asked and cannot tell."""

    name = "yes_no_unknown"
    label = gettext_lazy("yes, no or not known")
    group = groups.CHOICES
    icon = "help"
    template = "ticketforms/fields/options.html"
    operators = ("is", "is_not", "is_any_of", "is_filled", "is_empty")

    def clean(self, raw: object, settings: Settings) -> str | None:
        if raw == "":
            return None
        if not isinstance(raw, str) or raw not in _UNSURE:
            raise AnswerError(_("Answer yes, no or not known."))
        return raw

    def show(self, value: str, settings: Settings, language: str) -> str:
        return in_language(*_UNSURE[value], language)

    def options(self, settings: Settings, language: str) -> tuple[Option, ...]:
        return tuple(Option(code, in_language(*spoken, language)) for code, spoken in _UNSURE.items())
