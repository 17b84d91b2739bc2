"""Lets the neighbours of the made-up distributor have told something lately, each as often as such a system does."""

from datetime import datetime, timedelta

from cms.demo.billing import last_night
from crm.models import Source
from crm.sources.operations import note_told

_AGO = {
    Source.Code.READINGS: timedelta(hours=6),
    Source.Code.NETWORK: timedelta(minutes=4),
    Source.Code.WORKFLOW: timedelta(minutes=50),
    Source.Code.TELEPHONY: timedelta(minutes=1),
}


def have_told(*, at: datetime) -> None:
    """Note of each neighbour that it told something."""
    note_told(source=Source.Code.BILLING, at=last_night(at))
    for code, ago in _AGO.items():
        note_told(source=code, at=at - ago)
