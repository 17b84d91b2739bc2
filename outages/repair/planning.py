"""Planned work: scheduled with its period, begun when it begins; repaired and restored like any outage afterwards."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from outages.locks import lock_outages
from outages.models import Device, EstimatedRestoration, Outage
from outages.network.numbering import create_numbered
from outages.network.queries import service_points_off
from outages.repair.refusals import UnableToRepair
from outages.repair.restoration_times import add_estimate
from outages.telling import tell


@transaction.atomic
def plan_outage(
    *,
    device: Device,
    planned_from: datetime,
    planned_to: datetime,
    cause: str,
    by: AbstractBaseUser | None,
    at: datetime,
) -> Outage:
    """Schedule work that switches a device off; the end of the period is what callers are told.

    Raises `UnableToRepair` for a period that ends before it begins or has ended, and without a cause.
    """
    if not at < planned_to or not planned_from < planned_to:
        raise UnableToRepair(_("Planned work must end later than it begins, and later than now: correct the times."))
    if not cause.strip():
        raise UnableToRepair(_("Say what will be done: write a few words."))
    customers_off, critical = service_points_off(device)
    outage = create_numbered(
        kind=Outage.Kind.PLANNED,
        status=Outage.Status.SCHEDULED,
        device=device,
        started_at=planned_from,
        planned_from=planned_from,
        planned_to=planned_to,
        cause=cause.strip()[:200],
        is_placed_by_hand=True,
        customers_off=customers_off,
        critical_customers_off=critical,
    )
    add_estimate(
        outage=outage,
        restores_at=planned_to,
        source=EstimatedRestoration.Source.DEFAULT,
        reason="",
        confidence=EstimatedRestoration.Confidence.HIGH,
        by=by,
        at=at,
    )
    period = {"planned_from": planned_from.isoformat(), "planned_to": planned_to.isoformat()}
    tell(outage, "outage.planned", data={"device": device.code, **period}, by=by, at=at)
    return outage


@transaction.atomic
def begin(*, outage: Outage, by: AbstractBaseUser | None, at: datetime) -> Outage:
    """Let scheduled work begin; raises `UnableToRepair` unless it is scheduled and no other goes on there."""
    locked = lock_outages(outage.pk)[outage.pk]
    if locked.status != Outage.Status.SCHEDULED:
        raise UnableToRepair(
            _("Only scheduled work can begin (state of outage %(number)s: %(status)s).")
            % {"number": locked, "status": locked.get_status_display()}
        )
    locked.status = Outage.Status.CONFIRMED
    locked.started_at = at
    locked.confirmed_at = at
    try:
        with transaction.atomic():
            locked.save(update_fields=["status", "started_at", "confirmed_at"])
    except IntegrityError as error:
        raise UnableToRepair(_("Other planned work on this device goes on: restore it first.")) from error
    tell(locked, "outage.begun", data={}, by=by, at=at)
    return locked
