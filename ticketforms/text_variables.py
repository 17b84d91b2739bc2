"""Which variables a text template may name, and a text filled with their values. Pure: whose values they are it does
not know.
"""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VARIABLES: dict[str, str | Promise] = {
    "ticket.number": _("the ticket's number"),
    "ticket.type": _("the ticket's type"),
    "ticket.reported_at": _("when it was reported"),
    "ticket.due_at": _("until when it must be answered"),
    "ticket.queue": _("its queue"),
    "customer.name": _("the customer's name"),
    "customer.number": _("the customer's number"),
    "place.address": _("the address of the place"),
    "place.ppe": _("the PPE of the place"),
    "outage.number": _("the outage's number"),
    "outage.device": _("the device that failed"),
    "outage.restoration_time": _("when power is to be back"),
    "user.name": _("who writes"),
}
ANSWER = "answer."
# What stands where a value is missing: no text with it can be sent.
GAP = "⟦{name}⟧"
HAS_GAP = re.compile(r"⟦[^⟧]*⟧")
_NAMED = re.compile(r"\{([^{}\n]*)\}")
_ANSWER = re.compile(r"answer\.[-\w]{1,50}")


def unknown_variables(text: str) -> list[str]:
    """Return what stands in braces and is no variable, in its order."""
    named = dict.fromkeys(name.strip() for name in _NAMED.findall(text))
    return [name for name in named if name not in VARIABLES and not _ANSWER.fullmatch(name)]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the text with the values in place; a value that is missing leaves a gap with its name, to be filled in."""

    def value(found: "re.Match[str]") -> str:
        name = found.group(1).strip()
        return values.get(name) or GAP.format(name=str(VARIABLES.get(name, name.removeprefix(ANSWER))))

    return _NAMED.sub(value, text)
