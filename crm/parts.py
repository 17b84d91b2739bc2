"""Reads a page part by part, so that one that fails or hangs leaves the others whole; what the parts are it is told."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from time import monotonic
from types import TracebackType
from typing import TypeVar

from django.db import DatabaseError

from crm.bounded import TookTooLong, at_most

# A person waits for the page: a statement has this long, and after so many seconds nothing more is begun.
A_STATEMENT, THE_PAGE = 400, 1.5
_log = logging.getLogger(__name__)
Part = TypeVar("Part")


class PartByPart(AbstractContextManager["PartByPart"]):
    """Reads the parts of a page under one bound, which costs a single statement as long as nothing goes wrong.

    `missing` names the parts that could not be read: what stands in their place says nothing.
    """

    def __init__(self, *, milliseconds: int = A_STATEMENT, seconds: float = THE_PAGE) -> None:
        self.missing: set[str] = set()
        self._milliseconds = milliseconds
        self._until = monotonic() + seconds
        self._bound: AbstractContextManager[None] | None = None

    def read(self, name: str, part: Callable[[], Part], instead: Part) -> Part:
        """Return what the part is, or `instead` when the database cannot say or takes too long."""
        if monotonic() > self._until:
            self.missing.add(name)
            return instead
        try:
            self._begin()
            return part()
        except DatabaseError as error:
            _log.exception("%s could not be read", name)
            self._give_up(error)
            self.missing.add(name)
            return instead

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        bound, self._bound = self._bound, None
        if bound:
            bound.__exit__(kind, error, trace)

    def _begin(self) -> None:
        if self._bound is None:
            bound = at_most(self._milliseconds)
            bound.__enter__()
            self._bound = bound

    def _give_up(self, error: DatabaseError) -> None:
        """End the transaction that the failure spoiled; the next part begins another."""
        with suppress(DatabaseError, TookTooLong):
            self.__exit__(type(error), error, error.__traceback__)
