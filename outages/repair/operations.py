"""A dispatcher's work on an outage that goes on: confirm or cancel it, send a crew, say what is being done."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from outages.locks import lock_assignment, lock_outages
from outages.models import Crew, CrewAssignment, EstimatedRestoration, Outage, RepairProgress
from outages.repair.refusals import UnableToRepair, unless_ongoing
from outages.repair.restoration_times import add_estimate
from outages.telling import followers, tell


@transaction.atomic
def confirm(*, outage: Outage, by: AbstractBaseUser, at: datetime) -> Outage:
    """Confirm a predicted outage; raises `UnableToRepair` for any other."""
    locked = lock_outages(outage.pk)[outage.pk]
    if locked.status != Outage.Status.PREDICTED:
        raise UnableToRepair(
            _("Outage %(number)s does not wait to be confirmed (state: %(status)s).")
            % {"number": locked, "status": locked.get_status_display()}
        )
    locked.status = Outage.Status.CONFIRMED
    locked.confirmed_at = at
    locked.save(update_fields=["status", "confirmed_at"])
    tell(locked, "outage.confirmed", data={}, by=by, at=at, topics=followers(locked))
    return locked


@transaction.atomic
def cancel(*, outage: Outage, reason: str, by: AbstractBaseUser, at: datetime) -> Outage:
    """Cancel a prediction that was wrong or planned work that will not be; crews on it are released.

    Its reports keep their link, so that the prediction does not count them again; their tickets stay open. Raises
    `UnableToRepair` without a reason and for an outage that is confirmed or over.
    """
    locked = lock_outages(outage.pk)[outage.pk]
    if locked.status not in (Outage.Status.PREDICTED, Outage.Status.SCHEDULED):
        if locked.is_ongoing:
            raise UnableToRepair(_("Outage %(number)s is confirmed: restore it instead.") % {"number": locked})
        raise UnableToRepair(_("Outage %(number)s is over: nothing is left to cancel.") % {"number": locked})
    if not reason.strip():
        raise UnableToRepair(_("Say why it is cancelled: write a few words."))
    topics = followers(locked)
    locked.status = Outage.Status.CANCELLED
    locked.closed_at = at
    locked.cause = reason.strip()[:200]
    locked.save(update_fields=["status", "closed_at", "cause"])
    locked.assignments.filter(status__in=CrewAssignment.AT_WORK).update(
        status=CrewAssignment.Status.RELEASED, status_at=at
    )
    tell(locked, "outage.cancelled", data={"reason": locked.cause}, by=by, at=at, topics=topics)
    return locked


@transaction.atomic
def assign_crew(*, outage: Outage, crew: Crew, by: AbstractBaseUser, at: datetime) -> CrewAssignment:
    """Send a crew to an ongoing outage; raises `UnableToRepair` when it is over or the crew cannot take the job."""
    locked = unless_ongoing(outage)
    if not crew.is_active:
        raise UnableToRepair(_("%(crew)s is not on duty: choose another crew.") % {"crew": crew})
    present = CrewAssignment.objects.filter(crew=crew, status__in=CrewAssignment.AT_WORK).select_related("outage")
    if job := present.first():
        raise UnableToRepair(_on_another_job(crew, job, locked))
    try:
        with transaction.atomic():
            assignment = CrewAssignment.objects.create(outage=locked, crew=crew, assigned_at=at, status_at=at)
    except IntegrityError as error:
        raise UnableToRepair(_("%(crew)s was just given another job: look again.") % {"crew": crew}) from error
    tell(
        locked,
        "outage.crew_assigned",
        data={"crew": crew.name, "assignment": assignment.pk},
        by=by,
        at=at,
        topics=followers(locked),
    )
    return assignment


@transaction.atomic
def advance_crew(
    *, assignment: CrewAssignment, status: str, by: AbstractBaseUser | None, at: datetime
) -> CrewAssignment:
    """Move a crew's job on: on the way, on site, work complete, or released; steps may be left out, none goes back.

    Raises `UnableToRepair` for a state that is unknown, present or past, and for a job that has ended.
    """
    locked_outage = lock_outages(assignment.outage_id)[assignment.outage_id]
    job = lock_assignment(assignment)
    order = CrewAssignment.Status.values
    if status not in order:
        raise UnableToRepair(_("Choose a state of the crew from the list."))
    if job.status not in CrewAssignment.AT_WORK:
        raise UnableToRepair(
            _("%(crew)s has ended this job: assign the crew again if it is needed.") % {"crew": job.crew}
        )
    if order.index(status) <= order.index(job.status):
        raise UnableToRepair(
            _("Choose a later state for %(crew)s (now: %(status)s).")
            % {"crew": job.crew, "status": job.get_status_display()}
        )
    job.status = status
    job.status_at = at
    job.save(update_fields=["status", "status_at"])
    tell(
        locked_outage,
        "outage.crew_advanced",
        data={"crew": job.crew.name, "assignment": job.pk, "status": status},
        by=by,
        at=at,
        topics=followers(locked_outage),
    )
    return job


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

    Raises `UnableToRepair` when the outage is over, the time has passed, or a higher source's time still stands.
    """
    locked = unless_ongoing(outage)
    estimate = add_estimate(
        outage=locked, restores_at=restores_at, source=source, reason=reason, confidence=confidence, by=by, at=at
    )
    tell(
        locked,
        "outage.estimate_changed",
        data={"restores_at": restores_at.isoformat(), "source": source},
        by=by,
        at=at,
        topics=followers(locked),
    )
    return estimate


@transaction.atomic
def note_progress(*, outage: Outage, text: str, by: AbstractBaseUser | None, at: datetime) -> RepairProgress:
    """Add a line to the log of the repair; raises `UnableToRepair` for an empty or too long one or a closed outage."""
    locked = lock_outages(outage.pk)[outage.pk]
    if locked.status in (Outage.Status.CLOSED, Outage.Status.CANCELLED, Outage.Status.MERGED):
        raise UnableToRepair(_("Outage %(number)s is over.") % {"number": locked})
    written = text.strip()
    if not 0 < len(written) <= 300:
        raise UnableToRepair(_("Write what was done, in at most 300 characters."))
    line = RepairProgress.objects.create(outage=locked, text=written, noted_by_id=by.pk if by else None, noted_at=at)
    tell(locked, "outage.progress_noted", data={"text": written}, by=by, at=at, topics=followers(locked))
    return line


def _on_another_job(crew: Crew, job: CrewAssignment, wanted: Outage) -> str:
    if job.outage_id == wanted.pk:
        return _("%(crew)s is already on this outage.") % {"crew": crew}
    return _("%(crew)s is on outage %(number)s: release it there first.") % {"crew": crew, "number": job.outage}
