"""All subjects that a viewer may ask about things of one root, by name."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from crm.criteria.answers import subjects_of_answers
from crm.criteria.errors import CriteriaError
from crm.criteria.register import subjects_of_register
from crm.criteria.subjects import ROOTS, Subject, Viewer, lent


def subjects(root: str, viewer: Viewer) -> Mapping[str, Subject]:
    """Return the subjects by name, in the order in which they are offered; raises `CriteriaError` for no root."""
    if root not in ROOTS:
        raise CriteriaError(_("This cannot be searched: choose tickets, customers, places, calls or outages."))
    known = [*subjects_of_register(), *lent(), *subjects_of_answers(viewer)]
    return {
        subject.name: subject
        for subject in known
        if (root == subject.table.name or root in subject.table.roads) and subject.is_seen_by(viewer)
    }
