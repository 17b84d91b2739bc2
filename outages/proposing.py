"""Offers the outage at a ticket's place where a rule of its form proposes it; it joins when a person says yes."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from crm.models import Ticket
from crm.tickets.surroundings import surroundings_later
from outages.locks import lock_network
from outages.merging.operations import UnableToMerge, link_report
from outages.models import Outage, Reason, ReportLink
from outages.network.queries import device_feeding, outage_above
from ticketforms.definition import upgraded
from ticketforms.kinds import Given
from ticketforms.resolving import resolve


def outage_proposed(ticket: Ticket, *, at: datetime) -> Outage | None:
    """Return the outage that goes on at the ticket's place, if a rule proposes to join it and the ticket follows none.

    One that a person took the ticket off is not proposed again.
    """
    if ticket.service_point is None or not ticket.is_open or not _wants_to_join(ticket, at):
        return None
    if ReportLink.objects.filter(ticket=ticket, valid_to=None).exists():
        return None
    device = device_feeding(ticket.service_point)
    outage = outage_above(device) if device else None
    if outage and ReportLink.objects.filter(ticket=ticket, outage=outage, ended_by__isnull=False).exists():
        return None
    return outage


@transaction.atomic
def join_proposed(*, ticket: Ticket, outage: Outage, by: AbstractBaseUser, at: datetime) -> ReportLink:
    """Let the ticket follow the outage that was proposed; raises `UnableToMerge` when it is not, or not any more."""
    # Whoever lets a ticket follow another outage holds the root too: what is read below stays so.
    lock_network(outage.device)
    if outage_proposed(ticket, at=at) != outage:
        raise UnableToMerge(
            _("Outage %(number)s is not proposed for ticket %(ticket)s any more: look again.")
            % {"number": outage, "ticket": ticket}
        )
    reason = Reason("lies_below", {"device": outage.device.code})
    return link_report(ticket=ticket, outage=outage, reason=reason, by=by, at=at)


def _wants_to_join(ticket: Ticket, at: datetime) -> bool:
    form = upgraded(ticket.form_version.definition)
    if not any(effect["effect"] == "propose_joining" for rule in form["rules"] for effect in rule["effects"]):
        return False
    raw = {code: kept["value"] for code, kept in ticket.answers.items() if kept["value"] is not None}
    given = Given(at=at, surroundings=surroundings_later(ticket, ()), kept=ticket.answers)
    return resolve(form, raw, given).outcome.proposes_joining
