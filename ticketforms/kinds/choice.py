"""One entry of a dictionary, as the dictionary stood when the form was published."""

from typing import Any

from django.utils.translation import gettext as _

from ticketforms.kinds.base import AnswerError, FieldKind, Settings
from ticketforms.labels import in_language


class ChoiceKind(FieldKind):
    """The code of one of the field's frozen `choices`."""

    name = "choice"

    def clean(self, raw: object, settings: Settings) -> str | None:
        if raw == "":
            return None
        if not isinstance(raw, str) or raw not in {choice["code"] for choice in settings["choices"]}:
            raise AnswerError(_("Choose one of the listed answers."))
        return raw

    def show(self, value: Any, settings: Settings, language: str) -> str:
        chosen = next(choice for choice in settings["choices"] if choice["code"] == value)
        return in_language(chosen["label_pl"], chosen["label_en"], language)
