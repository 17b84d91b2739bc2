"""Free text; it refuses what a database or a screen cannot hold."""

from django.utils.translation import gettext as _

from ticketforms.kinds.base import AnswerError, FieldKind, Settings

MAX_LENGTH = 4000


class TextKind(FieldKind):
    """One or more lines of text, up to `max_length` characters."""

    name = "text"

    def clean(self, raw: object, settings: Settings) -> str | None:
        if not isinstance(raw, str):
            raise AnswerError(_("Enter text."))
        text = raw.strip()
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise AnswerError(_("Remove the characters that cannot be shown."))
        longest = settings.get("max_length", MAX_LENGTH)
        if len(text) > longest:
            raise AnswerError(_("Shorten the text to %(longest)d characters.") % {"longest": longest})
        return text or None
