"""Tells what happened to a ticket in sentences, from the feed: its own events and those of the outage it follows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, User
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from cms.records.seen import door_of, thing_seen
from cms.records.written import NOTHING_WRITTEN, Written, questions_changed, written_about
from crm import feed
from crm.models import FeedEvent, PersonalDataRead, Ticket, TicketReply
from crm.reads import reads_of
from crm.tickets.queues import queue_name
from crm.tickets.reading import Reader, subjects_of
from outages.models import CrewAssignment, EstimatedRestoration, ReportLink
from ticketforms.labels import in_language

Data = Mapping[str, Any]
_GROUPS = {
    "ticket.noted": "notes",
    "ticket.registered": "calls",
    "ticket.call_repeated": "calls",
    "ticket.more_said": "calls",
    "ticket.replied": "calls",
    "ticket.attached": "files",
    "ticket.attachment_removed": "files",
}
_MOST_READS = 50
MOST_OF_CUSTOMER = 200
# The outage's other events concern everybody who follows it.
_ABOUT_ONE_TICKET = {"outage.report_linked", "outage.report_unlinked", "outage.told"}


@dataclass(frozen=True)
class Line:
    """One thing that happened, as a person reads it; `text` is what somebody wrote, `outage` where it comes from."""

    at: datetime
    who: str
    sentence: str
    text: str
    kind: str
    outage: int | None
    group: str = "changes"


def story_of(ticket: Ticket, reader: Reader) -> list[Line]:
    """Return what happened to the ticket and, while it followed an outage, to that: newest first."""
    events, numbers = _events_of(ticket)
    written, people = written_about(ticket, reader), _people_named_in(events)
    return [_line(event, numbers.get(event.data.get("outage", 0)), written, people) for event in events]


def record_of(ticket: Ticket) -> list[Line]:
    """Return what happened as `story_of`, without a word that somebody wrote or answered: for who audits."""
    events, numbers = _events_of(ticket)
    changed, people = questions_changed(ticket), _people_named_in(events)
    return [
        replace(_line(event, numbers.get(event.data.get("outage", 0)), changed, people), text=changed.of(event))
        for event in events
    ]


def record_of_customer(*pks: int) -> list[Line]:
    """Return what happened to customers who turned out to be one, newest first, without names or numbers."""
    events = FeedEvent.objects.filter(subject__in=[f"customer:{pk}" for pk in pks]).select_related("by")
    newest = events.order_by("-happened_at", "-pk")[:MOST_OF_CUSTOMER]
    return [replace(_line(event, None, NOTHING_WRITTEN, {}), text="") for event in newest]


def _events_of(ticket: Ticket) -> tuple[list[FeedEvent], dict[int, int]]:
    """The events, newest first, and the numbers of the outages that the ticket followed, by key."""
    links = list(ReportLink.objects.filter(ticket=ticket).select_related("outage"))
    theirs = Q()
    for link in links:
        while_followed = Q(subject=f"outage:{link.outage_id}", happened_at__gte=link.valid_from)
        theirs |= while_followed & Q(happened_at__lte=link.valid_to) if link.valid_to else while_followed
    numbers = {link.outage_id: link.outage.number for link in links}
    events = list(feed.timeline(f"ticket:{ticket.pk}"))
    if links:
        others = FeedEvent.objects.filter(theirs).select_related("by").order_by("pk")
        own = f"ticket:{ticket.pk}"
        events += [event for event in others if event.name not in _ABOUT_ONE_TICKET or own in event.topics]
    events.sort(key=lambda event: (event.happened_at, event.pk), reverse=True)
    return events, numbers


def seen_by(ticket: Ticket) -> list[Line]:
    """Return who saw the ticket, its sensitive answers and its files, newest first."""
    reads = reads_of(*subjects_of(ticket), most=_MOST_READS)
    names = {one.username: _name(one) for one in User.objects.filter(username__in={read.reader for read in reads})}
    return [_read_line(read, names.get(read.reader, read.reader)) for read in reads]


def sentence_of(name: str, data: Data) -> str:
    """Return the sentence of an event in the present language; of one added since, its name in the catalogue."""
    say = _SENTENCES.get(name)
    return say(data) if say else feed.EVENTS.get(name, name)


def _people_named_in(events: list[FeedEvent]) -> dict[int, str]:
    """The feed knows a person by key: how each is called, is asked once for all."""
    keys = {key for event in events if (key := _after(event.data, "assignee_id"))}
    return {person.pk: _name(person) for person in User.objects.filter(pk__in=keys)} if keys else {}


def _line(event: FeedEvent, outage: int | None, written: Written, people: Mapping[int, str]) -> Line:
    person = people.get(_after(event.data, "assignee_id") or 0, "")
    return Line(
        at=event.happened_at,
        who=_name(event.by),
        sentence=sentence_of(event.name, {**event.data, "person": person}),
        text=written.of(event)
        or str(event.data.get("text") or event.data.get("reason") or event.data.get("cause") or ""),
        kind=event.name.replace(".", "-"),
        outage=outage,
        group=_group(event.name),
    )


def _read_line(read: PersonalDataRead, who: str) -> Line:
    sentence = _with(_("Seen: %(thing)s (%(door)s)."), thing=thing_seen(read), door=door_of(read))
    return Line(read.read_at, who, sentence, "", "personal-read", None, "reads")


def _group(name: str) -> str:
    """Under which filter of the timeline an event stands."""
    return _GROUPS.get(name) or ("outage" if name.startswith("outage.") else "changes")


def _name(person: AbstractBaseUser | None) -> str:
    return str(get_user_display_name(person)) if person else _("The system")


def _moment(data: Data, key: str) -> str:
    told = parse_datetime(str(data.get(key) or ""))
    return date_format(localtime(told), "SHORT_DATETIME_FORMAT") if told else "–"


def _after(data: Data, column: str) -> Any:
    return (data.get("after") or {}).get(column)


def _stage(data: Data) -> str:
    """The stage as it was called then; a state without a name of its own, by the state's."""
    known = {state.value: state.label for state in Ticket.State}
    named = in_language(str(data.get("stage_pl") or ""), str(data.get("stage_en") or ""))
    return named or str(known.get(_after(data, "state"), "–"))


def _ticket(data: Data, key: str) -> str:
    return Ticket(pk=data[key]).number if key in data else "–"


def _channel(data: Data) -> str:
    known = {channel.value: channel.label for channel in TicketReply.Channel}
    return str(known.get(str(data.get("channel")), "–"))


def _source(data: Data) -> str:
    known = {source.value: source.label for source in EstimatedRestoration.Source}
    return str(known.get(str(data.get("source")), data.get("source") or "–"))


def _crew_status(data: Data) -> str:
    known = {status.value: status.label for status in CrewAssignment.Status}
    return str(known.get(str(data.get("status")), data.get("status") or "–"))


def _with(sentence: str, **parts: object) -> str:
    return sentence % parts


_SENTENCES: dict[str, Callable[[Data], str]] = {
    "call.offered": lambda data: _("A call rang."),
    "call.answered": lambda data: _("The call was answered."),
    "call.ended": lambda data: _("The call ended."),
    "call.customer_attached": lambda data: _("The caller was recognised."),
    "customer.registered": lambda data: _("Customer entered."),
    "customer.changed": lambda data: _("Customer's details changed."),
    "customer.contact_added": lambda data: _("Telephone or address added."),
    "customer.contact_removed": lambda data: _("Telephone or address removed."),
    "customer.consent_recorded": lambda data: _("Consent recorded."),
    "customer.merged": lambda data: _("Merged with another record of the same customer."),
    "customer.unmerged": lambda data: _("The merge of customers was taken back."),
    "billing.card_recorded": lambda data: _("The billing system told the account's state."),
    "ticket.registered": lambda data: _("Ticket registered."),
    "ticket.call_repeated": lambda data: _with(
        _("Another call about it: call %(count)s."), count=data.get("call_count", "–")
    ),
    "ticket.more_said": lambda data: _("Told besides, in a call that is counted already:"),
    "ticket.noted": lambda data: _("Note"),
    "ticket.replied": lambda data: _with(_("Reply sent by hand, by %(channel)s:"), channel=_channel(data)),
    "ticket.answers_changed": lambda data: _("Form completed or corrected:"),
    "ticket.answers_erased": lambda data: _("Answers erased: they were kept as long as the form says."),
    "ticket.hazard_acknowledged": lambda data: _("Hazard acknowledged."),
    "ticket.assigned": lambda data: (
        _with(_("Assigned to %(person)s."), person=data.get("person") or _("somebody"))
        if _after(data, "assignee_id")
        else _("Assigned to nobody.")
    ),
    "ticket.queued": lambda data: (
        _with(_("Put in the queue “%(queue)s”."), queue=queue_name(str(_after(data, "queue"))))
        if _after(data, "queue")
        else _("Taken out of its queue.")
    ),
    "ticket.moved": lambda data: _with(_("Now: %(stage)s."), stage=_stage(data)),
    "ticket.priority_changed": lambda data: _with(
        _("Priority %(priority)s, until now %(before)s."),
        priority=_after(data, "priority"),
        before=data.get("before", {}).get("priority", "–"),
    ),
    "ticket.due_changed": lambda data: (
        _with(_("To be answered by %(time)s."), time=_moment(data.get("after", {}), "due_at"))
        if _after(data, "due_at")
        else _("To be answered by no fixed day.")
    ),
    "ticket.attached": lambda data: _("File added:"),
    "ticket.attachment_removed": lambda data: _("File taken off:"),
    "ticket.reopened": lambda data: _with(_("Opened again: %(stage)s."), stage=_stage(data)),
    "ticket.merged": lambda data: _with(
        _("A duplicate of ticket %(ticket)s: the work goes on there."), ticket=_ticket(data, "main")
    ),
    "ticket.unmerged": lambda data: _with(
        _("No duplicate of ticket %(ticket)s any more."), ticket=_ticket(data, "main")
    ),
    "ticket.duplicate_attached": lambda data: _with(
        _("Ticket %(ticket)s turned out to be a duplicate of this one."), ticket=_ticket(data, "duplicate")
    ),
    "ticket.duplicate_taken_off": lambda data: _with(
        _("Ticket %(ticket)s is no duplicate of this one any more."), ticket=_ticket(data, "duplicate")
    ),
    "ticket.change_undone": lambda data: _("The last change was taken back."),
    "ticket.closed": lambda data: _("Ticket closed."),
    "ticket.cancelled": lambda data: _("Ticket cancelled."),
    "case.stage_recorded": lambda data: _with(_("The case stands at: %(stage)s."), stage=data.get("label", "–")),
    "device.state_reported": lambda data: _("Network operation said whether the device has power."),
    "outage.predicted": lambda data: _with(_("Outage predicted at %(device)s."), device=data.get("device", "–")),
    "outage.placed": lambda data: _("A dispatcher placed the outage by hand."),
    "outage.report_linked": lambda data: _("The ticket follows the outage."),
    "outage.report_unlinked": lambda data: _("The ticket was taken off the outage."),
    "outage.merged": lambda data: _("The outage went into a higher one."),
    "outage.unmerged": lambda data: _("The merge of the outage was undone."),
    "outage.confirmed": lambda data: _("A dispatcher confirmed the outage."),
    "outage.cancelled": lambda data: _("The outage was cancelled."),
    "outage.planned": lambda data: _("Planned work was scheduled."),
    "outage.begun": lambda data: _("Planned work began."),
    "outage.crew_assigned": lambda data: _with(_("Crew %(crew)s was sent."), crew=data.get("crew", "–")),
    "outage.crew_advanced": lambda data: _with(
        _("Crew %(crew)s: %(status)s."), crew=data.get("crew", "–"), status=_crew_status(data)
    ),
    "outage.estimate_changed": lambda data: _with(
        _("Power expected back at %(time)s (%(source)s)."), time=_moment(data, "restores_at"), source=_source(data)
    ),
    "outage.progress_noted": lambda data: _("From the repair:"),
    "outage.told": lambda data: (
        _with(_("The caller was told: power back at %(time)s."), time=_moment(data, "restores_at"))
        if data.get("restores_at")
        else _("The caller was told that no restoration time is known yet.")
    ),
    "outage.restored": lambda data: _with(_("Power is back since %(time)s."), time=_moment(data, "restored_at")),
    "outage.reopened": lambda data: _("Power was not back after all: the outage goes on."),
    "outage.closed": lambda data: _("The outage was closed."),
}
SPOKEN = frozenset(_SENTENCES)
