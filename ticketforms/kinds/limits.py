"""How far from today an answer may lie, and how days and moments are written for people."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from wagtail.blocks import Block, ChoiceBlock, IntegerBlock

from ticketforms.kinds.base import AnswerError, Settings, UnfitSettings

DAY = {"pl": "d.m.Y", "en": "j M Y"}
# A hundred years, for dates of birth and the like.
_FARTHEST = 36600
# Clocks of the agent's machine and of the server differ a little.
_TOLERANCE = timedelta(minutes=2)


def limit_blocks() -> dict[str, Block]:
    """Return the settings of a kind whose answers may be limited in time."""
    days = {"required": False, "min_value": -_FARTHEST, "max_value": _FARTHEST}
    return {
        "allows": ChoiceBlock(
            choices=[
                ("any", gettext_lazy("the past and the future")),
                ("past", gettext_lazy("only the past, until now")),
                ("future", gettext_lazy("only the future, from now")),
            ],
            default="any",
            label=gettext_lazy("Allows"),
        ),
        "earliest": IntegerBlock(
            **days,
            label=gettext_lazy("Earliest, in days from today"),
            help_text=gettext_lazy("Below zero before today: -7 is a week ago."),
        ),
        "latest": IntegerBlock(**days, label=gettext_lazy("Latest, in days from today")),
    }


def refuse_unfit_limits(settings: Settings) -> None:
    """Raise `UnfitSettings` when no day fits the limits."""
    allows = settings.get("allows") or "any"
    first = max(_number(settings, "earliest", -_FARTHEST), 0 if allows == "future" else -_FARTHEST)
    last = min(_number(settings, "latest", _FARTHEST), 0 if allows == "past" else _FARTHEST)
    if first > last:
        raise UnfitSettings("latest", _("No day fits these limits: change one."))


def check_day(day: date, settings: Settings, at: datetime) -> None:
    """Raise `AnswerError` for a day that the settings do not allow on the day of `at`."""
    today, allows = local_day(at), settings.get("allows") or "any"
    if allows == "past" and day > today:
        raise AnswerError(_("Enter today or an earlier day."))
    if allows == "future" and day < today:
        raise AnswerError(_("Enter today or a later day."))
    earliest, latest = settings.get("earliest"), settings.get("latest")
    if earliest is not None and day < (first := today + timedelta(days=earliest)):
        raise AnswerError(_("Enter %(day)s or a later day.") % {"day": shown_day(first)})
    if latest is not None and day > (last := today + timedelta(days=latest)):
        raise AnswerError(_("Enter %(day)s or an earlier day.") % {"day": shown_day(last)})


def check_moment(moment: datetime, settings: Settings, at: datetime) -> None:
    """Raise `AnswerError` for a moment that the settings do not allow at `at`."""
    allows = settings.get("allows") or "any"
    if allows == "past" and moment > at + _TOLERANCE:
        raise AnswerError(_("This is still to come: enter a moment that has passed."))
    if allows == "future" and moment < at - _TOLERANCE:
        raise AnswerError(_("This has passed: enter a moment to come."))
    check_day(local_day(moment), settings, at)


def local_day(moment: datetime) -> date:
    """Return the installation's day of a moment."""
    return moment.astimezone(timezone.get_default_timezone()).date()


def shown_day(day: date, language: str | None = None) -> str:
    """Return a day as no reader can mistake it for a month."""
    spoken = "en" if (language or get_language() or "pl").startswith("en") else "pl"
    with override(spoken):
        return formats.date_format(day, DAY[spoken])


def _number(settings: Settings, name: str, otherwise: int) -> Any:
    value = settings.get(name)
    return otherwise if value is None else value
