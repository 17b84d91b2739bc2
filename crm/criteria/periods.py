"""Knows the spans of time that people name from today: the last 7 days, this shift. By the Polish calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from crm.tickets.due import WARSAW

SHIFTS_BEGIN = (6, 14, 22)
UNITS = ("minutes", "hours", "days", "weeks", "months")
NAMED = (
    "today",
    "yesterday",
    "tomorrow",
    "this_shift",
    "previous_shift",
    "this_week",
    "last_week",
    "this_month",
    "last_month",
    "this_year",
    "last_year",
)
MOST = 1_000
_EARLIEST, _LATEST = date(1900, 1, 1), date(2999, 12, 31)


class UnfitPeriod(ValueError):
    """A period that cannot be read; the message tells a person what to do."""


@dataclass(frozen=True)
class Span:
    """From a moment until just before another; `None` is open."""

    begin: datetime | None
    end: datetime | None


def checked_period(value: object) -> dict[str, Any]:
    """Return the period as plain data without what it does not need; raises `UnfitPeriod`."""
    if not isinstance(value, Mapping):
        raise UnfitPeriod(_("Choose a period, such as the last 7 days."))
    if set(value) == {"period"} and value["period"] in NAMED:
        return {"period": value["period"]}
    for direction in ("last", "next"):
        if set(value) == {direction, "unit"} and value["unit"] in UNITS:
            amount = value[direction]
            if isinstance(amount, str) and amount.isascii() and amount.isdigit() and len(amount) <= 4:
                amount = int(amount)
            if not isinstance(amount, int) or isinstance(amount, bool) or not 1 <= amount <= MOST:
                raise UnfitPeriod(_("Give how many, from 1 to %(most)d.") % {"most": MOST})
            return {direction: amount, "unit": value["unit"]}
    if value and set(value) <= {"from", "to"}:
        days = {name: _day(written) for name, written in value.items() if written not in ("", None)}
        if not days:
            raise UnfitPeriod(_("Give the first day or the last one."))
        if days.get("from", _EARLIEST) > days.get("to", _LATEST):
            raise UnfitPeriod(_("The period ends before it begins: exchange its days."))
        return {name: day.isoformat() for name, day in days.items()}
    raise UnfitPeriod(_("Choose a period, such as the last 7 days."))


def span_of(period: Mapping[str, Any], at: datetime) -> Span:
    """Return from when until when a checked period lasts, seen from `at`.

    Minutes and hours are counted from `at`; of days, weeks and months the present one counts, and they run from
    midnight to midnight in Poland. A shift begins at 6, 14 and 22.
    """
    local = at.astimezone(WARSAW)
    today = local.date()
    if "period" in period:
        return _named(str(period["period"]), local, today)
    if "last" in period:
        return _last(int(period["last"]), str(period["unit"]), at, today)
    if "next" in period:
        return _next(int(period["next"]), str(period["unit"]), at, today)
    begin = _midnight(date.fromisoformat(period["from"])) if "from" in period else None
    end = _midnight(date.fromisoformat(period["to"]) + timedelta(days=1)) if "to" in period else None
    return Span(begin, end)


def _day(written: object) -> date:
    try:
        day = date.fromisoformat(written if isinstance(written, str) else "")
    except ValueError:
        raise UnfitPeriod(_("Write the day as 2026-11-25.")) from None
    if not _EARLIEST <= day <= _LATEST:
        raise UnfitPeriod(_("Choose a day between 1900 and 2999."))
    return day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), WARSAW).astimezone(UTC)


def _days(first: date, after_last: date) -> Span:
    return Span(_midnight(first), _midnight(after_last))


def _named(name: str, local: datetime, today: date) -> Span:
    day, week = timedelta(days=1), timedelta(days=7)
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    spans = {
        "today": (today, today + day),
        "yesterday": (today - day, today),
        "tomorrow": (today + day, today + 2 * day),
        "this_week": (monday, monday + week),
        "last_week": (monday - week, monday),
        "this_month": (first, _months_on(first, 1)),
        "last_month": (_months_on(first, -1), first),
        "this_year": (today.replace(month=1, day=1), date(today.year + 1, 1, 1)),
        "last_year": (date(today.year - 1, 1, 1), today.replace(month=1, day=1)),
    }
    if name in spans:
        return _days(*spans[name])
    begins = [
        datetime.combine(today + timedelta(days=offset), time(hour), WARSAW)
        for offset in (-2, -1, 0, 1)
        for hour in SHIFTS_BEGIN
    ]
    present = max(place for place, begin in enumerate(begins) if begin <= local)
    place = present if name == "this_shift" else present - 1
    return Span(begins[place].astimezone(UTC), begins[place + 1].astimezone(UTC))


def _last(amount: int, unit: str, at: datetime, today: date) -> Span:
    if unit in ("minutes", "hours"):
        return Span(at - timedelta(**{unit: amount}), at)
    tomorrow = today + timedelta(days=1)
    if unit == "months":
        return _days(_months_on(today, -amount) + timedelta(days=1), tomorrow)
    return _days(tomorrow - timedelta(**{unit: amount}), tomorrow)


def _next(amount: int, unit: str, at: datetime, today: date) -> Span:
    if unit in ("minutes", "hours"):
        return Span(at, at + timedelta(**{unit: amount}))
    if unit == "months":
        return _days(today, _months_on(today, amount))
    return _days(today, today + timedelta(**{unit: amount}))


def _months_on(day: date, months: int) -> date:
    """The same day some months on, or the last day of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    after = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (after - timedelta(days=1)).day))
