"""Counts what waits for a person; each figure is for those who may see what it counts. Changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.models import PersonalDataRead, Ticket
from outages.models import EstimatedRestoration, Outage
from outages.repair.listing import listed_outages
from ticketforms.models import TicketType


@dataclass(frozen=True)
class Tile:
    """A figure, what it counts, one line more about it, and where it is dealt with (`url_name`, `query`)."""

    label: str
    value: int
    note: str = ""
    url_name: str = ""
    query: str = ""
    tone: str = ""


def tiles_for(user: User | AnonymousUser, now: datetime) -> list[Tile]:
    """Return the figures this person works with, the most urgent first; each in a fixed number of queries."""
    shown: list[tuple[str, Callable[[], Tile]]] = [
        ("crm.view_ticket", _hazards),
        ("outages.view_outage", lambda: _outages(now)),
        ("outages.change_outage", lambda: _overdue(now)),
        ("crm.add_ticket", lambda: _my_tickets(user)),
        ("crm.view_ticket", lambda: _open_tickets(now)),
        ("ticketforms.change_tickettype", _ticket_types),
        ("auth.change_user", _users),
        ("crm.view_personaldataread", lambda: _reads(now)),
    ]
    return [count() for permission, count in shown if user.has_perm(permission)]


def _hazards() -> Tile:
    waiting = (
        Ticket.objects.open()
        .filter(ticket_type__reporting=TicketType.Reporting.HAZARD, hazard_acknowledgement=None)
        .count()
    )
    note = _("Nobody has acknowledged them yet.") if waiting else _("All are acknowledged.")
    return Tile(_("Hazards waiting"), waiting, note, "board:board", tone="danger" if waiting else "good")


def _outages(now: datetime) -> Tile:
    """As the board counts: nobody twice, though an outage lies inside another."""
    ongoing = [listed for listed in listed_outages(now) if listed.row.outage.is_ongoing]
    off = sum(listed.row.customers_off for listed in ongoing if listed.is_counted)
    note = ngettext("%(count)s customer without power", "%(count)s customers without power", off) % {"count": off}
    return Tile(_("Outages now"), len(ongoing), note, "board:board", tone="warn" if ongoing else "good")


def _overdue(now: datetime) -> Tile:
    newest = EstimatedRestoration.objects.filter(outage=OuterRef("pk")).order_by("-set_at", "-pk")
    ongoing = Outage.objects.ongoing().annotate(restores_at=Subquery(newest.values("restores_at")[:1]))
    found = ongoing.aggregate(
        overdue=Count("pk", filter=Q(restores_at__lte=now)), unset=Count("pk", filter=Q(restores_at=None))
    )
    note = ngettext(
        "%(count)s outage has no restoration time", "%(count)s outages have no restoration time", found["unset"]
    ) % {"count": found["unset"]}
    tone = "danger" if found["overdue"] else "good"
    return Tile(_("Restoration overdue"), found["overdue"], note, "board:board", tone=tone)


def _my_tickets(user: User | AnonymousUser) -> Tile:
    mine = Ticket.objects.open().filter(created_by_id=user.pk).count()
    return Tile(
        _("My open tickets"),
        mine,
        _("Taken by you and not closed."),
        "records:tickets",
        query="mine=on&state=unfinished",
    )


def _open_tickets(now: datetime) -> Tile:
    found = Ticket.objects.open().aggregate(
        tickets=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)), soon=Count("pk", filter=_due_soon(now))
    )
    if found["late"]:
        note = ngettext("%(count)s is past its due date", "%(count)s are past their due date", found["late"])
        return Tile(
            _("Open tickets"), found["tickets"], note % {"count": found["late"]}, "records:tickets", tone="warn"
        )
    note = ngettext("%(count)s is due within two days", "%(count)s are due within two days", found["soon"])
    return Tile(_("Open tickets"), found["tickets"], note % {"count": found["soon"]}, "records:tickets")


def _due_soon(now: datetime) -> Q:
    return Q(due_at__gte=now, due_at__lt=now + timedelta(days=2))


def _ticket_types() -> Tile:
    found = TicketType.objects.aggregate(types=Count("pk"), drafts=Count("pk", filter=Q(has_unpublished_changes=True)))
    note = ngettext("%(count)s has unpublished changes", "%(count)s have unpublished changes", found["drafts"])
    return Tile(_("Ticket types"), found["types"], note % {"count": found["drafts"]})


def _users() -> Tile:
    found = User.objects.aggregate(
        people=Count("pk", filter=Q(is_active=True), distinct=True),
        roleless=Count("pk", filter=Q(is_active=True, is_superuser=False, groups=None)),
    )
    note = ngettext("%(count)s plays no role", "%(count)s play no role", found["roleless"])
    return Tile(_("Active users"), found["people"], note % {"count": found["roleless"]}, "wagtailusers_users:index")


def _reads(now: datetime) -> Tile:
    since = now - timedelta(hours=24)
    reads = PersonalDataRead.objects.filter(read_at__gte=since).count()
    return Tile(_("Reads of personal data"), reads, _("In the last 24 hours."), "records:reads")
