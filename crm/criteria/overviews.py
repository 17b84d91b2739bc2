"""The overviews that everybody has without saving them: the same kind of criteria, under a code and a name of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.criteria.errors import CriteriaError
from crm.criteria.reading import checked
from crm.criteria.register import Queue
from crm.criteria.subjects import Subject, Viewer
from crm.tickets.queues import queues_of

Criteria = Mapping[str, Any]


@dataclass(frozen=True)
class Overview:
    """Criteria with a name; only who has the permission is offered it.

    `sort` says by what, and whether from its end. One of queues is offered to who works in some.
    """

    code: str
    root: str
    name: str | Promise
    criteria: Criteria
    permission: str
    sort: tuple[str, bool] | None = None
    tone: str = ""
    needs_queue: bool = False


def _is(subject: str, value: object) -> Criteria:
    return {"subject": subject, "operator": "is", "value": value}


def _all(*parts: Criteria) -> Criteria:
    return {"all": list(parts)}


_UNFINISHED = _is("ticket.is_open", True)
_HAZARD = _is("ticket.is_hazard", True)
_DUE_FIRST = ("ticket.due_at", False)
_SEES, _CHANGES, _TAKES = "crm.view_ticket", "crm.change_ticket", "crm.add_ticket"
_SEES_CASES = "crm.view_workflowcase"
_AT_WORKFLOW, _LATE_CASE = _is("case.is_ongoing", True), _is("case.is_late", True)
_MY_QUEUE = _all(_UNFINISHED, _is("ticket.queue", Queue.MINE))
_UNASSIGNED: Criteria = {"subject": "ticket.assignee", "operator": "is_empty"}

_SEES_OUTAGES = "outages.view_outage"
_ONGOING = _is("outage.is_ongoing", True)
_NO_TIME: Criteria = {"subject": "outage.restores_at", "operator": "is_empty"}
_NO_CREW: Criteria = {"subject": "outage.crew", "operator": "is_empty"}
_TODAY: Criteria = {"subject": "call.offered_at", "operator": "within", "value": {"period": "today"}}
_IN_NEED: Criteria = {"subject": "service_point.special_need", "operator": "is_filled"}

OVERVIEWS: Sequence[Overview] = (
    Overview("mine", "ticket", _("Mine"), _all(_UNFINISHED, _is("ticket.assignee", "me")), _CHANGES, _DUE_FIRST),
    Overview("my-queue", "ticket", _("My queue"), _MY_QUEUE, _CHANGES, _DUE_FIRST, needs_queue=True),
    Overview("taken", "ticket", _("Taken by me"), _all(_UNFINISHED, _is("ticket.author", "me")), _TAKES),
    Overview("unassigned", "ticket", _("Unassigned"), _all(_UNFINISHED, _UNASSIGNED), _CHANGES),
    Overview("overdue", "ticket", _("Past due"), _is("ticket.is_overdue", True), _SEES, _DUE_FIRST, "danger"),
    Overview("hazards", "ticket", _("Hazards"), _all(_UNFINISHED, _HAZARD), _SEES, None, "danger"),
    Overview("waiting", "ticket", _("Waiting"), _is("ticket.state", "waiting"), _SEES, _DUE_FIRST),
    Overview("workflow", "ticket", _("At the workflow"), _AT_WORKFLOW, _SEES_CASES, _DUE_FIRST),
    Overview("late-cases", "ticket", _("Late cases"), _LATE_CASE, _SEES_CASES, _DUE_FIRST, "danger"),
    Overview("unfinished", "ticket", _("All unfinished"), _UNFINISHED, _SEES),
    Overview("ongoing", "outage", _("Going on"), _ONGOING, _SEES_OUTAGES, None, "danger"),
    Overview("no-time", "outage", _("Without a restoration time"), _all(_ONGOING, _NO_TIME), _SEES_OUTAGES),
    Overview("no-crew", "outage", _("Without a crew"), _all(_ONGOING, _NO_CREW), _SEES_OUTAGES),
    Overview("in-need", "service_point", _("Special need"), _IN_NEED, "crm.view_servicepoint"),
    Overview("in-arrears", "customer", _("In arrears"), _is("billing.has_arrears", True), "crm.view_billingcard"),
    Overview("missed", "call", _("Missed today"), _all(_TODAY, _is("call.is_answered", False)), "crm.view_call"),
    Overview("my-calls", "call", _("My calls today"), _all(_TODAY, _is("call.agent", "me")), _TAKES),
)


def overviews(root: str, viewer: Viewer, known: Mapping[str, Subject]) -> list[Overview]:
    """Return those of a list that this person has a use for; one that asks what they may not see is not offered."""
    offered = [
        overview
        for overview in OVERVIEWS
        if overview.root == root and viewer.may(overview.permission) and _is_answerable(overview, known)
    ]
    has_queue = any(one.needs_queue for one in offered) and bool(queues_of(viewer.user_id))
    return [one for one in offered if has_queue or not one.needs_queue]


def _is_answerable(overview: Overview, known: Mapping[str, Subject]) -> bool:
    try:
        checked(overview.criteria, known, overview.root)
    except CriteriaError:
        return False
    return True
