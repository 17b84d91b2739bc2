"""Questions answered by yes or no."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from ticketforms.kinds.base import AnswerError, FieldKind, Settings

_SPOKEN = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class YesNoKind(FieldKind):
    """Yes or no; an unanswered question is neither."""

    name = "yes_no"

    def clean(self, raw: object, settings: Settings) -> bool | None:
        if isinstance(raw, bool):
            return raw
        if raw == "":
            return None
        if not isinstance(raw, str) or raw.lower() not in _SPOKEN:
            raise AnswerError(_("Answer yes or no."))
        return _SPOKEN[raw.lower()]

    def show(self, value: bool, settings: Settings, language: str) -> str:
        with override(language):
            return _("yes") if value else _("no")
