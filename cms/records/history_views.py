"""The history of a customer, and a service point with its own: every contact, each in the words of its own form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required

from cms.records.card import point_on_card
from cms.records.frame import frame, not_there
from cms.records.typed import keep, recall
from crm.customers.merged import survivor_of
from crm.customers.queries import point_card
from crm.models import Call, CaseStage, Customer, ServicePoint, Ticket, WorkflowCase
from crm.reads import note_seen
from crm.sources.queries import sources
from crm.tickets.due import WARSAW
from crm.tickets.history import Contact, HistoryPage, Wanted, history_page
from crm.tickets.merging import main_tickets_of
from crm.tickets.reading import ShownAnswer, answers_of, reader_of
from crm.tickets.replying import replies_to_each
from crm.workflow.queries import cases_of_each, stages_of_each
from outages.network.past import interruptions_at, outages_followed
from outages.network.queries import supply_state
from ticketforms.models import TicketType

_FILTERS = ("kind", "type", "state", "since", "until", "search")
_KINDS = ("ticket", "call")
# Within so long of one another, tickets of one call, type and place were meant to be one.
_REGISTERED_AGAIN = timedelta(minutes=15)


@permission_required("crm.view_customer")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every contact with the customer, newest first; a posted search gets an address without what was typed."""
    customer = Customer.objects.visible_to(request.user).filter(pk=pk).first()
    if customer is None:
        return not_there(
            request,
            sentence=_("There is no such customer. Look for the name, the address or the telephone."),
            back=(_("Customers"), "records:customers"),
        )
    if customer.merged_into_id is not None:
        return redirect("records:customer_history", survivor_of(customer).pk)
    address = reverse("records:customer_history", args=[pk])
    if request.method == "POST":
        return _kept(request, address)
    now = timezone.now()
    note_seen(subject=f"customer:{pk}", reader=request.user.get_username(), door="history", at=now)
    context = frame(_("History"), (_("Customers"), "records:customers"), icon="history")
    context["breadcrumbs_items"].insert(-1, {"url": reverse("records:customer", args=[pk]), "label": customer.name})
    context |= _history(request, customer=customer) | {"customer": customer, "address": address, "has_calls": True}
    return render(request, "cms/records/history.html", context)


@permission_required("crm.view_servicepoint")
@require_http_methods(["GET", "HEAD", "POST"])
def service_point(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a place: what feeds it and whether that has power, its meter, its outages, and what was said about it."""
    places = ServicePoint.objects.visible_to(request.user).select_related("customer")
    place = places.filter(pk=pk).first()
    if place is None:
        return not_there(
            request,
            sentence=_("There is no such service point. Look for its address or its PPE number."),
            back=(_("Customers"), "records:customers"),
        )
    address = reverse("records:service_point", args=[pk])
    if request.method == "POST":
        return _kept(request, address)
    now = timezone.now()
    note_seen(subject=f"servicepoint:{pk}", reader=request.user.get_username(), door="history", at=now)
    supply = supply_state(place, now)
    context = frame(place.address, (_("Customers"), "records:customers"), icon="house")
    context |= _history(request, service_point=place) | {
        "place": place,
        "point": point_on_card(point_card(place), supply, sources(), now),
        "interruptions": interruptions_at(place, now) if request.user.has_perm("outages.view_outage") else (),
        "address": address,
    }
    return render(request, "cms/records/service_point.html", context)


def _kept(request: HttpRequest, address: str) -> HttpResponse:
    chosen = {name: request.POST[name] for name in _FILTERS if request.POST.get(name)}
    if key := keep(request.session, request.POST.get("typed", "")):
        chosen["search"] = key
    return redirect(f"{address}?{urlencode(chosen)}" if chosen else address)


def _history(request: HttpRequest, **whose: Any) -> dict[str, Any]:
    types = list(TicketType.objects.select_related("category"))
    typed = recall(request.session, request.GET.get("search", ""))
    wanted = _wanted(request.GET, types, typed)
    page = history_page(
        Ticket.objects.visible_to(request.user),
        Call.objects.visible_to(request.user),
        wanted,
        older_than=request.GET.get("older", ""),
        newer_than=request.GET.get("newer", ""),
        **whose,
    )
    kept = {name: request.GET[name] for name in _FILTERS if request.GET.get(name)}
    return {
        "lines": _lines(request, page),
        "types": types,
        "states": Ticket.State.choices,
        "chosen": kept,
        "typed": typed,
        "older_query": urlencode(kept | {"older": page.older}) if page.older else "",
        "newer_query": urlencode(kept | {"newer": page.newer}) if page.newer else "",
        "now": timezone.now(),
    }


def _lines(request: HttpRequest, page: HistoryPage) -> list[dict[str, Any]]:
    """Each contact with its answers, cases and replies; sensitive answers stay masked.

    Tickets of one outage fold under the newest of them, duplicates under their main one, and what was registered
    twice in one call under the newest of it.
    """
    reader = replace(reader_of(request.user), sees_sensitive=False)
    tickets = [contact.ticket for contact in page.contacts if contact.ticket]
    followed, mains = outages_followed(tickets), main_tickets_of(tickets)
    cases = _cases_of(tickets) if request.user.has_perm("crm.view_workflowcase") else {}
    replies = replies_to_each(tickets)
    twins: dict[tuple[int | None, int, int | None], dict[str, Any]] = {}
    shown = {ticket.pk for ticket in tickets}
    duplicates: dict[int, list[dict[str, Any]]] = {}
    heads: dict[int, dict[str, Any]] = {}
    lines: list[dict[str, Any]] = []
    for contact in page.contacts:
        outage = followed.get(contact.ticket.pk) if contact.ticket else None
        main = mains.get(contact.ticket.pk) if contact.ticket else None
        line = {"contact": contact, "answers": _answers(contact, reader), "outage": outage, "main": main}
        key = contact.ticket.pk if contact.ticket else 0
        line |= {"cases": cases.get(key, ()), "replies": replies.get(key, ()), "again": []}
        line |= {"folded": [], "duplicates": duplicates.setdefault(contact.ticket.pk, []) if contact.ticket else []}
        if main and main.pk in shown:
            duplicates.setdefault(main.pk, []).append(line)
            continue
        if outage and outage.pk in heads:
            heads[outage.pk]["folded"].append(line)
            continue
        if contact.ticket and contact.ticket.call_id:
            of_one = contact.ticket
            twin = twins.setdefault((of_one.call_id, of_one.ticket_type_id, of_one.service_point_id), line)
            if twin is not line and twin["contact"].at - contact.at <= _REGISTERED_AGAIN:
                twin["again"].append(line)
                continue
        if outage:
            heads[outage.pk] = line
        lines.append(line)
    return lines


@dataclass(frozen=True)
class CaseTold:
    """A case with the newest of its stages, the newest first."""

    case: WorkflowCase
    stages: Sequence[CaseStage]


def _cases_of(tickets: Sequence[Ticket]) -> dict[int, list[CaseTold]]:
    """The cases about each ticket, by its key, in three queries however many there are."""
    found = cases_of_each(whose="ticket_id", keys=[ticket.pk for ticket in tickets])
    stages = stages_of_each([case.pk for cases in found.values() for case in cases])
    return {pk: [CaseTold(case, stages.get(case.pk, ())) for case in cases] for pk, cases in found.items()}


def _answers(contact: Contact, reader: Any) -> tuple[ShownAnswer, ...]:
    return answers_of(contact.ticket, reader) if contact.ticket else ()


def _wanted(asked: Mapping[str, str], types: list[TicketType], typed: str) -> Wanted:
    """Read the filters; one that is not known is left out, as the page then shows."""
    state, kind = asked.get("state", ""), asked.get("kind", "")
    until = _day(asked.get("until", ""))
    return Wanted(
        kind=kind if kind in _KINDS else "",
        ticket_type=next((known for known in types if known.code == asked.get("type")), None),
        state=state if state in Ticket.State.values or state == "unfinished" else "",
        since=_day(asked.get("since", "")),
        until=until + timedelta(days=1) if until else None,
        text=typed,
    )


def _day(written: str) -> datetime | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return datetime.combine(day, time(), WARSAW) if 1900 <= day.year < 3000 else None
