"""Knows until when a ticket must be answered by the Polish calendar; which types have a due time is theirs to say."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

WARSAW = ZoneInfo("Europe/Warsaw")
_LAST_SECOND = time(23, 59, 59)
_LONGEST_COUNTED = 366
_DAYS_OFF = holidays.country_holidays("PL")


def due_at(reported_at: datetime, days: int) -> datetime:
    """Return the end of the last day to answer: `days` calendar days on, or the first working day after that.

    The day of the report does not count; Saturdays, Sundays and Polish public holidays are no working days.
    """
    last = reported_at.astimezone(WARSAW).date() + timedelta(days=days)
    while not is_working_day(last):
        last += timedelta(days=1)
    return datetime.combine(last, _LAST_SECOND, WARSAW).astimezone(UTC)


def due_in(reported_at: datetime, amount: int, unit: str) -> datetime:
    """Return when an amount of minutes, hours, days or working_days after the report is over.

    Minutes and hours run by the clock; days end as `due_at` says; of working days the day of the report is none.
    """
    if unit in ("minutes", "hours"):
        return reported_at + timedelta(**{unit: amount})
    if unit == "days":
        return due_at(reported_at, amount)
    last = reported_at.astimezone(WARSAW).date()
    for _ in range(amount):
        last += timedelta(days=1)
        while not is_working_day(last):
            last += timedelta(days=1)
    return datetime.combine(last, _LAST_SECOND, WARSAW).astimezone(UTC)


def working_days_left(now: datetime, due: datetime) -> int:
    """Return how many working days lie after today up to and with the day of a due time; 0 when it is today."""
    today, last = now.astimezone(WARSAW).date(), due.astimezone(WARSAW).date()
    if (last - today).days > _LONGEST_COUNTED:
        return _LONGEST_COUNTED
    return sum(is_working_day(today + timedelta(days=day)) for day in range(1, (last - today).days + 1))


def is_working_day(day: date) -> bool:
    """Return whether offices in Poland work on that day."""
    return day.weekday() < 5 and day not in _DAYS_OFF
