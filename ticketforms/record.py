"""What Wagtail's record of changes tells of a type's form: words for what was published, planned, taken back."""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import ModelLogEntry

from ticketforms.models import TicketType

# More would make a page of the record unreadable; the page of versions tells all.
_MOST_SENTENCES = 6


def tell(ticket_type: TicketType, deed: str, *, by: AbstractBaseUser | None, **facts: Any) -> None:
    """Add one entry about the type; `facts` are plain data that the deed's words need."""
    log(instance=ticket_type, action=f"ticketforms.{deed}", user=by, data=facts, content_changed=False)


def moment(at: datetime) -> str:
    """Return a moment as the record keeps it."""
    return at.isoformat()


def _spoken(kept: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(kept)), "SHORT_DATETIME_FORMAT")


def _in_language(data: dict[str, Any], name: str) -> Any:
    return data.get(f"{name}_en" if (get_language() or "pl").startswith("en") else f"{name}_pl") or ""


class _Deed(LogFormatter, ABC):
    """One deed's words, made in the reader's language."""

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return self.told(log_entry.data)

    @abstractmethod
    def told(self, data: dict[str, Any]) -> str:
        """Return the words of what was done, by the facts that were kept."""


class _Published(_Deed):
    label = gettext_lazy("Publish a form")

    def told(self, data: dict[str, Any]) -> str:
        sentences = _in_language(data, "changes") or []
        start = _("Version %(number)s was published.") % {"number": data["number"]}
        shown = sentences[:_MOST_SENTENCES]
        if more := len(sentences) - len(shown):
            shown = [
                *shown,
                ngettext("And %(count)s change more.", "And %(count)s changes more.", more) % {"count": more},
            ]
        return " ".join([start, *shown])


class _Planned(_Deed):
    label = gettext_lazy("Plan a publication")

    def told(self, data: dict[str, Any]) -> str:
        return _("The draft is to be published at %(moment)s.") % {"moment": _spoken(data["publish_at"])}


class _PlanCancelled(_Deed):
    label = gettext_lazy("Cancel a planned publication")

    def told(self, data: dict[str, Any]) -> str:
        return _("The publication planned for %(moment)s was cancelled.") % {"moment": _spoken(data["publish_at"])}


class _PlanFailed(_Deed):
    label = gettext_lazy("Planned publication failed")

    def told(self, data: dict[str, Any]) -> str:
        return _("The publication planned for %(moment)s failed: %(reason)s") % {
            "moment": _spoken(data["publish_at"]),
            "reason": _in_language(data, "reason"),
        }


class _Restored(_Deed):
    label = gettext_lazy("Roll back a form")

    def told(self, data: dict[str, Any]) -> str:
        return _("The questions of version %(number)s became the draft.") % {"number": data["number"]}


class _Withdrawn(_Deed):
    label = gettext_lazy("Unpublish a form")

    def told(self, data: dict[str, Any]) -> str:
        return _("Agents can no longer choose this type; its tickets keep their forms.")


_DEEDS: dict[str, type[_Deed]] = {
    "publish": _Published,
    "plan": _Planned,
    "plan_cancel": _PlanCancelled,
    "plan_fail": _PlanFailed,
    "restore": _Restored,
    "withdraw": _Withdrawn,
}


def register(actions: LogActionRegistry) -> None:
    """Make the deeds known to Wagtail's record."""
    for name, words in _DEEDS.items():
        actions.register_action(f"ticketforms.{name}")(words)
