"""Tells values and periods to people in the active language; what is compared how it does not know."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.criteria.comparing import Person
from crm.criteria.subjects import Subject


def value_words(subject: Subject) -> Callable[[Any], str]:
    """Return how values of the subject, as criteria and lists hold them, read; its choices are asked once."""
    labels = {code: str(label) for code, label in subject.choices()} if subject.choices else {}
    people = _people() if subject.comparing.control == "person" else {}

    def words(value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool) or subject.comparing.control == "flag":
            return _("yes") if value in (True, "true") else _("no")
        if isinstance(value, Mapping):
            return period_words(value)
        if isinstance(value, datetime):
            return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
        if isinstance(value, date):
            return date_format(value, "SHORT_DATE_FORMAT")
        if isinstance(value, Decimal):
            return number_format(value.normalize() if value == value.to_integral() else value, use_l10n=True)
        if subject.comparing.control == "moment":
            return date_format(date.fromisoformat(str(value)), "SHORT_DATE_FORMAT")
        if subject.comparing.control == "person":
            return _("me") if value == Person.ME else people.get(value, str(value))
        if subject.comparing.name == "ticket_number" and isinstance(value, int):
            return f"Z{value:07d}"
        return labels.get(str(value), str(value))

    return words


def _people() -> dict[Any, str]:
    """Return names by user name, as criteria hold people, and by key, as rows do."""
    users = get_user_model().objects.values_list("pk", "username", "first_name", "last_name")
    found: dict[Any, str] = {}
    for pk, username, first, last in users:
        found[pk] = found[username] = f"{first} {last}".strip() or username
    return found


def period_words(period: Mapping[str, Any]) -> str:
    """Return a checked period in words: last 7 days, this shift, from 1 to 30 November."""
    if "period" in period:
        return period_names()[str(period["period"])]
    if "last" in period:
        return _amounts("last", str(period["unit"]), int(period["last"]))
    if "next" in period:
        return _amounts("next", str(period["unit"]), int(period["next"]))
    days = {name: date_format(date.fromisoformat(day), "SHORT_DATE_FORMAT") for name, day in period.items()}
    if len(days) == 2:
        return _("%(from)s – %(to)s") % days
    return _("from %(from)s on") % days if "from" in days else _("until %(to)s") % days


def period_names() -> dict[str, str]:
    """Return what the named periods are called."""
    return {
        "today": _("today"),
        "yesterday": _("yesterday"),
        "tomorrow": _("tomorrow"),
        "this_shift": _("this shift"),
        "previous_shift": _("the previous shift"),
        "this_week": _("this week"),
        "last_week": _("last week"),
        "this_month": _("this month"),
        "last_month": _("last month"),
        "this_year": _("this year"),
        "last_year": _("last year"),
    }


def _amounts(direction: str, unit: str, amount: int) -> str:
    words = {
        ("last", "minutes"): ngettext("last %(amount)d minute", "last %(amount)d minutes", amount),
        ("last", "hours"): ngettext("last %(amount)d hour", "last %(amount)d hours", amount),
        ("last", "days"): ngettext("last %(amount)d day", "last %(amount)d days", amount),
        ("last", "weeks"): ngettext("last %(amount)d week", "last %(amount)d weeks", amount),
        ("last", "months"): ngettext("last %(amount)d month", "last %(amount)d months", amount),
        ("next", "minutes"): ngettext("next %(amount)d minute", "next %(amount)d minutes", amount),
        ("next", "hours"): ngettext("next %(amount)d hour", "next %(amount)d hours", amount),
        ("next", "days"): ngettext("next %(amount)d day", "next %(amount)d days", amount),
        ("next", "weeks"): ngettext("next %(amount)d week", "next %(amount)d weeks", amount),
        ("next", "months"): ngettext("next %(amount)d month", "next %(amount)d months", amount),
    }
    return words[direction, unit] % {"amount": amount}


def named(subjects: Iterable[Subject]) -> dict[str, Callable[[Any], str]]:
    """Return how the values of several subjects read, by the subject's name."""
    return {subject.name: value_words(subject) for subject in subjects}
