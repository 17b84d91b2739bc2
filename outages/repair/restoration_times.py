"""Which source may write a restoration time over which: crew before dispatcher before storm before default."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from outages.models import EstimatedRestoration, Outage
from outages.repair.refusals import UnableToRepair

_LONGEST_REASON = 200


def add_estimate(
    *,
    outage: Outage,
    restores_at: datetime,
    source: str,
    reason: str,
    confidence: str,
    by: AbstractBaseUser | None,
    at: datetime,
) -> EstimatedRestoration:
    """Append to the log of a locked outage; raises `UnableToRepair` for a time or a source that cannot stand."""
    if source not in EstimatedRestoration.Source.values or confidence not in EstimatedRestoration.Confidence.values:
        raise UnableToRepair(_("Choose the source and the confidence of the time from the list."))
    if restores_at <= at:
        raise UnableToRepair(_("The restoration time lies in the past: give a later one."))
    standing = outage.estimates.first()
    # A time that has passed promises nothing, so whoever is asked for a new one may give it.
    if standing and not standing.is_overdue(at) and _rank(source) < _rank(standing.source):
        raise UnableToRepair(
            _("A time given by the %(source)s stands: only they can change it.")
            % {"source": standing.get_source_display()}
        )
    return EstimatedRestoration.objects.create(
        outage=outage,
        restores_at=restores_at,
        source=source,
        confidence=confidence,
        reason=reason.strip()[:_LONGEST_REASON],
        set_by_id=by.pk if by else None,
        set_at=at,
    )


def _rank(source: str) -> int:
    return EstimatedRestoration.PRECEDENCE.index(EstimatedRestoration.Source(source))
