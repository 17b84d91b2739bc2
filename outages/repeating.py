"""Step of the intake: recognises a further report of an event whose ticket is open, and counts it there."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction

from crm.models import Call, Customer, ServicePoint, Ticket
from crm.tickets import operations as tickets
from crm.tickets.checking import check_report
from crm.tickets.files import keep_files, names_for, note_file_seen, owner_of, owner_of_repeat
from outages.locks import lock_outages
from outages.models import RepeatedReport
from outages.network.evidence import WINDOW
from outages.network.queries import outage_followed
from ticketforms.kinds import Given
from ticketforms.models import FormVersion, TicketType
from ticketforms.port import User


@transaction.atomic
def count_repeat(
    *,
    form_version: FormVersion,
    raw_answers: Mapping[str, object],
    service_point: ServicePoint,
    customer: Customer | None,
    call: Call | None,
    reporter_name: str,
    reporter_phone: str,
    location: str,
    idempotency_key: str | None,
    reported_at: datetime,
    given: Given,
    by: AbstractBaseUser | None,
    at: datetime,
) -> Ticket | None:
    """Return the open ticket of the same event with this report kept and counted, or `None` when it is the first.

    The same key counts once. The caller holds the lock of the service point. Raises what `check_report` raises.
    """
    counted = RepeatedReport.objects.select_related("ticket").filter(idempotency_key=idempotency_key or "").first()
    if counted:
        return counted.ticket
    ticket = _ticket_of_same_event(service_point, at)
    if ticket is None:
        return None
    checked = check_report(
        form_version=form_version,
        raw_answers=raw_answers,
        customer=customer,
        service_point=service_point,
        reporter_name=reporter_name,
        reporter_phone=reporter_phone,
        location=location,
        reported_at=reported_at,
        given=given,
    )
    try:
        with transaction.atomic():
            report = RepeatedReport.objects.create(
                ticket=ticket,
                call=call,
                idempotency_key=idempotency_key,
                taken_by_id=by.pk if by else None,
                reported_at=reported_at,
                form_version=form_version,
                answers=checked.answers,
                reporter_name=reporter_name,
                reporter_phone=reporter_phone,
                location=location.strip(),
            )
            keep_files(checked.answers, owner=owner_of_repeat(report.pk), at=at)
            return tickets.record_repeated_call(
                ticket=ticket, call=call, report=report.pk, outcome=checked.outcome, by=by, at=at
            )
    except tickets.UnableToChange:  # Closed by somebody in this very moment: the report is a new one.
        return None


def sees_file_of_repeat(user: User, owner: str, key: str) -> bool:
    """Return whether this person may see a file that a repeated report keeps."""
    tickets = Ticket.objects.visible_to(user or AnonymousUser())
    reports = RepeatedReport.objects.filter(ticket__in=tickets).select_related("form_version")
    report = reports.filter(pk=owner.partition(":")[2]).first()
    if report is None or report.form_version is None:
        return False
    return names_for(user, report.form_version.definition, [report.answers], key)


def note_file_of_repeat_seen(user: User, owner: str, at: datetime) -> None:
    """Write down, on its ticket, that this person fetched a file that a repeated report keeps."""
    report = RepeatedReport.objects.get(pk=owner.partition(":")[2])
    note_file_seen(user, owner_of(report.ticket_id), at)


def _ticket_of_same_event(service_point: ServicePoint, at: datetime) -> Ticket | None:
    """The newest open report of lost power there: one that follows an outage which goes on, or nothing for an hour."""
    candidates = Ticket.objects.open().filter(
        service_point=service_point,
        ticket_type__reporting=TicketType.Reporting.OUTAGE,
        ticket_type__is_groupable=True,
    )
    for ticket in candidates.order_by("-reported_at", "-pk"):
        outage = outage_followed(ticket)
        if outage is None and ticket.reported_at > at - WINDOW:
            return ticket
        if outage and lock_outages(outage.pk)[outage.pk].is_ongoing:
            return ticket
    return None
