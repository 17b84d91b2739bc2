"""A dispatcher's work on an outage: confirm it, send a crew, say when power returns."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from outages.locks import lock_outages
from outages.models import Crew, CrewAssignment, EstimatedRestoration, Outage
from outages.telling import tell


class UnableToRepair(ValueError):
    """A step that this outage does not allow now; the message says why."""


@transaction.atomic
def confirm(*, outage: Outage, by: AbstractBaseUser, at: datetime) -> Outage:
    """Confirm a predicted outage; raises `UnableToRepair` for any other."""
    locked = lock_outages(outage.pk)[outage.pk]
    if locked.status != Outage.Status.PREDICTED:
        raise UnableToRepair(_("Outage %(number)s is not waiting to be confirmed.") % {"number": locked})
    locked.status = Outage.Status.CONFIRMED
    locked.confirmed_at = at
    locked.save(update_fields=["status", "confirmed_at"])
    tell(locked, "outage.confirmed", data={}, by=by, at=at)
    return locked


@transaction.atomic
def assign_crew(*, outage: Outage, crew: Crew, by: AbstractBaseUser, at: datetime) -> CrewAssignment:
    """Send a crew to an ongoing outage; raises `UnableToRepair` when it is over or the crew has another job."""
    locked = _ongoing(outage)
    try:
        with transaction.atomic():
            assignment = CrewAssignment.objects.create(outage=locked, crew=crew, assigned_at=at, status_at=at)
    except IntegrityError as error:
        raise UnableToRepair(_("%(crew)s is on another job: release it first.") % {"crew": crew}) from error
    tell(locked, "outage.crew_assigned", data={"crew": crew.name}, by=by, at=at)
    return assignment


@transaction.atomic
def set_estimate(
    *,
    outage: Outage,
    restores_at: datetime,
    source: str,
    reason: str = "",
    confidence: str = EstimatedRestoration.Confidence.LOW,
    by: AbstractBaseUser | None,
    at: datetime,
) -> EstimatedRestoration:
    """Add a restoration time to the log; everyone who looks at the outage reads it from there.

    Raises `UnableToRepair` when the outage is over, the time has passed, or a higher source has already spoken.
    """
    locked = _ongoing(outage)
    if restores_at <= at:
        raise UnableToRepair(_("The restoration time lies in the past: give a later one."))
    standing = locked.estimates.first()
    rank = EstimatedRestoration.PRECEDENCE.index
    if standing and rank(EstimatedRestoration.Source(source)) < rank(EstimatedRestoration.Source(standing.source)):
        raise UnableToRepair(
            _("A time given by the %(source)s stands: only they can change it.")
            % {"source": standing.get_source_display()}
        )
    estimate = EstimatedRestoration.objects.create(
        outage=locked,
        restores_at=restores_at,
        source=source,
        confidence=confidence,
        reason=reason,
        set_by_id=by.pk if by else None,
        set_at=at,
    )
    tell(
        locked,
        "outage.estimate_changed",
        data={"restores_at": restores_at.isoformat(), "source": source},
        by=by,
        at=at,
    )
    return estimate


def _ongoing(outage: Outage) -> Outage:
    locked = lock_outages(outage.pk)[outage.pk]
    if not locked.is_ongoing:
        raise UnableToRepair(_("Outage %(number)s is over.") % {"number": locked})
    return locked
