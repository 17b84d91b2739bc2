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


def _check(posted: Mapping[str, str]) -> dict[str, Any]:
    number = posted.get("outage", "").strip()
    outage = Outage.objects.filter(number=int(number)).first() if number.isascii() and number.isdigit() else None
    if outage is None or not outage.is_ongoing:
        raise UnableToMerge(_("Choose an outage that goes on."))
    return {"outage": outage.pk, "number": outage.number}


def _join(ticket: Ticket, parameters: Mapping[str, Any], by: User, at: datetime) -> dict[str, Any]:
    outage = Outage.objects.select_related("device").get(pk=parameters["outage"])
    before = ReportLink.objects.filter(ticket=ticket, valid_to=None).values_list("outage_id", flat=True).first()
    if before == outage.pk:
        raise UnableToMerge(_("Ticket %(ticket)s already follows this outage.") % {"ticket": ticket})
    reason = Reason("lies_below", {"device": outage.device.code})
    link = link_report(ticket=ticket, outage=outage, reason=reason, by=by, at=at)
    return {"link": link.pk, "before": before}


def _leave(ticket: Ticket, done: dict[str, Any], by: User, at: datetime) -> None:
    link = ReportLink.objects.filter(ticket=ticket, valid_to=None).first()
    if link is None or link.pk != done["link"]:
        raise UnableToMerge(_("Somebody has moved ticket %(ticket)s since.") % {"ticket": ticket})
    if done["before"] is None:
        unlink_report(ticket=ticket, by=by, at=at)
        return
    former = Outage.objects.select_related("device").get(pk=done["before"])
    reason = Reason("lies_below", {"device": former.device.code})
    link_report(ticket=ticket, outage=former, reason=reason, by=by, at=at)


JOIN_OUTAGE = BulkAction(
    gettext_lazy("Join an outage"),
    _check,
    _join,
    _leave,
    lambda parameters: str(parameters["number"]),
    refusals=(UnableToMerge,),
)
