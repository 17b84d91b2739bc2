"""Free text; it refuses what a database or a screen cannot hold."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import Block, IntegerBlock

from ticketforms.kinds.base import AnswerError, DictionaryChoices, FieldKind, Settings
from ticketforms.storing import is_storable

MAX_LENGTH = 4000


class TextKind(FieldKind):
    """One line of text, up to `max_length` characters."""

    name = "text"
    label: str | Promise = gettext_lazy("text, one line")
    icon = "title"
    template = "ticketforms/fields/line.html"
    control: Mapping[str, str] = {"type": "text"}
    operators: tuple[str, ...] = ("is", "is_not", "contains", "is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        return {
            "max_length": IntegerBlock(
                required=False, min_value=1, max_value=MAX_LENGTH, label=gettext_lazy("Longest answer, in characters")
            )
        }

    def clean(self, raw: object, settings: Settings) -> str | None:
        if not isinstance(raw, str):
            raise AnswerError(_("Enter text."))
        text = raw.strip()
        if not is_storable(text):
            raise AnswerError(_("Remove the characters that cannot be shown."))
        longest = settings.get("max_length") or MAX_LENGTH
        if len(text) > longest:
            raise AnswerError(_("Shorten the text to %(longest)d characters.") % {"longest": longest})
        return text or None


class LongTextKind(TextKind):
    """Several lines of text, up to `max_length` characters."""

    name = "long_text"
    label = gettext_lazy("text, several lines")
    icon = "pilcrow"
    template = "ticketforms/fields/paragraph.html"
    control = {}
    operators = ("contains", "is_filled", "is_empty")
