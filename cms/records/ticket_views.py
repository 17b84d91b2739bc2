"""The list of tickets and one ticket with its story. What is typed never gets into an address."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required

from cms.records.frame import frame, not_there
from cms.records.story import story_of
from cms.records.typed import keep, recall
from crm import feed
from crm.models import Ticket
from crm.tickets.checking import missing_answers
from crm.tickets.columns import answer_columns
from crm.tickets.completing import has_questions
from crm.tickets.listing import MOST_COUNTED, Criteria, tickets_page
from crm.tickets.queries import history_of
from crm.tickets.queues import queue_name, queue_names
from crm.tickets.reading import Reader, answers_of, note_read, reader_of
from outages.models import ReportLink
from outages.network.queries import SupplyState, estimate_state, promise_of, supply_state
from outages.proposing import outage_proposed
from outages.repair.say_line import say_line
from ticketforms.models import TicketType

_FILTERS = ("state", "type", "queue", "mine", "hazards")
_OTHERS = 8


@permission_required("crm.view_ticket")
@require_http_methods(["GET", "HEAD", "POST"])
def tickets(request: HttpRequest) -> HttpResponse:
    """Show tickets that fit the filters, newest first; a posted search is kept and shown at an address of its own."""
    if request.method == "POST":
        chosen = {name: request.POST[name] for name in _FILTERS if request.POST.get(name)}
        if key := keep(request.session, request.POST.get("typed", "")):
            chosen["search"] = key
        return redirect(f"{reverse('records:tickets')}?{urlencode(chosen)}" if chosen else "records:tickets")
    position = feed.last_position()
    types = list(TicketType.objects.select_related("category"))
    typed = recall(request.session, request.GET.get("search", ""))
    queues, reader = queue_names(), reader_of(request.user)
    criteria = _criteria(request, types, typed, queues, reader)
    gate = Ticket.objects.visible_to(request.user)
    page = tickets_page(gate, criteria, before=_key(request.GET.get("before", "")))
    columns = answer_columns(page.tickets, reader) if criteria.ticket_type else None
    kept = {name: request.GET[name] for name in (*_FILTERS, "search") if request.GET.get(name)}
    context = frame(_("Tickets"), icon="ticket") | {
        "page": page,
        "lines": [(line, columns.cells.get(line.pk, ()) if columns else ()) for line in page.tickets],
        "heads": columns.heads if columns else (),
        "queues": queues,
        "is_over_count": page.count > MOST_COUNTED,
        "most_counted": MOST_COUNTED,
        "types": types,
        "states": Ticket.State.choices,
        "chosen": kept,
        "typed": typed,
        "older_query": urlencode(kept | {"before": page.older}) if page.older else "",
        "newest_query": urlencode(kept),
        "is_older_page": bool(request.GET.get("before")),
        "now": timezone.now(),
        "position": position,
    }
    return render(request, "cms/records/tickets.html", context)


@permission_required("crm.view_ticket")
@require_safe
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one ticket with all that belongs to it."""
    return ticket_page(request, pk)


def ticket_page(request: HttpRequest, pk: int, *, refused: dict[str, str] | None = None) -> HttpResponse:
    """Answer with the ticket's page; `refused` holds the change that could not be made, its text and the reason."""
    position = feed.last_position()
    loaded = Ticket.objects.visible_to(request.user).with_marks().select_related("form_version", "created_by", "call")
    found = loaded.select_related("hazard_acknowledgement__acknowledged_by").filter(pk=pk).first()
    if found is None:
        return not_there(
            request,
            sentence=_("There is no such ticket. Check its number, or look for the customer."),
            back=(_("Tickets"), "records:tickets"),
        )
    context = frame(found.number, (_("Tickets"), "records:tickets"), icon="ticket") | _about(found, request.user)
    context |= {"position": position, "refused": refused or {}}
    return render(request, "cms/records/ticket.html", context, status=409 if refused else 200)


def _about(ticket: Ticket, user: AbstractBaseUser | AnonymousUser) -> dict[str, Any]:
    now, reader = timezone.now(), reader_of(user)
    answers = answers_of(ticket, reader)
    if any(answer.is_sensitive and not answer.is_masked for answer in answers):
        note_read(ticket=ticket, reader=user.get_username(), door="ticket", at=now)
    link = (
        ReportLink.objects.filter(ticket=ticket, valid_to=None)
        .select_related("outage__device")
        .prefetch_related("outage__estimates")
        .first()
    )
    supply = supply_state(ticket.service_point, now) if ticket.service_point else None
    others = history_of(customer=ticket.customer, service_point=ticket.service_point, limit=_OTHERS + 1)
    return {
        "ticket": ticket,
        "answers": answers,
        "missing": missing_answers(ticket, at=now) if ticket.is_open else {},
        "can_complete": ticket.is_open and has_questions(ticket),
        "queue": queue_name(ticket.queue),
        "story": story_of(ticket, reader),
        "outage": link.outage if link else None,
        "proposed": None if link else outage_proposed(ticket, at=now),
        "promise": promise_of(link.outage, now) if link else None,
        "estimate_state": estimate_state(link.outage, now) if link else None,
        "supply": supply,
        "say": say_line(supply, now) if supply and _is_about_power(ticket, supply) else "",
        "others": [other for other in others if other.pk != ticket.pk][:_OTHERS],
        "acknowledgement": getattr(ticket, "hazard_acknowledgement", None),
        "now": now,
    }


def _is_about_power(ticket: Ticket, supply: SupplyState) -> bool:
    is_report = ticket.ticket_type.reporting == TicketType.Reporting.OUTAGE
    return ticket.is_open and (is_report or supply.is_power_known_off)


def _criteria(
    request: HttpRequest, types: list[TicketType], typed: str, queues: Mapping[str, str], reader: Reader
) -> Criteria:
    """Read the filters; one that is not known is left out, as the page then shows."""
    state = request.GET.get("state", "")
    is_known = state in Ticket.State.values or state == "unfinished"
    code = request.GET.get("type", "")
    return Criteria(
        state=state if is_known else "",
        ticket_type=next((kind for kind in types if kind.code == code), None),
        author=request.user if request.GET.get("mine") and request.user.is_authenticated else None,
        is_hazard=bool(request.GET.get("hazards")),
        queue=request.GET.get("queue", "") if request.GET.get("queue") in queues else "",
        text=typed,
        finds_sensitive=reader.sees_sensitive,
    )


def _key(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 18 else None
