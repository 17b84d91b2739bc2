"""Keeps the demo's events until their moment has come, so that the feed tells a month in the order it happened."""

import heapq
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count

from cms.demo.rows import Rows
from crm.feed import EVENTS
from crm.models import FeedEvent


class Chronicle:
    """Events that wait; they get their positions from the feed once everything is written."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._waiting: list[tuple[datetime, int, FeedEvent]] = []
        self._order = count()

    def tell(
        self,
        name: str,
        subject: str,
        *,
        at: datetime,
        by: int | None,
        data: Mapping[str, object],
        topics: Sequence[str] = (),
    ) -> None:
        """Remember an event as `crm.feed.append` would write it; raises `KeyError` for a name nobody knows."""
        EVENTS[name]
        event = FeedEvent(
            name=name, subject=subject, topics=[subject, *topics], data=dict(data), happened_at=at, by_id=by
        )
        heapq.heappush(self._waiting, (at, next(self._order), event))

    def write_until(self, moment: datetime) -> None:
        """Add every event before a moment; nothing earlier may be told afterwards."""
        while self._waiting and self._waiting[0][0] < moment:
            self._rows.add(heapq.heappop(self._waiting)[2])
