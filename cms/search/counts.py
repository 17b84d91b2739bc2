"""How many rows several tabs have, asked for together; what is the same for everybody is counted once for all screens.

A count is kept with the newest event that it may know of. A screen that has seen a newer one asks again later.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from time import monotonic

from django.core.cache import cache

from cms.search.answering import Answer, Reading, answer_to
from cms.search.tabs import Tab
from crm import feed
from crm.criteria.comparing import Person
from crm.criteria.counting import Count
from crm.criteria.errors import CriteriaError
from crm.criteria.register import Queue

# Older than this it is counted anew if anything has happened, and after a minute in any case: days go by too.
_FRESH, _KEPT = 5, 60
# Who keeps many dear searches is told the rest another time.
_LONGEST = 2.0


def counts_of(tabs: Sequence[Tab], reading: Reading) -> tuple[dict[str, Count | None], int]:
    """Return how many rows each tab has, by its query, `None` where that is not to be known; and the newest event that
    all of them know of, none when time ran out before all were counted.
    """
    began, position = monotonic(), feed.last_position()
    oldest = position
    counts: dict[str, Count | None] = {}
    for tab in tabs:
        if monotonic() - began > _LONGEST:
            return counts, -1
        try:
            counts[tab.query], known = _count(answer_to(tab.asked, reading), position)
        except CriteriaError:
            counts[tab.query], known = None, position
        oldest = min(oldest, known)
    return counts, oldest


def _count(answer: Answer, position: int) -> tuple[Count, int]:
    key = _key(answer)
    now = answer.reading.at.timestamp()
    kept = cache.get(key) if key else None
    if kept is not None:
        count, known, counted_at = kept
        if now - counted_at < (_KEPT if known == position else _FRESH):
            return count, known
    count = answer.count()
    if key:
        cache.set(key, (count, position, now), _KEPT)
    return count, position


def _key(answer: Answer) -> str:
    """Under what everybody finds the count; "" where it depends on who looks."""
    written = json.dumps(answer.asked.criteria, sort_keys=True)
    if answer.asked.typed or f'"{Person.ME}"' in written or f'"{Queue.MINE}"' in written:
        return ""
    return f"count:{answer.asked.root}:{sha256(written.encode()).hexdigest()}"
