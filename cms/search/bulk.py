"""What the bar of deeds on many tickets offers to choose from; how a deed is done it does not know."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from crm.bulk.actions import ACTIONS
from crm.tickets.assigning import people_who_work
from crm.tickets.queues import queues_in_use, queues_of, working_in
from ticketforms.stages import BaseState

# What else each deed needs to be told; the one that a higher floor lends is told the number of an outage.
_NEEDS = {
    "assign": "to",
    "queue": "queue",
    "move": "stage",
    "close": "reason",
    "cancel": "reason",
    "merge": "main",
}
_ENDS = (BaseState.CLOSED, BaseState.CANCELLED)


@dataclass(frozen=True)
class BulkChoices:
    """The deeds that this person may do, and what they are told: people, queues and states."""

    actions: tuple[tuple[str, str, str], ...]
    people: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    queues: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]


def bulk_choices(user: Any) -> BulkChoices | None:
    """Return what the bar offers, `None` to who may do nothing."""
    deeds = [(code, deed) for code, deed in ACTIONS.items() if user.has_perm(deed.permission)]
    if not deeds:
        return None
    return BulkChoices(
        actions=tuple((code, str(deed.label), _NEEDS.get(code, "outage")) for code, deed in deeds),
        people=_people_for(user),
        queues=tuple(queues_in_use().items()),
        states=tuple((state.value, str(state.label)) for state in BaseState if state not in _ENDS),
    )


def _people_for(user: Any) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return who may be given tickets, in groups: those first who work in the same queues as whoever gives."""
    mine = queues_of(user)
    colleagues = set(working_in(mine, people_who_work()).values_list("pk", flat=True)) if mine else set()
    near: list[tuple[str, str]] = []
    far: list[tuple[str, str]] = []
    for one in people_who_work():
        (near if one.pk in colleagues else far).append((one.username, one.get_full_name() or one.username))
    groups = ((_("In my queues"), tuple(near)), (_("Others") if near else "", tuple(far)))
    return tuple(group for group in groups if group[1])
