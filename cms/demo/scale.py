"""How much of everything a demo holds: rich for a few thousand customers, lean for a load test's millions."""

from dataclasses import dataclass

_RICH_UP_TO = 10_000


@dataclass(frozen=True)
class Scale:
    """What was asked for, and the detail that this many customers and tickets can have."""

    customers: int
    tickets: int

    @property
    def months_of_readings(self) -> int:
        return 13 if self.customers <= _RICH_UP_TO else 2

    @property
    def bills_a_customer(self) -> int:
        """Bills come every second month."""
        return 6 if self.customers <= _RICH_UP_TO else 1

    @property
    def tells_of_calls(self) -> bool:
        """True when the feed also keeps how each call rang, was answered and ended."""
        return self.tickets <= _RICH_UP_TO

    @property
    def answers_kept_a_day(self) -> int:
        """How many different answers of one form a day's tickets share; 0 fills in every form by itself."""
        return 0 if self.tickets <= _RICH_UP_TO else 200
