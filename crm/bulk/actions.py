"""What can be done to many tickets: each action makes one operation's call for one ticket, and can take it back.

Higher floors lend theirs (`ACTIONS`), as joining an outage.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.customers.spoken import ticket_key
from crm.locks import lock_tickets
from crm.models import FeedEvent, Ticket
from crm.tickets.assigning import assign, people_who_work, put_in_queue
from crm.tickets.changing import UnableToChange, fit_text
from crm.tickets.merging import merge_into, of_other_customers, take_off
from crm.tickets.moving import LONGEST_RESOLUTION, cancel, close, move
from crm.tickets.queues import queue_names, queues_in_use
from crm.tickets.undoing import give_back
from ticketforms.stages import BaseState
from ticketforms.storing import is_storable

Parameters = Mapping[str, Any]
Done = dict[str, Any]


@dataclass(frozen=True)
class BulkAction:
    """One deed: `check` reads what was posted, `apply` returns what `undo` needs, both raise one of `refusals`.

    One that has `choose` is done only to tickets that were chosen one by one.
    """

    label: str | Promise
    check: Callable[[Mapping[str, str]], Parameters]
    apply: Callable[[Ticket, Parameters, User, datetime], Done]
    undo: Callable[[Ticket, Done, User, datetime], None]
    words: Callable[[Parameters], str]
    permission: str = "crm.change_ticket"
    refusals: tuple[type[Exception], ...] = (UnableToChange,)
    # Of tickets that were chosen one by one: which of them it is done to; raises one of `refusals`.
    choose: Callable[[Parameters, Collection[int]], Collection[int]] | None = None


def _check_person(posted: Mapping[str, str]) -> Parameters:
    username = posted.get("to", "")
    if not username:
        return {"to": None}
    person = people_who_work().filter(username=username).first() if is_storable(username) else None
    if person is None:
        raise UnableToChange(_("Choose somebody who works on tickets."))
    return {"to": person.pk}


def _assign(ticket: Ticket, parameters: Parameters, by: User, at: datetime) -> Done:
    person = User.objects.get(pk=parameters["to"]) if parameters["to"] else None
    return _told(assign(ticket=ticket, to=person, by=by, at=at))


def _person_words(parameters: Parameters) -> str:
    person = User.objects.filter(pk=parameters["to"]).first() if parameters["to"] else None
    return (person.get_full_name() or person.username) if person else _("nobody")


def _check_queue(posted: Mapping[str, str]) -> Parameters:
    queue = posted.get("queue", "")
    if queue and queue not in queues_in_use():
        raise UnableToChange(_("There is no such queue: choose one from the dictionary “queue”."))
    return {"queue": queue}


def _queue(ticket: Ticket, parameters: Parameters, by: User, at: datetime) -> Done:
    return _told(put_in_queue(ticket=ticket, queue=parameters["queue"], by=by, at=at))


def _check_stage(posted: Mapping[str, str]) -> Parameters:
    if not posted.get("stage"):
        raise UnableToChange(_("Choose where the tickets are to go."))
    reason = posted.get("reason", "")
    return {"stage": posted["stage"][:50], "reason": fit_text(reason, LONGEST_RESOLUTION) if reason.strip() else ""}


def _move(ticket: Ticket, parameters: Parameters, by: User, at: datetime) -> Done:
    return _told(move(ticket=ticket, to=parameters["stage"], reason=parameters["reason"], by=by, at=at))


def _stage_words(parameters: Parameters) -> str:
    states = {state.value: str(state.label) for state in BaseState}
    return str(states.get(parameters["stage"], parameters["stage"]))


def _check_reason(posted: Mapping[str, str]) -> Parameters:
    return {"reason": fit_text(posted.get("reason", ""), LONGEST_RESOLUTION)}


def _close(ticket: Ticket, parameters: Parameters, by: User, at: datetime) -> Done:
    return _told(close(ticket=ticket, resolution=parameters["reason"], by=by, at=at))


def _cancel(ticket: Ticket, parameters: Parameters, by: User, at: datetime) -> Done:
    return _told(cancel(ticket=ticket, reason=parameters["reason"], by=by, at=at))


def _check_main(posted: Mapping[str, str]) -> Parameters:
    key = ticket_key(posted.get("main", "").strip())
    main = Ticket.objects.filter(pk=key).first() if key is not None else None
    if main is None or not main.is_open:
        raise UnableToChange(_("Choose a main ticket that goes on."))
    return {"main": main.pk, "across": bool(posted.get("across"))}


def _choose_duplicates(parameters: Parameters, tickets: Collection[int]) -> Collection[int]:
    chosen = set(tickets) - {parameters["main"]}
    if not chosen:
        raise UnableToChange(_("Choose at least one ticket besides the main one."))
    if not parameters["across"]:
        main = Ticket.objects.get(pk=parameters["main"])
        if others := of_other_customers(main, chosen):
            raise UnableToChange(
                ngettext(
                    "%(number)d ticket is of another customer than %(main)s: confirm that this is meant.",
                    "%(number)d tickets are of other customers than %(main)s: confirm that this is meant.",
                    others,
                )
                % {"number": others, "main": main}
            )
    return chosen


def _merge(ticket: Ticket, parameters: Parameters, by: User, at: datetime) -> Done:
    main = Ticket.objects.get(pk=parameters["main"])
    link = merge_into(ticket=ticket, main=main, across_customers=parameters["across"], by=by, at=at)
    return {"link": link.pk}


def _take_off(ticket: Ticket, done: Done, by: User, at: datetime) -> None:
    take_off(ticket=ticket, link=done["link"], by=by, at=at)


def _told(ticket: Ticket) -> Done:
    """What was before and after, as the ticket's newest event tells; the ticket is still locked."""
    event = FeedEvent.objects.filter(subject=f"ticket:{ticket.pk}").latest("pk")
    return {"name": event.name, "before": event.data["before"], "after": event.data["after"]}


def _give_back(ticket: Ticket, done: Done, by: User, at: datetime) -> None:
    give_back(lock_tickets(ticket.pk)[ticket.pk], done, name=done["name"], by=by, at=at)


ACTIONS: dict[str, BulkAction] = {
    "assign": BulkAction(gettext_lazy("Assign"), _check_person, _assign, _give_back, _person_words),
    "queue": BulkAction(
        gettext_lazy("Put in queue"),
        _check_queue,
        _queue,
        _give_back,
        lambda parameters: queue_names().get(parameters["queue"], parameters["queue"]) or _("none"),
    ),
    "move": BulkAction(gettext_lazy("Move on"), _check_stage, _move, _give_back, _stage_words),
    "close": BulkAction(gettext_lazy("Close"), _check_reason, _close, _give_back, lambda parameters: ""),
    "cancel": BulkAction(gettext_lazy("Cancel"), _check_reason, _cancel, _give_back, lambda parameters: ""),
    "merge": BulkAction(
        gettext_lazy("Merge into one ticket"),
        _check_main,
        _merge,
        _take_off,
        lambda parameters: Ticket(pk=parameters["main"]).number,
        choose=_choose_duplicates,
    ),
}
