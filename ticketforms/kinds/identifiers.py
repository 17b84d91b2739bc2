"""Numbers that the state and the industry give to people, firms, places and meters; each is checked as its makers say.

Blanks and hyphens that people write for the eye are taken away. Whether such a number is known here, nobody asks.
"""

import re
from abc import abstractmethod
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.pl import nip, pesel, regon
from wagtail.blocks import Block

from ticketforms.kinds import groups
from ticketforms.kinds.base import AnswerError, DictionaryChoices, EntriesOf, FieldKind, Settings
from ticketforms.kinds.patterns import check_pattern, pattern_blocks, refuse_unfit_pattern

_FOR_THE_EYE = re.compile(r"[\s\u00a0\u202f-]+")
_LONGEST = 40
_METER = re.compile(r"[0-9A-Z][0-9A-Z./]{2,29}")


class IdentifierKind(FieldKind):
    """A number of digits whose check digit has to fit."""

    label: str | Promise
    group = groups.PEOPLE
    icon = "key"
    template = "ticketforms/fields/line.html"
    control = {"type": "text", "inputmode": "numeric"}
    operators: tuple[str, ...] = ("is_filled", "is_empty")

    def clean(self, raw: object, settings: Settings) -> str | None:
        if not isinstance(raw, str) or len(raw) > _LONGEST:
            raise AnswerError(self.shape())
        number = _FOR_THE_EYE.sub("", raw)
        if not number:
            return None
        if not re.fullmatch(r"[0-9]+", number) or not self.has_shape(number):
            raise AnswerError(self.shape())
        if not self.is_right(number):
            raise AnswerError(_("This number does not exist: one of its digits is wrong."))
        return number

    @abstractmethod
    def has_shape(self, number: str) -> bool:
        """Return whether it has as many digits as it should."""

    @abstractmethod
    def is_right(self, number: str) -> bool:
        """Return whether its check digit fits."""

    @abstractmethod
    def shape(self) -> str:
        """Return the sentence that tells how the number is written."""


class PpeKind(IdentifierKind):
    """The number of a point of consumption: 18 digits, the last checks the others as GS1 says."""

    name = "ppe"
    label = gettext_lazy("PPE number")
    group = groups.PLACES
    icon = "home"

    def has_shape(self, number: str) -> bool:
        return len(number) == 18

    def is_right(self, number: str) -> bool:
        digits = [int(digit) for digit in reversed(number)]
        return (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0

    def shape(self) -> str:
        return _("Enter the 18 digits of the PPE number.")


class NipKind(IdentifierKind):
    """A taxpayer's number, shown as 123-456-32-18."""

    name = "nip"
    label = gettext_lazy("NIP")

    def has_shape(self, number: str) -> bool:
        return len(number) == 10

    def is_right(self, number: str) -> bool:
        return bool(nip.is_valid(number))

    def show(self, value: str, settings: Settings, language: str) -> str:
        return f"{value[:3]}-{value[3:6]}-{value[6:8]}-{value[8:]}"

    def shape(self) -> str:
        return _("Enter the 10 digits of the NIP.")


class PeselKind(IdentifierKind):
    """A person's number, with the date of birth in it: sensitive wherever it is asked."""

    name = "pesel"
    is_always_sensitive = True
    label = gettext_lazy("PESEL")

    def has_shape(self, number: str) -> bool:
        return len(number) == 11

    def is_right(self, number: str) -> bool:
        return bool(pesel.is_valid(number))

    def shape(self) -> str:
        return _("Enter the 11 digits of the PESEL.")


class RegonKind(IdentifierKind):
    """A firm's number in the statistical register: 9 digits, 14 for a branch."""

    name = "regon"
    label = gettext_lazy("REGON")

    def has_shape(self, number: str) -> bool:
        return len(number) in (9, 14)

    def is_right(self, number: str) -> bool:
        return bool(regon.is_valid(number))

    def shape(self) -> str:
        return _("Enter the 9 or 14 digits of the REGON.")


class MeterNumberKind(FieldKind):
    """What stands on a meter's plate: capital letters and digits, or what the `pattern` says."""

    name = "meter_number"
    label = gettext_lazy("meter number")
    group = groups.PLACES
    icon = "tag"
    template = "ticketforms/fields/line.html"
    control = {"type": "text", "autocapitalize": "characters"}
    operators = ("is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        return pattern_blocks()

    def clean(self, raw: object, settings: Settings) -> str | None:
        if not isinstance(raw, str) or len(raw) > _LONGEST:
            raise AnswerError(_("Enter the number from the meter's plate."))
        number = _FOR_THE_EYE.sub("", raw).upper()
        if not number:
            return None
        if not _METER.fullmatch(number):
            raise AnswerError(_("Enter the number from the meter's plate: letters and digits only."))
        check_pattern(number, settings)
        return number

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        refuse_unfit_pattern(settings)
        return dict(settings)
