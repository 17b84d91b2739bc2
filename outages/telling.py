"""How an outage's events are addressed in the feed; not what they say."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser

from crm import feed
from outages.models import Outage


def tell(
    outage: Outage,
    name: str,
    *,
    data: Mapping[str, object],
    by: AbstractBaseUser | None,
    at: datetime,
    topics: Iterable[str] = (),
) -> None:
    """Append an event about the outage, for all who watch outages and for those who watch `topics`."""
    feed.append(
        name=name,
        subject=f"outage:{outage.pk}",
        topics=["outages", *topics],
        data={"outage": outage.pk, **data},
        by=by,
        at=at,
    )
