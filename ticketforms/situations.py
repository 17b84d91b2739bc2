"""From whose chair a draft is previewed: a role, and a named situation of a caller who does not exist.

No personal data is needed to see what a form asks of somebody in arrears. It draws nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ticketforms.kinds import Given
from ticketforms.port import port
from ticketforms.surroundings import SUBJECTS

_FIRST_ROLE = "agent"


@dataclass(frozen=True)
class Situation:
    """What is known of a made-up caller and their place."""

    label: str | Promise
    values: Mapping[str, Any]


_NOBODY = {"ticket.reporting_kind": "call", "customer.is_known": False, "service_point.is_known": False}
_KNOWN = {
    "ticket.reporting_kind": "call",
    "reporter.name": "Anna Przykładowa",
    "reporter.phone": "+48 600 000 000",
    "reporter.location": "ul. Przykładowa 1, Wzorowo",
    "customer.is_known": True,
    "customer.kind": "person",
    "customer.name": "Anna Przykładowa",
    "customer.email": "anna@example.com",
    "customer.in_arrears": False,
    "customer.arrears": "0",
    "service_point.is_known": True,
    "service_point.is_connected": True,
    "service_point.tariff": "G11",
    "outage.is_open": False,
}
SITUATIONS: Mapping[str, Situation] = {
    "known": Situation(_("a customer like others"), _KNOWN),
    "unknown": Situation(_("nobody we know"), _NOBODY),
    "arrears": Situation(
        _("a customer in arrears"), _KNOWN | {"customer.in_arrears": True, "customer.arrears": "412.50"}
    ),
    "outage": Situation(
        _("a customer in an open outage"), _KNOWN | {"outage.is_open": True, "outage.state": "confirmed"}
    ),
    "disconnected": Situation(
        _("a disconnected customer"),
        _KNOWN | {"service_point.is_connected": False, "customer.in_arrears": True, "customer.arrears": "1980.00"},
    ),
    "medical": Situation(
        _("a customer with medical equipment"), _KNOWN | {"service_point.special_need": "lifeSupport"}
    ),
    "company": Situation(_("a company"), _KNOWN | {"customer.kind": "company", "customer.name": "Wzór sp. z o.o."}),
}


@dataclass(frozen=True)
class Viewpoint:
    """A language, a role and a situation; written with ~ between them where only one word can be sent."""

    language: str
    role: str
    situation: str

    def given(self, at: datetime, priority: int) -> Given:
        """Return what the form's rules know from here."""
        local = timezone.localtime(at)
        roles = frozenset({self.role} if self.role else ())
        values = {
            **SITUATIONS[self.situation].values,
            "ticket.priority": str(priority),
            "agent.role": sorted(roles),
            "time.now": local.strftime("%H:%M"),
            "time.weekday": str(local.isoweekday()),
            "time.is_working_day": local.isoweekday() < 6,
        }
        return Given(at=at, surroundings={name: values[name] for name in SUBJECTS if name in values}, roles=roles)


def roles() -> list[tuple[str, str]]:
    """Return the roles a draft can be seen as, the agent's first."""
    return sorted(port.roles.choices(), key=lambda role: role[0] != _FIRST_ROLE)


def viewpoint_of(written: str) -> Viewpoint:
    """Return the viewpoint that is written so; what is missing or unknown is the agent with a customer like others."""
    language, role, situation = [*written.split("~"), "", "", ""][:3]
    known = [code for code, _label in roles()]
    return Viewpoint(
        language=language if language in ("pl", "en") else "pl",
        role=role if role in known else next(iter(known), ""),
        situation=situation if situation in SITUATIONS else "known",
    )
