"""What a repair refuses, and the outage that must still go on for most of its steps."""

from django.utils.translation import gettext as _

from outages.locks import lock_outages
from outages.models import Outage, OutageMerge


class UnableToRepair(ValueError):
    """A step that this outage does not allow now; the message says why and what to do."""


def unless_ongoing(outage: Outage) -> Outage:
    """Return the outage, locked; raises `UnableToRepair` when it does not go on."""
    locked = lock_outages(outage.pk)[outage.pk]
    if locked.is_ongoing:
        return locked
    if locked.status == Outage.Status.MERGED:
        merge = OutageMerge.objects.select_related("target").get(source=locked, undone_at=None)
        raise UnableToRepair(
            _("Outage %(number)s was merged into %(target)s: work on that one.")
            % {"number": locked, "target": merge.target}
        )
    if locked.status == Outage.Status.SCHEDULED:
        raise UnableToRepair(_("Planned outage %(number)s has not begun yet.") % {"number": locked})
    raise UnableToRepair(_("Outage %(number)s is over.") % {"number": locked})
