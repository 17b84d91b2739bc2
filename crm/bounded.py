"""Asks the database a question that it may not think about for long; where it has no such bound, it just asks."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

_CANCELLED = "57014"


class TookTooLong(Exception):
    """The database was stopped before it had an answer."""


# Nothing is compiled for a question asked once, and nobody's question takes the cores of others, nor waits to end until
# its helpers have ended.
_ALONE = {"jit": "off", "max_parallel_workers_per_gather": "0"}
# Subqueries may be hashed in memory.
_WHOLE = _ALONE | {"work_mem": "64MB"}
# Nothing is gathered before the first row: no sorting, and only what is small is hashed.
_ROW_BY_ROW = (
    _ALONE
    | {"work_mem": "64kB", "hash_mem_multiplier": "1"}
    | dict.fromkeys(
        ("enable_hashjoin", "enable_mergejoin", "enable_bitmapscan", "enable_sort", "enable_hashagg"), "off"
    )
)


@contextmanager
def at_most(milliseconds: int, *, row_by_row: bool = False) -> Iterator[None]:
    """Let no statement inside take longer; raises `TookTooLong` for one that does, and nothing of it remains.

    Row by row, the planner may only choose ways that have their first row at once, which its estimates often keep it
    from when a statement wants a few rows of many.
    """
    if connection.vendor != "postgresql":
        yield
        return
    is_inner = connection.in_atomic_block
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            settings = {"statement_timeout": str(max(1, milliseconds))} | (_ROW_BY_ROW if row_by_row else _WHOLE)
            earlier = _change(cursor, settings)
            yield
            if is_inner:
                # A released savepoint would leave them to the rest of the caller's transaction.
                _change(cursor, earlier)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == _CANCELLED:
            raise TookTooLong from error
        raise


def _change(cursor: CursorWrapper, settings: Mapping[str, str]) -> dict[str, str]:
    """Change settings until the transaction ends; return what they were."""
    asked = ", ".join("current_setting(%s), set_config(%s, %s, true)" for _ in settings)
    values = [part for name, value in settings.items() for part in (name, name, value)]
    cursor.execute(f"SELECT {asked}", values)
    return dict(zip(settings, cursor.fetchone()[::2], strict=True))
