"""A dispatcher places an outage without waiting for reports; the prediction never moves it."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.models import Ticket
from outages.locks import lock_network
from outages.merging import operations as merging
from outages.models import Device, Outage, kept
from outages.network.evidence import witnesses
from outages.network.numbering import create_numbered
from outages.network.queries import service_points_off
from outages.telling import tell


@transaction.atomic
def place_outage(*, device: Device, known_since: datetime, reason: str, by: AbstractBaseUser, at: datetime) -> Outage:
    """Return a new confirmed outage of a device; reports below it that follow nothing yet follow it.

    Raises `UnableToMerge` when the device has one that goes on, the time lies in the future, or no reason is written.
    """
    if known_since > at:
        raise merging.UnableToMerge(_("The outage cannot begin in the future: plan it instead."))
    if not 0 < len(reason.strip()) <= 300:
        raise merging.UnableToMerge(_("Say why it is placed, in at most 300 characters."))
    lock_network(device)
    customers_off, critical = service_points_off(device)
    try:
        outage = create_numbered(
            device=device,
            status=Outage.Status.CONFIRMED,
            is_placed_by_hand=True,
            started_at=known_since,
            known_since=known_since,
            confirmed_at=at,
            customers_off=customers_off,
            critical_customers_off=critical,
            **kept(reason.strip()),
        )
    except IntegrityError as error:
        raise merging.UnableToMerge(_("This device has an outage already: work on that one.")) from error
    tell(outage, "outage.placed", data={"device": device.code, "customers_off": customers_off}, by=by, at=at)
    free = [witness.ticket for witness in witnesses(device, at) if not witness.is_following]
    tickets = Ticket.objects.filter(pk__in=free).order_by("reported_at", "pk")
    merging.link_reports(tickets=tickets, outage=outage, reason=reason.strip(), at=at)
    return outage
