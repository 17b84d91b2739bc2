"""Free text; it refuses what a database or a screen cannot hold."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import Block, IntegerBlock

from ticketforms.kinds import groups
from ticketforms.kinds.base import AnswerError, DictionaryChoices, EntriesOf, FieldKind, Settings, UnfitSettings
from ticketforms.kinds.patterns import check_pattern, pattern_blocks, refuse_unfit_pattern
from ticketforms.storing import is_storable

MAX_LENGTH = 4000


class TextKind(FieldKind):
    """One line of text, of `min_length` to `max_length` characters, fitting `pattern`."""

    name = "text"
    label: str | Promise = gettext_lazy("text, one line")
    group = groups.TEXT
    icon = "title"
    template = "ticketforms/fields/line.html"
    control: Mapping[str, str] = {"type": "text"}
    operators: tuple[str, ...] = ("is", "is_not", "contains", "is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        return _length_blocks() | pattern_blocks()

    def clean(self, raw: object, settings: Settings) -> str | None:
        if not isinstance(raw, str):
            raise AnswerError(_("Enter text."))
        text = self._plain(raw)
        if not is_storable(text):
            raise AnswerError(_("Remove the characters that cannot be shown."))
        if not text:
            return None
        longest, shortest = settings.get("max_length") or MAX_LENGTH, settings.get("min_length") or 0
        if len(text) > longest:
            raise AnswerError(_("Shorten the text to %(longest)d characters.") % {"longest": longest})
        if len(text) < shortest:
            raise AnswerError(_("Write at least %(shortest)d characters.") % {"shortest": shortest})
        check_pattern(text, settings)
        return text

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        shortest, longest = settings.get("min_length") or 0, settings.get("max_length") or MAX_LENGTH
        if shortest > longest:
            raise UnfitSettings("min_length", _("The shortest answer is longer than the longest: change one."))
        refuse_unfit_pattern(settings)
        return dict(settings)

    def _plain(self, raw: str) -> str:
        return raw.strip()


class LongTextKind(TextKind):
    """Several lines of text, of `min_length` to `max_length` characters."""

    name = "long_text"
    label = gettext_lazy("text, several lines")
    icon = "pilcrow"
    template = "ticketforms/fields/paragraph.html"
    control = {}
    operators = ("contains", "is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        return _length_blocks()


def _length_blocks() -> dict[str, Block]:
    return {
        "min_length": IntegerBlock(
            required=False, min_value=1, max_value=MAX_LENGTH, label=gettext_lazy("Shortest answer, in characters")
        ),
        "max_length": IntegerBlock(
            required=False, min_value=1, max_value=MAX_LENGTH, label=gettext_lazy("Longest answer, in characters")
        ),
    }
