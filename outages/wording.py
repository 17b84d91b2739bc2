"""Lends prepared texts what is known of the outage that a ticket follows."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime

from crm.models import Ticket
from outages.network.queries import outage_followed, promise_of


def outage_values(ticket: Ticket, at: datetime) -> dict[str, str]:
    """Return the outage's values for the variables; a time that is overdue is none: it is never promised."""
    outage = outage_followed(ticket)
    if outage is None:
        return {}
    back = outage.restored_at or promise_of(outage, at)
    return {
        "outage.number": str(outage.number),
        "outage.device": outage.device.name,
        "outage.restoration_time": date_format(localtime(back), "SHORT_DATETIME_FORMAT") if back else "",
    }
