"""The rows of the board as they hang together: which outage lies inside another one that goes on."""

from dataclasses import dataclass
from datetime import datetime

from outages.models import Outage
from outages.repair.queries import BoardRow, board_rows


@dataclass(frozen=True)
class Listed:
    """A row, and the outage above it whose customers are counted there already."""

    row: BoardRow
    inside: Outage | None

    @property
    def is_counted(self) -> bool:
        """True when its customers are without power now and no other row counts them."""
        return self.inside is None and self.row.outage.is_ongoing


def listed_outages(now: datetime) -> list[Listed]:
    """Return the board's rows in their order."""
    rows = board_rows(now)
    ongoing = {row.device.pk: row.outage for row in rows if row.outage.is_ongoing}
    return [Listed(row, _above(row, ongoing)) for row in rows]


def _above(row: BoardRow, ongoing: dict[int, Outage]) -> Outage | None:
    """The highest outage above the row's device; a device's planned work does not contain its own fault."""
    return next((ongoing[pk] for pk in row.device.ancestor_ids[:-1] if pk in ongoing), None)
