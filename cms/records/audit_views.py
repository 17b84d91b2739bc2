"""For who audits: reads of personal data, and what happened to a ticket or a customer without what anybody wrote."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required

from cms.records.frame import frame, not_there
from cms.records.seen import door_of, place_of, thing_seen
from cms.records.story import MOST_OF_CUSTOMER, record_of, record_of_customer
from cms.records.typed import keep, recall
from crm.customers.merged import everybody_in
from crm.models import Customer, PersonalDataRead, ServicePoint, Ticket
from crm.reads import reads_of
from crm.tickets.due import WARSAW
from crm.tickets.reading import subjects_of

PAGE = 100
_MOST_READS = 500
_MOST_TICKETS = 50
_MAY = "crm.view_personaldataread"
_SEES_EVENTS = "crm.view_feedevent"
# How reads name a service point: in the screens, and by API.
_POINTS = ("servicepoint", "service_point")


@dataclass(frozen=True)
class Seen:
    """One read as a line: who saw what of which record, at which door, and where its record is."""

    read: PersonalDataRead
    thing: str
    door: str
    of: str
    url: str


@permission_required(_MAY)
@require_http_methods(["GET", "HEAD", "POST"])
def reads(request: HttpRequest) -> HttpResponse:
    """Show who saw personal data, newest first; a posted person gets an address that does not name them."""
    if request.method == "POST":
        chosen = {name: request.POST[name] for name in ("since", "until") if request.POST.get(name)}
        if key := keep(request.session, request.POST.get("who", "")):
            chosen["search"] = key
        return redirect(f"{reverse('records:reads')}?{urlencode(chosen)}")
    who = recall(request.session, request.GET.get("search", ""))
    fitting = PersonalDataRead.objects.filter(reader=who) if who else PersonalDataRead.objects.all()
    fitting = _after(_between(fitting, request), request.GET.get("older", ""))
    found = list(fitting.order_by("-read_at", "-pk")[: PAGE + 1])
    kept = {name: request.GET[name] for name in ("since", "until", "search") if request.GET.get(name)}
    context = frame(_("Who saw personal data"), icon="view") | {
        "seen": _lines(found[:PAGE]),
        "who": who,
        "kept": kept,
        "older_query": urlencode(kept | {"older": found[PAGE - 1].pk}) if len(found) > PAGE else "",
    }
    return render(request, "cms/records/reads.html", context)


@permission_required(_MAY)
@require_safe
def ticket_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what happened to a ticket and who saw it; no answer, no name, no text that somebody wrote."""
    gate = Ticket.objects.audited_by(request.user).select_related("form_version", "ticket_type")
    ticket = gate.filter(pk=pk).first()
    if ticket is None:
        return _not_there(request)
    context = frame(ticket.number, (_("Who saw personal data"), "records:reads"), icon="ticket") | {
        "ticket": ticket,
        "story": record_of(ticket) if request.user.has_perm(_SEES_EVENTS) else None,
        "seen": _lines(reads_of(*subjects_of(ticket), most=_MOST_READS)),
    }
    return render(request, "cms/records/record.html", context)


@permission_required(_MAY)
@require_safe
def customer_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what happened to a customer, and to those merged into them, who saw them, and their tickets' numbers."""
    customer = Customer.objects.audited_by(request.user).filter(pk=pk).first()
    if customer is None:
        return _not_there(request)
    pks = everybody_in(customer)
    subjects = [f"customer:{one}{part}" for one in pks for part in ("", ":pesel")]
    tickets = Ticket.objects.audited_by(request.user).filter(customer=customer).only("pk")
    context = frame(customer.number, (_("Who saw personal data"), "records:reads"), icon="user") | {
        "customer": customer,
        "story": record_of_customer(*pks) if request.user.has_perm(_SEES_EVENTS) else None,
        "most": MOST_OF_CUSTOMER,
        "seen": _lines(reads_of(*subjects, most=_MOST_READS)),
        "tickets": list(tickets.order_by("-reported_at", "-pk")[:_MOST_TICKETS]),
    }
    return render(request, "cms/records/record.html", context)


def _not_there(request: HttpRequest) -> HttpResponse:
    back = (_("Who saw personal data"), "records:reads")
    return not_there(request, sentence=_("There is no such record."), back=back)


def _lines(found: list[PersonalDataRead]) -> list[Seen]:
    places = [place_of(read) for read in found]
    numbers = _numbers(places)
    return [
        Seen(read, thing_seen(read), door_of(read), *_record(kind, key, numbers.get((kind, key), "")))
        for read, (kind, key) in zip(found, places, strict=True)
    ]


def _numbers(places: list[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Return by what number each customer and service point is known; who or where it is, an auditor does not read."""
    customers = {key for kind, key in places if kind == "customer"}
    points = {key for kind, key in places if kind in _POINTS}
    numbers = {("customer", key): number for key, number in _known(Customer.objects.all(), customers, "number")}
    ppes = _known(ServicePoint.objects.all(), points, "ppe")
    return numbers | {(kind, key): ppe for kind in _POINTS for key, ppe in ppes}


def _known(rows: QuerySet[Any], keys: set[int], number: str) -> list[tuple[int, str]]:
    return list(rows.filter(pk__in=keys).values_list("pk", number)) if keys else []


def _record(kind: str, key: int, number: str) -> tuple[str, str]:
    """Return what was seen by its number, and the address of its record, if it has one."""
    if kind == "ticket":
        return Ticket(pk=key).number, reverse("records:ticket_record", args=[key])
    if kind == "customer" and number:
        return number, reverse("records:customer_record", args=[key])
    return number, ""


def _between(rows: QuerySet[PersonalDataRead], request: HttpRequest) -> QuerySet[PersonalDataRead]:
    since, until = (_day(request.GET.get(name, "")) for name in ("since", "until"))
    if since:
        rows = rows.filter(read_at__gte=since)
    return rows.filter(read_at__lt=until + timedelta(days=1)) if until else rows


def _after(rows: QuerySet[PersonalDataRead], older: str) -> QuerySet[PersonalDataRead]:
    is_key = older.isascii() and older.isdigit() and len(older) <= 18
    last = PersonalDataRead.objects.filter(pk=int(older)).first() if is_key else None
    if last is None:
        return rows
    return rows.filter(Q(read_at__lt=last.read_at) | Q(read_at=last.read_at, pk__lt=last.pk), read_at__lte=last.read_at)


def _day(written: str) -> datetime | None:
    try:
        day = parse_date(written)
    except ValueError:
        return None
    return datetime.combine(day, time(), WARSAW) if day and 1900 <= day.year < 3000 else None
