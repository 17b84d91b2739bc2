"""Questions answered by yes or no."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ticketforms.kinds.base import AnswerError, FieldKind, Option, Settings
from ticketforms.labels import in_language

_SPOKEN = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class YesNoKind(FieldKind):
    """Yes or no; an unanswered question is neither."""

    name = "yes_no"
    label = gettext_lazy("yes or no")
    icon = "check"
    template = "ticketforms/fields/options.html"
    reading = "flag"
    operators = ("is", "is_filled", "is_empty")

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
