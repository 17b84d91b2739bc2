"""Says counts, and how far back was looked, in words."""

from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.criteria.counting import Count


def count_words(count: Count) -> tuple[str, str]:
    """Return a count as it stands over a list, and as it stands on a tab."""
    number = number_format(count.number, use_l10n=True, force_grouping=True)
    if count.is_exact:
        return ngettext("%(number)s result", "%(number)s results", count.number) % {"number": number}, number
    return _("about %(number)s results") % {"number": number}, _("~%(number)s") % {"number": number}


def reached_words(row: Any, path: str) -> str:
    """Return how far a search that was stopped has come, by the moment its rows are sorted by; "" by anything else."""
    value = getattr(row, path, None)
    return date_format(localtime(value), "SHORT_DATETIME_FORMAT") if hasattr(value, "astimezone") else ""
