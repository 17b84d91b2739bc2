"""Where a person can be reached: telephone numbers and e-mail addresses."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ticketforms.kinds import groups
from ticketforms.kinds.base import AnswerError, FieldKind, Settings

_REACHED = ("is_filled", "is_empty")


class PhoneKind(FieldKind):
    """A telephone number a call back would reach, kept in E.164; Polish unless it begins with +."""

    name = "phone"
    label = gettext_lazy("telephone number")
    group = groups.PEOPLE
    icon = "mobile-alt"
    template = "ticketforms/fields/line.html"
    control = {"type": "tel"}
    operators = _REACHED

    def clean(self, raw: object, settings: Settings) -> str | None:
        if not isinstance(raw, str):
            raise AnswerError(_("Enter a telephone number."))
        given = raw.strip()
        if not given:
            return None
        # Older Polish notation has a leading 0 that is no longer dialled; 00 leads abroad.
        if given.startswith("0") and not given.startswith("00"):
            given = given[1:]
        try:
            number = phonenumbers.parse(given, "PL")
        except phonenumbers.NumberParseException:
            raise AnswerError(_("Enter a telephone number, for example 601 234 567.")) from None
        if not phonenumbers.is_valid_number(number):
            raise AnswerError(_("Nobody has this number: check its digits."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def show(self, value: str, settings: Settings, language: str) -> str:
        return phonenumbers.format_number(phonenumbers.parse(value), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


class EmailKind(FieldKind):
    """An e-mail address."""

    name = "email"
    label = gettext_lazy("e-mail address")
    group = groups.PEOPLE
    icon = "mail"
    template = "ticketforms/fields/line.html"
    control = {"type": "email"}
    operators = _REACHED

    def clean(self, raw: object, settings: Settings) -> str | None:
        if not isinstance(raw, str):
            raise AnswerError(_("Enter an e-mail address."))
        address = raw.strip()
        if not address:
            return None
        try:
            validate_email(address)
        except ValidationError:
            raise AnswerError(_("Enter an e-mail address, for example anna@example.com.")) from None
        return address
