"""Hazards that nobody has acknowledged, as the board pins them; when they count as open is for `crm` to say."""

from crm.models import Ticket
from crm.tickets.queries import open_hazards


def waiting_hazards() -> list[Ticket]:
    """Return the open hazards without an acknowledgement, the oldest first."""
    return [ticket for ticket in open_hazards() if not hasattr(ticket, "hazard_acknowledgement")]
