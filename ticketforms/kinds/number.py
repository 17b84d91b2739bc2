"""Numbers, with the comma Poles write as well as the point; kept as text so that no digit is lost."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from ticketforms.kinds.base import AnswerError, FieldKind, Settings

_PLAIN_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")


class NumberKind(FieldKind):
    """A decimal number between `minimum` and `maximum`."""

    name = "number"

    def clean(self, raw: object, settings: Settings) -> str | None:
        if isinstance(raw, bool) or not isinstance(raw, str | int | float):
            raise AnswerError(_("Enter a number."))
        text = str(raw).replace("\u00a0", "").replace(" ", "").replace(",", ".")
        if not text:
            return None
        if not _PLAIN_NUMBER.fullmatch(text):
            raise AnswerError(_("Enter a number."))
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
