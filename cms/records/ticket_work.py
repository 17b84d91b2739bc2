"""What a person may do to a ticket from its page just now, and where it stands, in words; it does nothing itself."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.records.story import sentence_of
from crm.models import Ticket, TicketAttachment, TicketReply
from crm.tickets.assigning import people_who_work
from crm.tickets.attaching import attachments_of
from crm.tickets.due import working_days_left
from crm.tickets.moving import ways_on, why_not_reopened
from crm.tickets.queues import queue_names, queues_in_use, working_in
from crm.tickets.undoing import undo_offered

PRIORITIES = (1, 2, 3, 4)


def work_on(ticket: Ticket, user: AbstractBaseUser | AnonymousUser, now: datetime) -> dict[str, Any]:
    """Return what the page's strip of work shows and offers; who only looks is offered nothing."""
    may_work = isinstance(user, User) and user.has_perm("crm.change_ticket")
    ways = ways_on(ticket) if may_work else ()
    undoable = undo_offered(ticket, by=user, at=now) if may_work and isinstance(user, User) else None
    return {
        "keys": keys_of_page(),
        "groups": groups_of_story(sees_reads=isinstance(user, User) and user.has_perm("crm.view_personaldataread")),
        "stage": ticket.present_stage,
        "may_work": may_work,
        "ways_on": [way for way in ways if not way.stage.is_final],
        "ends": [way for way in ways if way.stage.is_final],
        "people": _people_for(ticket) if may_work and ticket.is_open else [],
        "queue_name": queue_names().get(ticket.queue, ticket.queue) if ticket.queue else "",
        "queue_choices": queues_in_use() if may_work and ticket.is_open else {},
        "priorities": PRIORITIES,
        "due_words": due_words(ticket, now),
        "due_value": localtime(ticket.due_at).strftime("%Y-%m-%dT%H:%M") if ticket.due_at else "",
        "attachments": attachments_of(ticket),
        "channels": TicketReply.Channel.choices,
        "recipients": recipients_of(ticket)
        if may_work and isinstance(user, User) and user.has_perm("crm.view_customer")
        else (),
        "removed_file": _removed_by(ticket, user) if may_work else None,
        "undoable": undoable,
        "undoable_words": sentence_of(undoable.name, undoable.data) if undoable else "",
        "is_mine": ticket.assignee_id is not None and ticket.assignee_id == user.pk,
        "can_merge": may_work and ticket.is_open,
        "why_not_reopened": why_not_reopened(ticket, at=now) if not ticket.is_open else "",
    }


def keys_of_page() -> list[tuple[str, str]]:
    """Return the page's keys with what each does."""
    return [
        ("m", _("take it yourself")),
        ("s", _("state")),
        ("c", _("close")),
        ("a", _("assign")),
        ("k", _("queue")),
        ("p", _("priority")),
        ("d", _("due time")),
        ("n", _("note")),
        ("r", _("reply")),
        ("t", _("prepared text")),
        ("f", _("add a file")),
        ("u", _("merge into another ticket")),
        ("z", _("take the last change back")),
        ("Ctrl+Enter", _("send what is written")),
        ("Esc", _("close the box")),
    ]


def groups_of_story(*, sees_reads: bool) -> list[tuple[str, str]]:
    """Return the filters of the timeline."""
    groups = [
        ("", _("All")),
        ("notes", _("Notes")),
        ("changes", _("Changes")),
        ("calls", _("Contacts")),
        ("outage", _("Outage")),
        ("files", _("Files")),
    ]
    return [*groups, ("reads", _("Who saw personal data"))] if sees_reads else groups


def due_words(ticket: Ticket, now: datetime) -> str:
    """Return how much time is left, by the Polish working calendar; "" without a due time or when it is over."""
    if ticket.due_at is None or not ticket.is_open:
        return ""
    if ticket.due_at < now:
        return _("overdue")
    if localtime(ticket.due_at).date() == localtime(now).date():
        return _("today")
    days = working_days_left(now, ticket.due_at)
    if not days:
        return _("no working day left")
    return ngettext("%(days)d working day left", "%(days)d working days left", days) % {"days": days}


def recipients_of(ticket: Ticket) -> list[str]:
    """Return how the customer and the reporter can be reached, as far as it is known."""
    found = [ticket.reporter_phone]
    if ticket.customer:
        found += [one.address for one in ticket.customer.emails.all()]
        found += [str(one) for one in ticket.customer.phones.all()]
        found += [str(one) for one in ticket.customer.addresses.all()]
    return list(dict.fromkeys(one for one in found if one))


def _people_for(ticket: Ticket) -> list[tuple[str, list[User]]]:
    """Return who may be given the ticket, in groups: those of its queue first."""
    people = list(people_who_work())
    colleagues = set(working_in([ticket.queue], people_who_work()).values_list("pk", flat=True)) if ticket.queue else ()
    near = [person for person in people if person.pk in colleagues]
    far = [person for person in people if person.pk not in colleagues]
    return [group for group in ((_("In this queue"), near), (_("Others") if near else "", far)) if group[1]]


def _removed_by(ticket: Ticket, user: AbstractBaseUser | AnonymousUser) -> TicketAttachment | None:
    removed = ticket.attachments.filter(removed_at__isnull=False, removed_by_id=user.pk)
    return removed.select_related("upload").order_by("-removed_at").first()
