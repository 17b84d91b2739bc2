"""Moments as people write them by the clock on the wall; on two nights of a year the clock needs a second look."""

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

_FIRST_YEAR, _LAST_YEAR = 1900, 2999


class UnfitMoment(ValueError):
    """A time that no clock shows, or that it shows twice; the message says which to choose instead."""


def moment_of(written: str) -> datetime:
    """Return the moment of a date and time as a browser sends it (2026-11-30T06:00), by the clocks of the reader.

    Raises `UnfitMoment` for what is no time, and for times of the nights when clocks are changed that do not say which
    moment is meant.
    """
    try:
        wall = datetime.fromisoformat(written.strip())
    except ValueError as error:
        raise UnfitMoment(_("Enter a day and a time.")) from error
    if wall.tzinfo is not None:
        raise UnfitMoment(_("Enter a day and a time."))
    # Beyond them a moment may have no name in another zone.
    if not _FIRST_YEAR <= wall.year <= _LAST_YEAR:
        raise UnfitMoment(_("Choose a day between 1900 and 2999."))
    zone = timezone.get_current_timezone()
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        raise UnfitMoment(_("The clocks go forward that night and leave this time out: choose an hour later."))
    if first.utcoffset() != second.utcoffset():
        raise UnfitMoment(_("The clocks go back that night and show this time twice: choose an hour earlier or later."))
    return first.astimezone(UTC)
