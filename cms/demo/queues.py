"""Which queue of the demo a ticket waits in, by its category, and who of the logins works where."""

from collections.abc import Mapping

from django.contrib.auth.models import User

from cms.roles import role_group
from crm.tickets.staffing import staff_queue

QUEUES = {
    "fault": "faults",
    "quality": "faults",
    "hazard": "faults",
    "billing": "billing",
    "metering": "metering",
    "connection": "connections",
    "contact": "office",
}
_PEOPLE = {"faults": ("agent",), "billing": ("agent", "agent2"), "metering": ("agent2",), "office": ("agent2",)}


def staff_queues(logins: Mapping[str, User]) -> None:
    """Let dispatchers and one agent work on faults, the agents on the rest; connections wait for somebody."""
    for queue, people in _PEOPLE.items():
        roles = [role_group("dispatcher")] if queue == "faults" else []
        staff_queue(queue=queue, people=[logins[one] for one in people], roles=roles, by=logins["administrator"])
