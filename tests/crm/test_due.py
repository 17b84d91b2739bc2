"""A complaint is answered within days that end on a working day in Poland, at midnight in Warsaw, summer or winter."""

from datetime import UTC, datetime

import pytest

from crm.tickets.due import due_at


@pytest.mark.parametrize(
    ("reported_at", "days", "due"),
    [
        # An ordinary Tuesday two weeks later.
        (datetime(2026, 11, 24, 12, 0, tzinfo=UTC), 14, datetime(2026, 12, 8, 22, 59, 59, tzinfo=UTC)),
        # Saturday moves to Monday.
        (datetime(2026, 11, 21, 12, 0, tzinfo=UTC), 14, datetime(2026, 12, 7, 22, 59, 59, tzinfo=UTC)),
        # Christmas Eve, two days of Christmas and a Sunday.
        (datetime(2026, 12, 10, 12, 0, tzinfo=UTC), 14, datetime(2026, 12, 28, 22, 59, 59, tzinfo=UTC)),
        # Easter Monday 2027.
        (datetime(2027, 3, 15, 12, 0, tzinfo=UTC), 14, datetime(2027, 3, 30, 21, 59, 59, tzinfo=UTC)),
        # Reported in summer time, due in winter time, and the other way round.
        (datetime(2026, 10, 20, 12, 0, tzinfo=UTC), 14, datetime(2026, 11, 3, 22, 59, 59, tzinfo=UTC)),
        (datetime(2027, 3, 17, 12, 0, tzinfo=UTC), 14, datetime(2027, 3, 31, 21, 59, 59, tzinfo=UTC)),
        # After midnight in Warsaw it is the next day already, whatever UTC says.
        (datetime(2026, 11, 24, 23, 30, tzinfo=UTC), 14, datetime(2026, 12, 9, 22, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_ticket_is_due_at_the_end_of_a_working_day(reported_at: datetime, days: int, due: datetime) -> None:
    assert due_at(reported_at, days) == due
