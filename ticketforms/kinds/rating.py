"""How a person rates something on a scale, as surveys ask."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import Block, CharBlock, ChoiceBlock

from ticketforms.kinds import groups
from ticketforms.kinds.base import AnswerError, DictionaryChoices, EntriesOf, FieldKind, Option, Settings
from ticketforms.kinds.figures import plain_number

SCALES = {"1-5": range(1, 6), "0-10": range(11), "1-3": range(1, 4), "1-7": range(1, 8), "1-10": range(1, 11)}
DEFAULT_SCALE = "1-5"


class RatingKind(FieldKind):
    """A whole number of the `scale`; the ends of the scale have names."""

    name = "rating"
    label = gettext_lazy("rating")
    group = groups.CHOICES
    icon = "pick"
    template = "ticketforms/fields/rating.html"
    long_template = "ticketforms/fields/rating.html"
    reading = "integer"
    operators = ("is", "is_not", "less_than", "at_most", "more_than", "at_least", "is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        end = {"required": False, "max_length": 40}
        return {
            "scale": ChoiceBlock(
                choices=[(scale, scale.replace("-", "–")) for scale in SCALES],
                default=DEFAULT_SCALE,
                label=gettext_lazy("Scale"),
            ),
            "lowest_pl": CharBlock(**end, label=gettext_lazy("Lowest, in Polish")),
            "lowest_en": CharBlock(**end, label=gettext_lazy("Lowest, in English")),
            "highest_pl": CharBlock(**end, label=gettext_lazy("Highest, in Polish")),
            "highest_en": CharBlock(**end, label=gettext_lazy("Highest, in English")),
        }

    def clean(self, raw: object, settings: Settings) -> str | None:
        text = plain_number(raw)
        if text == "":
            return None
        if text not in _codes(settings):
            steps = SCALES[settings.get("scale") or DEFAULT_SCALE]
            raise AnswerError(
                _("Choose a number from %(lowest)d to %(highest)d.") % {"lowest": steps[0], "highest": steps[-1]}
            )
        return text

    def show(self, value: str, settings: Settings, language: str) -> str:
        return f"{value}/{SCALES[settings.get('scale') or DEFAULT_SCALE][-1]}"

    def options(self, settings: Settings, language: str) -> tuple[Option, ...]:
        return tuple(Option(code, code) for code in _codes(settings))

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        return {**settings, "scale": settings.get("scale") or DEFAULT_SCALE}


def _codes(settings: Settings) -> list[str]:
    return [str(step) for step in SCALES[settings.get("scale") or DEFAULT_SCALE]]
