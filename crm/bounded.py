"""Asks the database a question that it may not think about for long; where it has no such bound, it just asks."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

_CANCELLED = "57014"


class TookTooLong(Exception):
    """The database was stopped before it had an answer."""


@contextmanager
def at_most(milliseconds: int) -> Iterator[None]:
    """Let no statement inside take longer; raises `TookTooLong` for one that does, and nothing of it remains.

    Inside, subqueries may be hashed in memory, and nothing is compiled for a question asked once.
    """
    if connection.vendor != "postgresql":
        yield
        return
    is_inner = connection.in_atomic_block
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true),"
                " set_config('work_mem', '64MB', true), set_config('jit', 'off', true)",
                [str(max(1, milliseconds))],
            )
            (earlier, *_rest) = cursor.fetchone()
            yield
            if is_inner:
                # A released savepoint would leave the bound to the rest of the caller's transaction.
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [earlier])
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == _CANCELLED:
            raise TookTooLong from error
        raise
