"""Finds what people wrote about a ticket: notes, how it ended, what further callers said. The feed only names it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from crm.models import FeedEvent, Ticket
from crm.tickets.reading import shown_answers
from outages.models import RepeatedReport


@dataclass(frozen=True)
class Written:
    """The texts that belong to a ticket's events."""

    notes: Mapping[int, str]
    reports: Mapping[int, str]
    resolution: str

    def of(self, event: FeedEvent) -> str:
        """Return what was written in this event, "" when nothing was."""
        if event.name in ("ticket.closed", "ticket.cancelled"):
            return self.resolution
        if "note" in event.data:
            return self.notes.get(event.data["note"], "")
        return self.reports.get(event.data.get("report", 0), "")


def written_about(ticket: Ticket) -> Written:
    """Return all that was written about the ticket after it was registered."""
    reports = RepeatedReport.objects.filter(ticket=ticket).select_related("form_version")
    return Written(
        notes=dict(ticket.notes.values_list("pk", "text")),
        reports={report.pk: _told_in(report) for report in reports},
        resolution=ticket.resolution,
    )


def _told_in(report: RepeatedReport) -> str:
    """Return a line for each thing that was said: "label: text", a question without the colon."""
    told = [
        (_("Reporter"), report.reporter_name),
        (_("Reporter's telephone"), report.reporter_phone),
        (_("Place"), report.location),
    ]
    if report.form_version:
        told += [
            (answer.label, answer.text) for answer in shown_answers(report.answers, report.form_version.definition)
        ]
    return "\n".join(f"{label}{'' if label.endswith('?') else ':'} {text}" for label, text in told if text)
