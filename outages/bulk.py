"""Lends many tickets at once the joining of an outage; each follows it as if joined by hand, and back again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.bulk.actions import BulkAction
from crm.models import Ticket
from outages.merging.operations import UnableToMerge, link_report, unlink_report
from outages.models import Outage, Reason, ReportLink

_MOST_DIGITS = 9


def _check(posted: Mapping[str, str]) -> dict[str, Any]:
    number = posted.get("outage", "").strip()
    is_number = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
    outage = Outage.objects.filter(number=int(number)).first() if is_number else None
    if outage is None or not outage.is_ongoing:
        raise UnableToMerge(_("Choose an outage that goes on."))
    return {"outage": outage.pk, "number": outage.number}


def _join(ticket: Ticket, parameters: Mapping[str, Any], by: User, at: datetime) -> dict[str, Any]:
    outage = Outage.objects.select_related("device").get(pk=parameters["outage"])
    before = ReportLink.objects.filter(ticket=ticket, valid_to=None).first()
    if before and before.outage_id == outage.pk:
        raise UnableToMerge(_("Ticket %(ticket)s already follows this outage.") % {"ticket": ticket})
    # Nobody has looked at each place: a person's word, and no evidence of where the fault is.
    link = link_report(ticket=ticket, outage=outage, reason=Reason("chosen_together"), by=by, at=at)
    return {"link": link.pk, "former": before.pk if before else None}


def _leave(ticket: Ticket, done: dict[str, Any], by: User, at: datetime) -> None:
    link = ReportLink.objects.filter(ticket=ticket, valid_to=None).first()
    if link is None or link.pk != done["link"]:
        raise UnableToMerge(_("Somebody has moved ticket %(ticket)s since.") % {"ticket": ticket})
    former = ReportLink.objects.filter(pk=done.get("former") or 0).select_related("outage__device").first()
    if former is None:
        unlink_report(ticket=ticket, by=by, at=at)
        return
    link_report(ticket=ticket, outage=former.outage, reason=former.kept_reason, by=by, at=at)


JOIN_OUTAGE = BulkAction(
    gettext_lazy("Join an outage"),
    _check,
    _join,
    _leave,
    lambda parameters: str(parameters["number"]),
    refusals=(UnableToMerge,),
)
