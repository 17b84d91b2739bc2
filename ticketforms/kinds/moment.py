"""Days and moments; a moment is given in the installation's time zone and kept in UTC.

They are written as no reader can mistake day for month, with the clock of 24 hours, whatever a locale's short form is.
"""

from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from ticketforms.kinds.base import AnswerError, FieldKind, Settings

_COMPARED = ("is", "less_than", "at_most", "more_than", "at_least", "is_filled", "is_empty")
_DAY = {"pl": "d.m.Y", "en": "j M Y"}


class DateKind(FieldKind):
    """A day, kept as 2026-11-24."""

    name = "date"
    label = gettext_lazy("date")
    icon = "date"
    template = "ticketforms/fields/line.html"
    control = {"type": "date"}
    operators = _COMPARED

    def clean(self, raw: object, settings: Settings) -> str | None:
        if not isinstance(raw, str):
            raise AnswerError(_("Enter a date."))
        if not raw.strip():
            return None
        try:
            return date.fromisoformat(raw.strip()).isoformat()
        except ValueError:
            raise AnswerError(_("Enter a date.")) from None

    def show(self, value: str, settings: Settings, language: str) -> str:
        with override(language):
            return formats.date_format(date.fromisoformat(value), _DAY[language])


class DateTimeKind(FieldKind):
    """A moment to the minute, kept in UTC; an hour that the clocks skip is refused, a repeated one is the first."""

    name = "datetime"
    label = gettext_lazy("date and time")
    icon = "time"
    template = "ticketforms/fields/line.html"
    control = {"type": "datetime-local"}
    operators = ("is_filled", "is_empty")

    def clean(self, raw: object, settings: Settings) -> str | None:
        if not isinstance(raw, str):
            raise AnswerError(_("Enter a date and a time."))
        if not raw.strip():
            return None
        try:
            given = datetime.fromisoformat(raw.strip())
            moment = given if timezone.is_aware(given) else given.replace(tzinfo=timezone.get_default_timezone())
            kept = moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise AnswerError(_("Enter a date and a time.")) from None
        if kept.astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None):
            raise AnswerError(_("The clocks skip this hour: enter another."))
        return kept.isoformat()

    def show(self, value: str, settings: Settings, language: str) -> str:
        moment = datetime.fromisoformat(value).astimezone(timezone.get_default_timezone())
        with override(language):
            return formats.date_format(moment, f"{_DAY[language]}, H:i")

    def written(self, answer: Any) -> str:
        """Browsers edit moments without a zone: a kept one is turned into the installation's."""
        try:
            moment = datetime.fromisoformat(answer)
        except (TypeError, ValueError):
            return str(answer)
        local = moment.astimezone(timezone.get_default_timezone()) if timezone.is_aware(moment) else moment
        return local.strftime("%Y-%m-%dT%H:%M")


class TimeKind(FieldKind):
    """A time of day to the minute, kept as 07:05."""

    name = "time"
    label = gettext_lazy("time of day")
    icon = "time"
    template = "ticketforms/fields/line.html"
    control = {"type": "time"}
    operators = _COMPARED

    def clean(self, raw: object, settings: Settings) -> str | None:
        if not isinstance(raw, str):
            raise AnswerError(_("Enter a time."))
        if not raw.strip():
            return None
        try:
            return time.fromisoformat(raw.strip()).strftime("%H:%M")
        except ValueError:
            raise AnswerError(_("Enter a time, for example 07:05.")) from None
