"""What the desk shows: the page, the call in hand, who calls, what is known there, a type's form. It only reads."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.auth import permission_required

from cms.desk.party import AgentRequest, key_of, party_of
from cms.desk.posted import Unreadable, posted
from crm import feed
from crm.calls.queries import call_to_wrap_up, current_call
from crm.customers.matching import by_phone, normalise
from crm.drafts.queries import draft_of_call
from crm.models import AgentLine, Call, Customer, CustomerPhone, Source, Ticket
from crm.sources.freshness import freshness
from crm.sources.queries import sources
from crm.tickets.queries import history_of
from crm.workflow.queries import cases_of_customer
from outages.around import outages_around, tickets_around
from outages.network.queries import supply_state, supply_states
from outages.repair.promises import promises_to
from outages.repair.say_line import say_line
from outages.surroundings import given_for
from ticketforms.building import build
from ticketforms.catalogue import UnknownType, form_of, published_form, published_forms

HISTORY, CASES = 12, 4
MOST_WAITING, PREVIEWED_PLACES = 9, 3
# An open ticket older than this is not what the caller most likely speaks of.
STILL_TALKED_OF = timedelta(days=30)


@never_cache
@require_GET
@permission_required("crm.add_ticket")
def desk(request: AgentRequest) -> HttpResponse:
    """Show the whole desk with the call the agent has now, and whom they chose elsewhere.

    From `live_position` on the feed tells the rest.
    """
    position = feed.last_position()
    now = timezone.now()
    call = current_call(request.user, now) or call_to_wrap_up(request.user, now)
    chosen = party_of(request.user, {"customer": request.GET.get("customer")}).customer
    context = {
        "forms": published_forms(),
        "texts": _texts(),
        "chosen": chosen,
        **_call_context(request.user, call, position),
    }
    return render(request, "cms/desk/desk.html", context)


@never_cache
@require_GET
@permission_required("crm.add_ticket")
def call_bar(request: AgentRequest) -> HttpResponse:
    """Show the named call of this agent, or the one that rings or runs now."""
    position = feed.last_position()
    call = party_of(request.user, request.GET).call or current_call(request.user, timezone.now())
    return render(request, "cms/desk/call_bar.html", _call_context(request.user, call, position))


@never_cache
@require_GET
@permission_required("crm.add_ticket")
def waiting(request: AgentRequest) -> HttpResponse:
    """Show the named calls that wait at this agent: those they have answered, then those that ring."""
    asked = request.GET.get("calls", "").split(",")[:MOST_WAITING]
    keys = [key for one in asked if (key := key_of({"call": one}, "call"))]
    calls = Call.objects.of(request.user).filter(pk__in=keys, ended_at=None).select_related("customer").in_bulk()
    answered = [calls[key] for key in keys if key in calls and calls[key].is_answered_by(request.user)]
    ringing = [calls[key] for key in keys if key in calls and calls[key] not in answered]
    return render(request, "cms/desk/waiting.html", {"answered": answered, "ringing": ringing})


@never_cache
@require_GET
@permission_required("crm.add_ticket")
def who(request: AgentRequest) -> HttpResponse:
    """Show the customer with the places they take power at, or ask for a stranger's name, number and place."""
    party = party_of(request.user, request.GET)
    if party.customer is None:
        return render(request, "cms/desk/who_stranger.html", {"call": party.call})
    points = list(party.customer.service_points.prefetch_related("meters"))
    phones = list(party.customer.phones.all())
    now = timezone.now()
    states = supply_states(points, now)
    may_see_money = request.user.has_perm("crm.view_billingcard")
    money = party.customer.billing_cards.most_overdue_first().first() if may_see_money else None
    return render(
        request,
        "cms/desk/who.html",
        {
            "customer": party.customer,
            "phones": phones,
            "call": party.call,
            "new_number": _number_to_keep(party.call, phones) if request.user.has_perm("crm.change_contacts") else "",
            "places": [(point, states.get(point.pk)) for point in points],
            "chosen": party.service_point or (points[0] if len(points) == 1 else None),
            "billing_card": money,
            "billing_age": freshness(sources().get(Source.Code.BILLING), now, told_at=money.as_of) if money else None,
        },
    )


@never_cache
@require_GET
@permission_required("crm.add_ticket")
def known(request: AgentRequest) -> HttpResponse:
    """Show what to tell this caller now, the outages at the place and around it, and what is known of the caller."""
    party, now, user = party_of(request.user, request.GET), timezone.now(), request.user
    customer, place = party.customer, party.service_point
    state = supply_state(place, now) if place else None
    sees_tickets, sees_cases = user.has_perm("crm.view_ticket"), user.has_perm("crm.view_workflowcase")
    tickets = history_of(customer=customer, service_point=place, limit=HISTORY) if customer and sees_tickets else []
    recent = (one for one in tickets if one.is_open and one.reported_at > now - STILL_TALKED_OF)
    told = sources()
    return render(
        request,
        "cms/desk/known.html",
        {
            "party": party,
            "state": state,
            "say": say_line(state, now) if state else "",
            "network_age": freshness(told.get(Source.Code.NETWORK), now),
            "cases_age": freshness(told.get(Source.Code.WORKFLOW), now),
            "around": outages_around(state.chain, now) if state else [],
            "promises": promises_to(customer, now) if customer else [],
            "cases": cases_of_customer(customer, limit=CASES) if customer and sees_cases else [],
            "tickets": tickets,
            "talked_of": next(recent, None),
            "neighbours": tickets_around(place, state.chain, now) if place and state and sees_tickets else [],
            "now": now,
        },
    )


@never_cache
@require_POST
@permission_required("crm.add_ticket")
def form(request: AgentRequest, code: str) -> HttpResponse:
    """Show the form of a type as its rules see this caller, place and agent.

    It is the one published now, or the `version` in which a draft was begun.
    """
    try:
        about = posted(request)
        published = form_of(code, about["version"]) if about["version"] else published_form(code)
    except UnknownType as error:
        raise Http404(str(error)) from error
    except Unreadable as error:
        return HttpResponseBadRequest(str(error))
    party = party_of(request.user, about)
    given = given_for(
        published.version,
        customer=party.customer,
        service_point=party.service_point,
        call=party.call,
        reporter_name=about["reporter_name"],
        reporter_phone=about["reporter_phone"],
        location=about["location"],
        reporting_kind=Ticket.ReportingKind.CALL,
        by=request.user,
        at=timezone.now(),
    )
    form = build(published.version.definition, given=given)
    return render(request, "cms/desk/form.html", {"published": published, "form": form})


def _number_to_keep(call: Call | None, phones: Sequence[CustomerPhone]) -> str:
    """The number that is called from, when it is not one of the customer's."""
    number = normalise(call.other_end) if call else ""
    return "" if number in {phone.number for phone in phones} else number


def _texts() -> dict[str, str]:
    """Return what the page says by itself when the server does not."""
    return {
        "unreachable": _("The server does not answer. Nothing typed is lost: try again in a moment."),
        "loggedOut": _("You are logged out or may not do this: log in again in another tab, then repeat."),
        "dropped": _("The draft was dropped."),
        "takeBack": _("Take it back"),
        "keepThis": _("Keep what stands here"),
        "takeThat": _("Show what stands there"),
        "writeAnew": _("Write what stands here as a new report"),
        "gone": _("This record is not there any more: choose again."),
        "kept": _("draft saved %s"),
        "notKept": _("draft not saved on the server yet"),
        "failed": _("The server could not do this. Try again; if it stays so, tell your supervisor."),
    }


def _call_context(user: User, call: Call | None, position: int) -> dict[str, object]:
    context: dict[str, object] = {"call": call, "live_position": position}
    if call is None:
        return context | {"has_line": AgentLine.objects.filter(user=user).exists()}
    is_elsewhere = call.state == "answered" and call.agent_id != user.pk
    now = timezone.now()
    begun = draft_of_call(call) if call.agent_id == user.pk else None
    return context | {
        "draft": begun,
        "state": "elsewhere" if is_elsewhere else call.state,
        "wraps_up": call.agent_id == user.pk and call.is_wrapping_up(now),
        "candidates": by_phone(call.from_raw) if call.customer_id is None else [],
        "preview": _preview(user, call.customer, now) if call.state == "ringing" and call.customer else None,
    }


def _preview(user: User, customer: Customer, now: datetime) -> dict[str, object]:
    """What is worth knowing of the caller before anybody answers."""
    points = list(customer.service_points.all()[:PREVIEWED_PLACES])
    states = supply_states(points, now)
    recent = customer.tickets.open().filter(reported_at__gt=now - STILL_TALKED_OF)
    return {
        "places": [(point, states.get(point.pk)) for point in points],
        "open_tickets": recent.count() if user.has_perm("crm.view_ticket") else 0,
    }
