"""Knows the sentence an agent may read to a caller now; never one with a restoration time that has passed."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from outages.models import CrewAssignment, EstimatedRestoration, Outage
from outages.network.queries import SupplyState

_CLOCK = "H:i"  # A control room reads the clock in 24 hours, whatever the language.


def say_line(state: SupplyState, now: datetime) -> str:
    """Return one or two short sentences about the power of a service point, in the present language."""
    if not state.service_point.is_connected:
        return _("Supply here is disconnected, not broken: check the account before promising anything.")
    if state.outage:
        return " ".join([_what(state.outage, state, now), _when(state, now)])
    nothing = _("We know of no outage here: ask about the fuses, the stairwell light and the neighbours.")
    return " ".join(filter(None, [nothing, _ahead(state.planned_outage, now)]))


def _what(outage: Outage, state: SupplyState, now: datetime) -> str:
    since = {"since": _moment(state.crew_since or outage.started_at, now)}
    match state.crew_status:
        case CrewAssignment.Status.ARRIVED:
            return _("A crew has been on site since %(since)s.") % since
        case CrewAssignment.Status.ENROUTE:
            return _("A crew has been on its way since %(since)s.") % since
        case CrewAssignment.Status.ASSIGNED:
            return _("A crew was given this job at %(since)s.") % since
    if outage.is_planned:
        return _("Planned work has been going on here since %(since)s.") % since
    if outage.status == Outage.Status.PREDICTED:
        return _("We have had reports from around here since %(since)s and are checking them.") % since
    return _("We have known of this outage since %(since)s.") % since


def _when(state: SupplyState, now: datetime) -> str:
    if state.promise:
        return _("Power should be back by about %(time)s.") % {"time": _moment(state.promise, now)}
    if state.estimate_state == EstimatedRestoration.State.OVERDUE:
        return _("The time given has passed; the dispatcher has been asked for a new one.")
    return _("It is not known yet when power returns.")


def _ahead(planned: Outage | None, now: datetime) -> str:
    if planned is None or planned.planned_from is None or planned.planned_to is None:
        return ""
    period = {"start": _moment(planned.planned_from, now), "end": _moment(planned.planned_to, now)}
    if planned.planned_from <= now:
        return _("Planned work was to begin here at %(start)s and to end by %(end)s.") % period
    begins, ends = localtime(planned.planned_from), localtime(planned.planned_to)
    if begins.date() == ends.date() != localdate(now):
        said = {"day": _day(begins), "start": date_format(begins, _CLOCK), "end": date_format(ends, _CLOCK)}
        return _("Planned work will switch power off here on %(day)s from %(start)s to %(end)s.") % said
    return _("Planned work will switch power off here from %(start)s to %(end)s.") % period


def _moment(moment: datetime, now: datetime) -> str:
    """The time of day, with the day when it is not today."""
    local = localtime(moment)
    time = date_format(local, _CLOCK)
    if local.date() == localdate(now):
        return time
    return _("%(time)s on %(day)s") % {"time": time, "day": _day(local)}


def _day(local: datetime) -> str:
    return date_format(local, "MONTH_DAY_FORMAT")
