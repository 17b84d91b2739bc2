"""Days and moments; a moment is given in the installation's time zone and kept in UTC.

They are written as no reader can mistake day for month, with the clock of 24 hours, whatever a locale's short form is.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from wagtail.blocks import Block, IntegerBlock

from ticketforms.kinds import groups
from ticketforms.kinds.base import AnswerError, DictionaryChoices, EntriesOf, FieldKind, Given, Settings
from ticketforms.kinds.limits import (
    DAY,
    check_day,
    check_moment,
    limit_blocks,
    local_day,
    refuse_unfit_limits,
    shown_day,
)

_COMPARED = ("is", "less_than", "at_most", "more_than", "at_least", "is_filled", "is_empty")
_MOST_MINUTES = 60 * 24 * 366


class DateKind(FieldKind):
    """A day, kept as 2026-11-24; it may be limited to the past, the future or some days around today."""

    name = "date"
    label = gettext_lazy("date")
    group = groups.TIME
    icon = "date"
    template = "ticketforms/fields/line.html"
    control = {"type": "date"}
    operators = _COMPARED

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        offset = IntegerBlock(
            required=False, min_value=-366, max_value=366, label=gettext_lazy("Filled in with, in days from today")
        )
        return limit_blocks() | {"default_offset": offset}

    def clean(self, raw: object, settings: Settings) -> str | None:
        if not isinstance(raw, str):
            raise AnswerError(_("Enter a date."))
        if not raw.strip():
            return None
        try:
            return date.fromisoformat(raw.strip()).isoformat()
        except ValueError:
            raise AnswerError(_("Enter a date.")) from None

    def settle(self, value: str, settings: Settings, given: Given) -> str:
        check_day(date.fromisoformat(value), settings, given.at)
        return value

    def default(self, settings: Settings, given: Given) -> str | None:
        offset = settings.get("default_offset")
        return None if offset is None else (local_day(given.at) + timedelta(days=offset)).isoformat()

    def show(self, value: str, settings: Settings, language: str) -> str:
        return shown_day(date.fromisoformat(value), language)

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        refuse_unfit_limits(settings)
        return dict(settings)


class DateTimeKind(FieldKind):
    """A moment to the minute, kept in UTC; an hour that the clocks skip is refused, a repeated one is the first."""

    name = "datetime"
    label = gettext_lazy("date and time")
    group = groups.TIME
    icon = "time"
    template = "ticketforms/fields/line.html"
    control = {"type": "datetime-local"}
    operators = ("is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        offset = IntegerBlock(
            required=False,
            min_value=-_MOST_MINUTES,
            max_value=_MOST_MINUTES,
            label=gettext_lazy("Filled in with, in minutes from now"),
        )
        return limit_blocks() | {"default_offset": offset}

    def clean(self, raw: object, settings: Settings) -> str | None:
        if not isinstance(raw, str):
            raise AnswerError(_("Enter a date and a time."))
        return kept_moment(raw).isoformat() if raw.strip() else None

    def settle(self, value: str, settings: Settings, given: Given) -> str:
        check_moment(datetime.fromisoformat(value), settings, given.at)
        return value

    def default(self, settings: Settings, given: Given) -> str | None:
        offset = settings.get("default_offset")
        return None if offset is None else self.written((given.at + timedelta(minutes=offset)).isoformat())

    def show(self, value: str, settings: Settings, language: str) -> str:
        moment = datetime.fromisoformat(value).astimezone(timezone.get_default_timezone())
        with override(language):
            return formats.date_format(moment, f"{DAY[language]}, H:i")

    def written(self, answer: Any) -> str:
        """Browsers edit moments without a zone: a kept one is turned into the installation's."""
        return local_written(answer)

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        refuse_unfit_limits(settings)
        return dict(settings)


class TimeKind(FieldKind):
    """A time of day to the minute, kept as 07:05."""

    name = "time"
    label = gettext_lazy("time of day")
    group = groups.TIME
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


def kept_moment(raw: str) -> datetime:
    """Return a written moment in UTC; one without a zone is the installation's. Raises `AnswerError`."""
    try:
        given = datetime.fromisoformat(raw.strip())
        moment = given if timezone.is_aware(given) else given.replace(tzinfo=timezone.get_default_timezone())
        kept = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise AnswerError(_("Enter a date and a time.")) from None
    if kept.astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise AnswerError(_("The clocks skip this hour: enter another."))
    return kept


def local_written(answer: Any) -> str:
    """Return a kept moment as browsers write it in the installation's zone, anything else as it is."""
    try:
        moment = datetime.fromisoformat(answer)
    except (TypeError, ValueError):
        return "" if answer is None else str(answer)
    local = moment.astimezone(timezone.get_default_timezone()) if timezone.is_aware(moment) else moment
    return local.strftime("%Y-%m-%dT%H:%M")
