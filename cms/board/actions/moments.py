"""A day and a time as a dispatcher types them (1430, 14:30, 9.05), in the control room's time."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

_TIME = re.compile(r"([01]?\d|2[0-3])[:. ]?([0-5]\d)")


class TimeInput(forms.CharField):
    """A time of day; four digits are enough."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {
            "class": "tcz-input is-time",
            "inputmode": "numeric",
            "autocomplete": "off",
            "maxlength": "5",
            "data-estimate": "",
        }
        super().__init__(widget=forms.TextInput(attributes), **kwargs)

    def clean(self, value: object) -> time:
        found = _TIME.fullmatch(str(value or "").strip())
        if not found:
            raise ValidationError(_("Write the time as 14:30 or 1430."))
        return time(int(found[1]), int(found[2]))


class DayInput(forms.ChoiceField):
    """One of the days around now."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Select({"class": "tcz-input", "data-day": ""}), **kwargs)

    def offer(self, now: datetime, *, before: int, after: int) -> None:
        today = timezone.localdate(now)
        near = {today: _("today"), today + timedelta(days=1): _("tomorrow"), today - timedelta(days=1): _("yesterday")}
        days = [today + timedelta(days=step) for step in range(-before, after + 1)]
        self.choices = [(day.isoformat(), near.get(day) or date_format(day, "l j.m")) for day in days]
        self.initial = today.isoformat()

    def clean(self, value: object) -> date:
        return date.fromisoformat(super().clean(value))


def moment_of(day: date, hour: time) -> datetime:
    """Return the moment in UTC's terms; a time that daylight saving skips is taken an hour later."""
    return timezone.make_aware(datetime.combine(day, hour))
