"""Knows which moments a question may name: with their offset from UTC, in years that can be compared everywhere."""

from datetime import UTC, datetime

from graphql import GraphQLError

_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def exact(moment: datetime, argument: str) -> datetime:
    """Return the moment; raises `GraphQLError` for one without an offset or out of all reason."""
    if moment.tzinfo is None:
        raise GraphQLError(f"{argument} needs an offset from UTC, as in 2026-11-24T12:00:00+01:00.")
    if not _EARLIEST <= moment < _LATEST:
        raise GraphQLError(f"{argument} lies between the years 1900 and 2200.")
    return moment
