"""What the feed tells about an outage, as sentences for the drawer; it knows the names of events, not their rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from crm import feed
from crm.models import FeedEvent, Ticket
from outages.models import CrewAssignment, EstimatedRestoration, Outage

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """One line of the log: when, who (empty when nobody: the system), and what."""

    at: datetime
    who: str
    sentence: str


def timeline_of(outage: Outage) -> list[Told]:
    """Return the log of an outage, newest first; what was merged into it is told by the merges themselves."""
    told = [_told(event) for event in feed.timeline(f"outage:{outage.pk}")]
    for merge in outage.merges_in.select_related("source", "merged_by", "undone_by"):
        number = {"number": merge.source}
        told.append(Told(merge.merged_at, _who(merge.merged_by), _("Outage %(number)s came in.") % number))
        if merge.undone_at:
            told.append(Told(merge.undone_at, _who(merge.undone_by), _("Outage %(number)s left again.") % number))
    told.sort(key=lambda line: line.at)
    return told[::-1]


def moment_words(moment: datetime, now: datetime) -> str:
    """Return a time as people say it: the hour, with the day when it is not today."""
    local = timezone.localtime(moment)
    is_today = local.date() == timezone.localtime(now).date()
    return date_format(local, "H:i") if is_today else date_format(local, "d.m H:i")


def _told(event: FeedEvent) -> Told:
    sentence = SENTENCES.get(event.name)
    return Told(
        event.happened_at, _who(event.by), sentence(event.data) if sentence else feed.EVENTS.get(event.name, event.name)
    )


def _who(user: AbstractBaseUser | None) -> str:
    return str(get_user_display_name(user)) if user else ""


def _ticket(data: Data) -> str:
    return Ticket(pk=data["ticket"]).number


def _estimate(data: Data) -> str:
    source = dict(EstimatedRestoration.Source.choices).get(data.get("source", ""), "")
    return _("Restoration time %(time)s (%(source)s).") % {"time": _time(data), "source": source}


def _told_to_caller(data: Data) -> str:
    time = _time(data)
    return _("A caller was told %(time)s.") % {"time": time} if time else _("A caller was told, without a time.")


def _time(data: Data) -> str:
    restores_at = parse_datetime(str(data.get("restores_at", "")))
    return date_format(timezone.localtime(restores_at), "d.m H:i") if restores_at else ""


def _advanced(data: Data) -> str:
    status = dict(CrewAssignment.Status.choices).get(data.get("status", ""), "")
    return _("Crew %(crew)s: %(status)s.") % {"crew": data.get("crew", ""), "status": status}


SENTENCES: dict[str, Callable[[Data], str]] = {
    "outage.predicted": lambda data: _("Predicted at %(device)s.") % {"device": data.get("device", "")},
    "outage.planned": lambda data: _("Planned work was scheduled."),
    "outage.placed": lambda data: _("A dispatcher placed the outage by hand."),
    "outage.begun": lambda data: _("Planned work began."),
    "outage.report_linked": lambda data: _("Ticket %(ticket)s joined.") % {"ticket": _ticket(data)},
    "outage.report_unlinked": lambda data: _("Ticket %(ticket)s was split off.") % {"ticket": _ticket(data)},
    "outage.merged": lambda data: _("Went into outage %(number)s.") % {"number": data.get("into_number", "")},
    "outage.unmerged": lambda data: _("Left outage %(number)s again.") % {"number": data.get("from_number", "")},
    "outage.confirmed": lambda data: _("Confirmed."),
    "outage.cancelled": lambda data: _("Cancelled: %(reason)s") % {"reason": data.get("reason", "")},
    "outage.crew_assigned": lambda data: _("Crew %(crew)s assigned.") % {"crew": data.get("crew", "")},
    "outage.crew_advanced": _advanced,
    "outage.estimate_changed": _estimate,
    "outage.progress_noted": lambda data: str(data.get("text", "")),
    "outage.told": _told_to_caller,
    "outage.restored": lambda data: _("Power is back."),
    "outage.reopened": lambda data: _("Reopened: %(reason)s") % {"reason": data.get("reason", "")},
    "outage.closed": lambda data: _("Closed: %(cause)s") % {"cause": data.get("cause", "")},
}
