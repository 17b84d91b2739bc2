"""When things happen in the demo's month: working days and Sundays, mornings and nights, and one evening's storm."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

DAYS = 30
_STORM_DAY, _STORM_LOAD = 21, 3.5
_WARSAW = ZoneInfo("Europe/Warsaw")
_WEEKDAYS = (1.15, 1.05, 1.0, 1.0, 0.95, 0.6, 0.45)
_HOURS = (2, 1, 1, 1, 1, 3, 8, 16, 24, 28, 27, 25, 22, 21, 20, 20, 22, 25, 26, 24, 19, 13, 8, 4)
_HOURS_OF_STORM = (1, 1, 1, 1, 1, 1, 3, 5, 8, 9, 9, 9, 10, 12, 18, 40, 90, 120, 110, 70, 40, 25, 12, 6)


@dataclass(frozen=True)
class Day:
    """Twenty-four hours from `start`, with the number of tickets they bring."""

    start: datetime
    tickets: int
    is_stormy: bool

    def moment(self, rng: Random) -> datetime:
        """Return a moment of the day, more often when people call more often."""
        first = self.start.astimezone(_WARSAW).hour
        hours = _HOURS_OF_STORM if self.is_stormy else _HOURS
        hour = rng.choices(range(24), [hours[(first + passed) % 24] for passed in range(24)])[0]
        return self.start + timedelta(hours=hour, seconds=rng.randrange(3600))


def days(*, until: datetime, tickets: int) -> Iterator[Day]:
    """Yield the month's days up to a moment; together they bring exactly that many tickets."""
    starts = [until - timedelta(days=DAYS - number) for number in range(DAYS)]
    loads = [
        _WEEKDAYS[start.astimezone(_WARSAW).weekday()] * (_STORM_LOAD if number == _STORM_DAY else 1)
        for number, start in enumerate(starts)
    ]
    brought, load_so_far = 0, 0.0
    for number, (start, load) in enumerate(zip(starts, loads, strict=True)):
        load_so_far += load
        reached = round(tickets * load_so_far / sum(loads))
        yield Day(start, reached - brought, number == _STORM_DAY)
        brought = reached
