"""Gives outages the numbers people say aloud: one after another, though two trees may want one at once."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from outages.models import Outage

_FIRST = 1001
_TRIES = 5


def create_numbered(**fields: Any) -> Outage:
    """Return a new outage with the next number; raises `IntegrityError` when its device has one that goes on."""
    tries = 0
    while True:
        number = (Outage.objects.aggregate(last=Max("number"))["last"] or _FIRST - 1) + 1
        try:
            with transaction.atomic():
                return Outage.objects.create(number=number, **fields)
        except IntegrityError:
            # The number may have gone to another tree in the meantime; anything else would fail again.
            tries += 1
            if tries == _TRIES or not Outage.objects.filter(number=number).exists():
                raise
