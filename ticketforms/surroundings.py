"""What a rule may look at beside the answers: the call, the customer, the place, the agent, the hour.

It knows names and kinds; their values are gathered a floor higher. A name here has a dot, which no field's code has.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from ticketforms.port import port


def _no_choices() -> list[tuple[str, str | Promise]]:
    return []


@dataclass(frozen=True)
class Subject:
    """One thing a rule may look at, compared like an answer of `kind`; a value that is not known is empty."""

    name: str
    kind: str
    label: str | Promise
    choices: Callable[[], list[tuple[str, Any]]] = field(default=_no_choices)

    def as_field(self) -> dict[str, Any]:
        """Return it as a frozen field looks to a rule."""
        settings: dict[str, Any] = {}
        if choices := self.choices():
            settings["choices"] = [
                {"code": code, "label_pl": _said("pl", label), "label_en": _said("en", label)}
                for code, label in choices
            ]
        return {
            "code": self.name,
            "kind": self.kind,
            "label_pl": _said("pl", self.label),
            "label_en": _said("en", self.label),
            "settings": settings,
        }


def _said(language: str, words: str | Promise) -> str:
    with override(language):
        return str(words)


def _roles() -> list[tuple[str, Any]]:
    return [*port.roles.choices(), ("system", gettext("external system"))]


_WEEKDAYS = [
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
    ("6", _("Saturday")),
    ("7", _("Sunday")),
]
_CHANNELS = [
    ("call", _("telephone")),
    ("app", _("application")),
    ("email", _("e-mail")),
    ("ivr", _("voice menu")),
    ("letter", _("letter")),
    ("sms", "SMS"),
    ("web", _("web")),
    ("other", _("other")),
]
_OUTAGES = [
    ("predicted", _("predicted")),
    ("confirmed", _("confirmed")),
    ("partially_restored", _("partially restored")),
    ("planned", _("planned work")),
]

_ALL = (
    Subject("ticket.reporting_kind", "choice", _("channel"), lambda: list(_CHANNELS)),
    Subject("ticket.priority", "integer", _("priority of the type")),
    Subject("reporter.name", "text", _("reporter's name")),
    Subject("reporter.phone", "text", _("reporter's telephone")),
    Subject("reporter.location", "text", _("place in words")),
    Subject("customer.is_known", "yes_no", _("the customer is known")),
    Subject(
        "customer.kind", "choice", _("kind of customer"), lambda: [("person", _("person")), ("company", _("company"))]
    ),
    Subject("customer.name", "text", _("customer's name")),
    Subject("customer.email", "text", _("customer's e-mail")),
    Subject("customer.in_arrears", "yes_no", _("the customer is in arrears")),
    Subject("customer.arrears", "number", _("arrears in zlotys")),
    Subject("service_point.is_known", "yes_no", _("the service point is known")),
    Subject("service_point.is_connected", "yes_no", _("the service point is connected")),
    Subject(
        "service_point.special_need",
        "choice",
        _("special need"),
        lambda: [("lifeSupport", _("medical equipment")), ("critical", _("critical customer"))],
    ),
    Subject("service_point.ppe", "ppe", _("PPE number of the place")),
    Subject("service_point.tariff", "text", _("tariff")),
    Subject("outage.is_open", "yes_no", _("an outage is open at the place")),
    Subject("outage.state", "choice", _("state of the outage"), lambda: list(_OUTAGES)),
    Subject("agent.role", "multi_choice", _("the agent's role"), _roles),
    Subject("time.now", "time", _("time of day")),
    Subject("time.weekday", "choice", _("day of the week"), lambda: list(_WEEKDAYS)),
    Subject("time.is_working_day", "yes_no", _("it is a working day")),
)
SUBJECTS: Mapping[str, Subject] = {subject.name: subject for subject in _ALL}
