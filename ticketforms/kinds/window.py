"""A span of time with a beginning and an end, as visits are agreed and losses of power are told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from wagtail.blocks import Block, ChoiceBlock

from ticketforms.kinds import groups
from ticketforms.kinds.base import AnswerError, DictionaryChoices, EntriesOf, FieldKind, Given, Settings
from ticketforms.kinds.limits import DAY, check_moment, limit_blocks, refuse_unfit_limits
from ticketforms.kinds.moment import kept_moment, local_written

_PARTS = ("day", "from", "to")


class TimeWindowKind(FieldKind):
    """`{from, to}` in UTC: hours of one `day`, or two `moments`; the end is after the beginning.

    Hours of a day come as `{day, from, to}` from the screen; two moments are taken in both cases.
    """

    name = "time_window"
    label = gettext_lazy("from – to")
    group = groups.TIME
    icon = "calendar-alt"
    template = "ticketforms/fields/time_window.html"
    reading = "whole"
    operators = ("is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        spans = [("day", gettext_lazy("hours of one day")), ("moments", gettext_lazy("from one moment to another"))]
        return {"spans": ChoiceBlock(choices=spans, default="day", label=gettext_lazy("Spans"))} | limit_blocks()

    def clean(self, raw: object, settings: Settings) -> dict[str, str] | None:
        if raw == "":
            return None
        if not isinstance(raw, Mapping) or set(raw) - set(_PARTS) or not all(isinstance(v, str) for v in raw.values()):
            raise AnswerError(_refusal(settings))
        day, start, end = (raw.get(part, "").strip() for part in _PARTS)
        if not start and not end:
            return None
        if not start or not end:
            raise AnswerError(_("Enter both the beginning and the end."))
        if len(start) <= len("07:05") or len(end) <= len("07:05"):
            if not day:
                raise AnswerError(_refusal(settings))
            start, end = f"{day}T{start}", f"{day}T{end}"
        first, last = kept_moment(start), kept_moment(end)
        if last <= first:
            raise AnswerError(_("The end is not after the beginning: change one."))
        return {"from": first.isoformat(), "to": last.isoformat()}

    def settle(self, value: dict[str, str], settings: Settings, given: Given) -> dict[str, str]:
        # What only the past allows has ended; what only the future allows has not begun.
        check_moment(datetime.fromisoformat(value["from"]), settings, given.at)
        check_moment(datetime.fromisoformat(value["to"]), settings, given.at)
        return value

    def show(self, value: dict[str, str], settings: Settings, language: str) -> str:
        zone = timezone.get_default_timezone()
        first, last = (datetime.fromisoformat(value[part]).astimezone(zone) for part in ("from", "to"))
        with override(language):
            if first.date() == last.date():
                return f"{formats.date_format(first, f'{DAY[language]}, H:i')}–{formats.date_format(last, 'H:i')}"
            return " – ".join(formats.date_format(moment, f"{DAY[language]}, H:i") for moment in (first, last))

    def written(self, answer: Any) -> dict[str, str]:
        """Return the parts as the control holds them: the day and its hours, or two moments, in local time."""
        held = answer if isinstance(answer, Mapping) else {}
        day, start, end = str(held.get("day") or ""), local_written(held.get("from")), local_written(held.get("to"))
        return {
            "day": day or start.partition("T")[0] if "T" in start or day else "",
            "from": start,
            "to": end,
            "from_hour": start.rpartition("T")[2],
            "to_hour": end.rpartition("T")[2],
        }

    def freeze(self, settings: Settings, entries_of: EntriesOf) -> dict[str, Any]:
        refuse_unfit_limits(settings)
        return {**settings, "spans": settings.get("spans") or "day"}


def _refusal(settings: Settings) -> str:
    if settings.get("spans") == "moments":
        return _("Enter when it begins and when it ends.")
    return _("Enter a day, and from which hour to which.")
