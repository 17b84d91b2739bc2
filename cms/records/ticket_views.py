"""One ticket with its story and all that belongs to it."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from cms.records.frame import frame, not_there
from cms.records.story import Line, seen_by, story_of
from cms.records.ticket_work import work_on
from crm import feed
from crm.models import Ticket
from crm.tickets.checking import missing_answers
from crm.tickets.completing import has_questions
from crm.tickets.merging import duplicates_of, main_of
from crm.tickets.queries import history_of
from crm.tickets.reading import Reader, answers_of, note_opened, reader_of
from crm.workflow.queries import cases_of_ticket
from outages.models import ReportLink
from outages.network.queries import SupplyState, estimate_state, promise_of, supply_state
from outages.proposing import outage_proposed
from outages.repair.say_line import say_line
from ticketforms.models import TicketType

_OTHERS = 8
_SEES_CASES = "crm.view_workflowcase"


@permission_required("crm.view_ticket")
@require_safe
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one ticket with all that belongs to it."""
    return ticket_page(request, pk)


def ticket_page(request: HttpRequest, pk: int, *, refused: dict[str, Any] | None = None) -> HttpResponse:
    """Answer with the ticket's page; `refused` is a change that was not made, with what was posted and why."""
    position = feed.last_position()
    loaded = (
        Ticket.objects.visible_to(request.user)
        .with_marks()
        .select_related("form_version", "created_by", "call", "assignee")
    )
    found = loaded.select_related("hazard_acknowledgement__acknowledged_by").filter(pk=pk).first()
    if found is None:
        return not_there(
            request,
            sentence=_("There is no such ticket. Check its number, or look for the customer."),
            back=(_("Tickets"), "records:tickets"),
        )
    context = frame(found.number, (_("Tickets"), "records:tickets"), icon="ticket") | _about(found, request.user)
    context |= {"position": position, "refused": refused or {}} | work_on(found, request.user, timezone.now())
    return render(request, "cms/records/ticket.html", context, status=409 if refused else 200)


def _about(ticket: Ticket, user: AbstractBaseUser | AnonymousUser) -> dict[str, Any]:
    now, reader = timezone.now(), reader_of(user)
    answers = answers_of(ticket, reader)
    note_opened(ticket=ticket, shown=answers, reader=user.get_username(), at=now)
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
        "story": _story(ticket, reader, user),
        "main_link": None if ticket.is_open else main_of(ticket),
        "duplicates": duplicates_of(ticket),
        "outage": link.outage if link else None,
        "proposed": None if link else outage_proposed(ticket, at=now),
        "promise": promise_of(link.outage, now) if link else None,
        "estimate_state": estimate_state(link.outage, now) if link else None,
        "supply": supply,
        "cases": cases_of_ticket(ticket) if isinstance(user, PermissionsMixin) and user.has_perm(_SEES_CASES) else (),
        "say": say_line(supply, now) if supply and _is_about_power(ticket, supply) else "",
        "others": [other for other in others if other.pk != ticket.pk][:_OTHERS],
        "acknowledgement": getattr(ticket, "hazard_acknowledgement", None),
        "now": now,
    }


def _story(ticket: Ticket, reader: Reader, user: AbstractBaseUser | AnonymousUser) -> list[Line]:
    """What happened and, for those who watch over personal data, who read it: newest first."""
    story = story_of(ticket, reader)
    if not (isinstance(user, PermissionsMixin) and user.has_perm("crm.view_personaldataread")):
        return story
    return sorted([*story, *seen_by(ticket)], key=lambda line: line.at, reverse=True)


def _is_about_power(ticket: Ticket, supply: SupplyState) -> bool:
    is_report = ticket.ticket_type.reporting == TicketType.Reporting.OUTAGE
    return ticket.is_open and (is_report or supply.is_power_known_off)
