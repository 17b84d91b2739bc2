"""Numbers, with the comma Poles write as well as the point; kept as text so that no digit is lost."""

from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.blocks import Block, CharBlock, DecimalBlock, IntegerBlock

from ticketforms.kinds import groups
from ticketforms.kinds.base import AnswerError, DictionaryChoices, EntriesOf, FieldKind, Settings, UnfitSettings
from ticketforms.kinds.figures import NO_BREAK, is_step, plain_number, shown_number

MOST_PLACES = 6


class NumberKind(FieldKind):
    """A decimal number from `minimum` to `maximum` in steps of `step`, with at most `places` after the comma."""

    name = "number"
    label: str | Promise = gettext_lazy("decimal number")
    group = groups.NUMBERS
    icon = "decimal"
    template = "ticketforms/fields/line.html"
    control = {"type": "text", "inputmode": "decimal"}
    reading = "decimal"
    operators = ("is", "is_not", "less_than", "at_most", "more_than", "at_least", "is_filled", "is_empty")
    _limit_block: type[Block] = DecimalBlock

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        limit = self._limit_block
        return {
            "minimum": limit(required=False, label=gettext_lazy("Smallest")),
            "maximum": limit(required=False, label=gettext_lazy("Greatest")),
            "step": limit(
                required=False,
                label=gettext_lazy("Step"),
                help_text=gettext_lazy("Only the smallest and whole steps above it are taken."),
            ),
            "places": IntegerBlock(
                required=False, min_value=0, max_value=MOST_PLACES, label=gettext_lazy("Places after the comma")
            ),
            "unit": CharBlock(required=False, max_length=12, label=gettext_lazy("Unit")),
        }

    def clean(self, raw: object, settings: Settings) -> str | None:
        text = plain_number(raw)
        if text is None or len(text.partition(".")[2].rstrip("0")) > self._places(settings):
            raise AnswerError(self._refusal(settings))
        if not text:
            return None
        self._check_limits(Decimal(text), settings)
        return self._kept(text, settings)

    def show(self, value: str, settings: Settings, language: str) -> str:
        return f"{shown_number(value, language)} {settings.get('unit', '')}".strip()

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        minimum, maximum = settings.get("minimum"), settings.get("maximum")
        if minimum is not None and maximum is not None and Decimal(str(minimum)) > Decimal(str(maximum)):
            raise UnfitSettings("maximum", _("The greatest number is below the smallest: change one."))
        if settings.get("step") is not None and Decimal(str(settings["step"])) <= 0:
            raise UnfitSettings("step", _("Enter a step above zero."))
        return dict(settings)

    def _check_limits(self, number: Decimal, settings: Settings) -> None:
        minimum, maximum, step = settings.get("minimum"), settings.get("maximum"), settings.get("step")
        if minimum is not None and number < Decimal(str(minimum)):
            raise AnswerError(_("Enter at least %(minimum)s.") % {"minimum": minimum})
        if maximum is not None and number > Decimal(str(maximum)):
            raise AnswerError(_("Enter at most %(maximum)s.") % {"maximum": maximum})
        if step is not None and not is_step(number, Decimal(str(minimum or 0)), Decimal(str(step))):
            raise AnswerError(_("Enter a number in steps of %(step)s.") % {"step": step})

    def _places(self, settings: Settings) -> int:
        places = settings.get("places")
        return MOST_PLACES if places is None else int(places)

    def _kept(self, text: str, settings: Settings) -> str:
        return text

    def _refusal(self, settings: Settings) -> str:
        places = settings.get("places")
        if places == 0:
            return _("Enter a whole number.")
        if places is None:
            return _("Enter a number.")
        return ngettext(
            "Enter a number with at most %(places)d place after the comma.",
            "Enter a number with at most %(places)d places after the comma.",
            places,
        ) % {"places": places}


class IntegerKind(NumberKind):
    """A whole number from `minimum` to `maximum` in steps of `step`."""

    name = "integer"
    label = gettext_lazy("whole number")
    icon = "list-ol"
    control = {"type": "text", "inputmode": "numeric"}
    reading = "integer"
    _limit_block = IntegerBlock

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        blocks = super().setting_blocks(dictionaries)
        return {name: block for name, block in blocks.items() if name != "places"}

    def clean(self, raw: object, settings: Settings) -> str | None:
        if "." in (plain_number(raw) or ""):
            raise AnswerError(self._refusal(settings))
        return super().clean(raw, settings)

    def _places(self, settings: Settings) -> int:
        return 0

    def _refusal(self, settings: Settings) -> str:
        return _("Enter a whole number.")


class MoneyKind(NumberKind):
    """An amount in zlotys and groszes from `minimum` to `maximum`, kept with both places after the comma."""

    name = "money"
    label = gettext_lazy("amount of money")
    icon = "tag"

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        blocks = super().setting_blocks(dictionaries)
        return {name: blocks[name] for name in ("minimum", "maximum")}

    def show(self, value: str, settings: Settings, language: str) -> str:
        amount = shown_number(value, language, grouped_from=4)
        return f"{amount}{NO_BREAK}zł" if language == "pl" else f"PLN{NO_BREAK}{amount}"

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        return {**super().freeze(settings, entries_of), "unit": "zł", "places": 2}

    def _places(self, settings: Settings) -> int:
        return 2

    def _kept(self, text: str, settings: Settings) -> str:
        whole, _point, rest = text.partition(".")
        return f"{whole}.{rest[:2].ljust(2, '0')}"

    def _refusal(self, settings: Settings) -> str:
        return _("Enter an amount in zlotys, for example 129,90.")
