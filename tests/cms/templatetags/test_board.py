"""Ages and moments are said as a dispatcher reads them."""

from datetime import UTC, datetime, timedelta

import pytest

from cms.templatetags.board import duration, moment


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(-5, "0 min"), (0, "0 min"), (59, "59 min"), (60, "1 h 00 min"), (125, "2 h 05 min"), (1500, "1 d 1 h")],
)
def test_an_age_is_said_in_minutes_hours_or_days(minutes: int, words: str) -> None:
    assert duration(timedelta(minutes=minutes)) == words


def test_a_moment_names_its_day_only_when_it_is_not_today() -> None:
    midday = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    assert moment(midday + timedelta(hours=2), midday) == "15:00"
    assert moment(midday + timedelta(hours=12), midday) == "25.11 01:00"
    assert moment(None, midday) == ""
