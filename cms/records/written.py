"""Finds what people wrote about a ticket: notes, how it ended, what further callers said. The feed only names it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from crm.customers.matching import phone_in_groups
from crm.models import AnswerChange, FeedEvent, Ticket, TicketNote
from crm.tickets.reading import Reader, shown_answers
from outages.models import RepeatedReport


@dataclass(frozen=True)
class Written:
    """The texts that belong to a ticket's events."""

    notes: Mapping[int, str] = field(default_factory=dict)
    reports: Mapping[int, str] = field(default_factory=dict)
    changes: Mapping[int, str] = field(default_factory=dict)
    resolution: str = ""
    ends: Mapping[datetime, str] = field(default_factory=dict)
    files: Mapping[int, str] = field(default_factory=dict)
    replies: Mapping[int, str] = field(default_factory=dict)

    def of(self, event: FeedEvent) -> str:
        """Return what was written in this event, "" when nothing was."""
        if event.name in ("ticket.closed", "ticket.cancelled"):
            return self.ends.get(event.happened_at, self.resolution)
        if "attachment" in event.data:
            return self.files.get(event.data["attachment"], "")
        if "change" in event.data:
            return self.changes.get(event.data["change"], "")
        if "reply" in event.data:
            return self.replies.get(event.data["reply"], "")
        if "note" in event.data:
            return self.notes.get(event.data["note"], "")
        return self.reports.get(event.data.get("report", 0), "")


NOTHING_WRITTEN = Written()
_NO_ROLE = Reader(roles=frozenset(), sees_personal=False, sees_sensitive=False)


def questions_changed(ticket: Ticket) -> Written:
    """Return which questions were answered or corrected later, and not a word of the answers."""
    definition = ticket.form_version.definition
    return Written(
        changes={
            change.pk: ", ".join(
                answer.label for answer in shown_answers({**change.before, **change.after}, definition, _NO_ROLE)
            )
            for change in ticket.answer_changes.all()
        }
    )


def written_about(ticket: Ticket, reader: Reader) -> Written:
    """Return all that was written about the ticket after it was registered, as far as this person may read it."""
    reports = RepeatedReport.objects.filter(ticket=ticket).select_related("form_version")
    notes = list(ticket.notes.all())
    files = ticket.attachments.select_related("upload")
    return Written(
        notes={note.pk: note.text for note in notes},
        reports={report.pk: _told_in(report, reader) for report in reports},
        changes={change.pk: _changed_in(change, ticket, reader) for change in ticket.answer_changes.all()},
        resolution=ticket.resolution,
        ends={note.written_at: note.text for note in notes if note.kind == TicketNote.Kind.RESOLUTION},
        files={one.pk: " · ".join(filter(None, [one.upload.name, one.description])) for one in files},
        replies={reply.pk: "\n".join(filter(None, [reply.sent_to, reply.text])) for reply in ticket.replies.all()},
    )


def _told_in(report: RepeatedReport, reader: Reader) -> str:
    """Return a line for each thing that was said: "label: text", a question without the colon."""
    told = [
        (_("Reporter"), report.reporter_name),
        (_("Reporter's telephone"), phone_in_groups(report.reporter_phone)),
        (_("Place"), report.location),
    ]
    if report.form_version:
        told += [
            (answer.label, answer.text)
            for answer in shown_answers(report.answers, report.form_version.definition, reader)
        ]
    return "\n".join(_line(label, text) for label, text in told if text)


def _changed_in(change: AnswerChange, ticket: Ticket, reader: Reader) -> str:
    """Return a line for each answer: what it was and what it is."""
    before, after = (
        {answer.code: answer for answer in shown_answers(answers, ticket.form_version.definition, reader)}
        for answers in (change.before, change.after)
    )
    lines = []
    for code, shown in {**before, **after}.items():
        was, now = (side[code].text if code in side else "–" for side in (before, after))
        lines.append(_line(shown.label, f"{was} → {now}" if code in before else now))
    return "\n".join(lines)


def _line(label: str, text: str) -> str:
    return f"{label}{'' if label.endswith('?') else ':'} {text}"
