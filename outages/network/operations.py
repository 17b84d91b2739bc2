"""Keeps what network operation knows of a device; what that means for outages is decided where they are predicted."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from crm import feed
from crm.models import Source
from crm.sources.operations import told_by
from outages.locks import lock_device, lock_network
from outages.models import Device


class UnableToReportState(ValueError):
    """A state that cannot be kept; the message says why."""


@told_by(Source.Code.NETWORK, refusal=UnableToReportState)
@transaction.atomic
def report_state(
    *, device: Device, energisation: str, since: datetime, by: AbstractBaseUser | None, at: datetime
) -> Device:
    """Return the device with its state since a moment; an older or repeated report changes nothing.

    Raises `UnableToReportState` for a moment in the future.
    """
    if since > at:
        raise UnableToReportState(_("The time of the state lies in the future: correct it."))
    lock_network(device)
    locked = lock_device(device)
    if locked.energisation_at is not None and since <= locked.energisation_at:
        return locked
    locked.energisation = Device.Energisation(energisation)
    locked.energisation_at = since
    locked.save(update_fields=["energisation", "energisation_at"])
    feed.append(
        name="device.state_reported",
        subject=f"device:{locked.pk}",
        topics=["outages"],
        data={"device": locked.pk, "energisation": locked.energisation, "since": since.isoformat()},
        by=by,
        at=at,
    )
    return locked
