"""Numbers, with the comma Poles write as well as the point; kept as text so that no digit is lost."""

import re
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import Block, CharBlock, DecimalBlock, IntegerBlock

from ticketforms.kinds.base import AnswerError, DictionaryChoices, EntriesOf, FieldKind, Settings, UnfitSettings

_SPACES = str.maketrans("", "", " \u00a0\u202f")


class NumberKind(FieldKind):
    """A decimal number between `minimum` and `maximum`, shown with its `unit`."""

    name = "number"
    label: str | Promise = gettext_lazy("number")
    icon = "decimal"
    template = "ticketforms/fields/line.html"
    control = {"type": "text", "inputmode": "decimal"}
    reading = "decimal"
    operators = ("is", "is_not", "less_than", "at_most", "more_than", "at_least", "is_filled", "is_empty")
    _plain = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
    _limit_block: type[Block] = DecimalBlock

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        limit = self._limit_block
        return {
            "minimum": limit(required=False, label=gettext_lazy("Smallest")),
            "maximum": limit(required=False, label=gettext_lazy("Greatest")),
            "unit": CharBlock(required=False, max_length=12, label=gettext_lazy("Unit")),
        }

    def clean(self, raw: object, settings: Settings) -> str | None:
        if isinstance(raw, bool) or not isinstance(raw, str | int | float):
            raise AnswerError(self._refusal())
        text = str(raw).translate(_SPACES).replace(",", ".")
        if not text:
            return None
        if not self._plain.fullmatch(text):
            raise AnswerError(self._refusal())
        number = Decimal(text)
        minimum, maximum = settings.get("minimum"), settings.get("maximum")
        if minimum is not None and number < Decimal(str(minimum)):
            raise AnswerError(_("Enter at least %(minimum)s.") % {"minimum": minimum})
        if maximum is not None and number > Decimal(str(maximum)):
            raise AnswerError(_("Enter at most %(maximum)s.") % {"maximum": maximum})
        return text

    def show(self, value: str, settings: Settings, language: str) -> str:
        written = value.replace(".", ",") if language == "pl" else value
        unit = settings.get("unit", "")
        return f"{written} {unit}".strip()

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, object]:
        minimum, maximum = settings.get("minimum"), settings.get("maximum")
        if minimum is not None and maximum is not None and Decimal(str(minimum)) > Decimal(str(maximum)):
            raise UnfitSettings("maximum", _("The greatest number is below the smallest: change one."))
        return dict(settings)

    def _refusal(self) -> str:
        return _("Enter a number.")


class IntegerKind(NumberKind):
    """A whole number between `minimum` and `maximum`."""

    name = "integer"
    label = gettext_lazy("whole number")
    icon = "list-ol"
    control = {"type": "text", "inputmode": "numeric"}
    reading = "integer"
    _plain = re.compile(r"-?[0-9]{1,15}")
    _limit_block = IntegerBlock

    def _refusal(self) -> str:
        return _("Enter a whole number.")
