"""Says whose word a screen shows, how old it is and what speaks against it, in words for agents."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.models import Source


@dataclass(frozen=True)
class Freshness:
    """Where a panel's data come from: the source's name, when it told them, and why they may be out of date.

    `words` tell the age alone; `doubt` is a sentence, empty while nothing speaks against the data.
    """

    source: str
    told_at: datetime | None
    words: str
    doubt: str = ""

    @property
    def is_stale(self) -> bool:
        return bool(self.doubt)


def freshness(source: Source | None, now: datetime, *, told_at: datetime | None = None) -> Freshness | None:
    """Return how fresh is what a source told, or told at a moment of its own; `None` for a source nobody knows."""
    if source is None:
        return None
    newest = told_at or source.told_at
    words = ago(newest, now) if newest else ""
    doubt = _doubt(source, now, told_at)
    # Whatever speaks against the data, how old they are is said with it.
    if doubt and words and words not in doubt:
        doubt = f"{doubt} ({words})"
    return Freshness(source.name, newest, words, doubt)


def ago(moment: datetime, now: datetime) -> str:
    """Return how long ago a moment was, in the unit people would choose."""
    age = max(timedelta(0), now - moment)
    minutes, hours, days = int(age.total_seconds() // 60), int(age.total_seconds() // 3600), age.days
    if minutes < 1:
        return _("just now")
    if hours < 1:
        return _("%(minutes)d min ago") % {"minutes": minutes}
    if days < 2:
        return _("%(hours)d h ago") % {"hours": hours}
    return _("%(days)d days ago") % {"days": days}


def lasting(length: timedelta) -> str:
    """Return a length of time in the largest unit that it is whole in."""
    minutes = int(length.total_seconds() // 60)
    if minutes % 1440 == 0:
        return ngettext("%(days)d day", "%(days)d days", minutes // 1440) % {"days": minutes // 1440}
    if minutes % 60 == 0:
        return _("%(hours)d h") % {"hours": minutes // 60}
    return _("%(minutes)d min") % {"minutes": minutes}


def _doubt(source: Source, now: datetime, told_at: datetime | None) -> str:
    if source.trouble:
        return f"{source.name}: {source.trouble}"
    state = source.state(now)
    if state == Source.State.DOWN:
        return _("%(source)s: what it sent last could not be taken") % {"source": source.name}
    if state == Source.State.SILENT and source.told_at:
        silent = {"source": source.name, "age": ago(source.told_at, now)}
        return _("%(source)s is silent, last heard %(age)s") % silent
    if told_at and now - told_at > source.stale_after:
        return _("%(source)s last told this %(age)s") % {"source": source.name, "age": ago(told_at, now)}
    return ""
