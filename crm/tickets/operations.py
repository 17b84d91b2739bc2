"""Writes a ticket into the register, and what is said about it later; how it goes on and ends, `moving` knows.

Which outage it belongs to is decided a floor higher.
"""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.customers.matching import fold, normalise
from crm.locks import lock_tickets
from crm.models import Call, Customer, FeedEvent, HazardAcknowledgement, ServicePoint, Ticket, TicketNote
from crm.tickets.changing import UnableToChange, fit_text, open_ticket
from crm.tickets.checking import check_report
from crm.tickets.effects import change, effects_of_repeat, effects_on
from crm.tickets.files import keep_files, owner_of
from crm.tickets.indexing import index_answers
from crm.tickets.surroundings import kept_with
from crm.tickets.telling import tell
from ticketforms.kinds import Given
from ticketforms.models import FormVersion
from ticketforms.resolving import Outcome

LONGEST_NOTE = 2000


@transaction.atomic
def register(
    *,
    form_version: FormVersion,
    raw_answers: Mapping[str, object],
    customer: Customer | None,
    service_point: ServicePoint | None,
    call: Call | None,
    reporter_name: str,
    reporter_phone: str,
    location: str,
    reporting_kind: str,
    idempotency_key: str | None,
    reported_at: datetime,
    given: Given,
    by: AbstractBaseUser | None,
    at: datetime,
) -> Ticket:
    """Check the answers by their form and return the ticket, new or the one this key made before.

    The form's rules may set its priority, queue and due time by what they are `given`. The caller holds the customer.
    Raises what `check_report` raises.
    """
    if idempotency_key and (earlier := Ticket.objects.filter(idempotency_key=idempotency_key).first()):
        return earlier
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
    ticket_type = form_version.ticket_type
    try:
        with transaction.atomic():
            ticket = Ticket.objects.create(
                ticket_type=ticket_type,
                form_version=form_version,
                customer=customer,
                service_point=service_point,
                call=call,
                reporter_name=reporter_name,
                reporter_phone=reporter_phone,
                location=location.strip(),
                reporting_kind=reporting_kind,
                reported_at=reported_at,
                stage=ticket_type.flow.first.code,
                answers=checked.answers,
                surroundings=kept_with(form_version, given.surroundings),
                **effects_on(ticket_type, service_point, checked.outcome, reported_at=reported_at),
                folded_text=fold(f"{reporter_name} {normalise(reporter_phone)} {location}")[:600],
                idempotency_key=idempotency_key,
                created_by_id=by.pk if by else None,
            )
    except IntegrityError:
        if idempotency_key and (earlier := Ticket.objects.filter(idempotency_key=idempotency_key).first()):
            return earlier
        raise
    keep_files(ticket.answers, owner=owner_of(ticket.pk), at=at)
    index_answers(ticket, form_version.definition)
    data = {"type": ticket_type.code, "priority": ticket.priority, "queue": ticket.queue}
    tell(ticket, "ticket.registered", data=data, by=by, at=at)
    return ticket


@transaction.atomic
def record_repeated_call(
    *,
    ticket: Ticket,
    call: Call | None,
    report: int,
    outcome: Outcome = Outcome(),  # noqa: B008  # frozen
    by: AbstractBaseUser | None,
    at: datetime,
) -> Ticket:
    """Count one more call about an open ticket, once a call; `report` is the key of what was said in it.

    What the rules make of it may only make the ticket more urgent. Raises `UnableToChange` when the ticket is over: a
    new call is then a new ticket.
    """
    locked = open_ticket(ticket)
    name = "ticket.more_said"
    if call is None or (locked.call_id != call.pk and not _is_counted(locked, call)):
        name = "ticket.call_repeated"
        locked.call_count += 1
        locked.save(update_fields=["call_count"])
    changed = change(locked, effects_of_repeat(locked, outcome))
    data = {"call_count": locked.call_count, "call": call.pk if call else None, "report": report, **changed}
    tell(locked, name, data=data, by=by, at=at)
    return locked


@transaction.atomic
def add_note(*, ticket: Ticket, text: str, by: AbstractBaseUser | None, at: datetime) -> TicketNote:
    """Write a note into the ticket's timeline, whatever its state; raises `UnableToChange` for an unfit text."""
    locked = lock_tickets(ticket.pk)[ticket.pk]
    note = TicketNote.objects.create(
        ticket=locked, text=fit_text(text, LONGEST_NOTE), written_by_id=by.pk if by else None, written_at=at
    )
    # The event goes to every screen that watches tickets: it names the note, the page fetches what it says.
    tell(locked, "ticket.noted", data={"note": note.pk}, by=by, at=at)
    return note


@transaction.atomic
def acknowledge_hazard(*, ticket: Ticket, by: AbstractBaseUser, at: datetime) -> HazardAcknowledgement:
    """Take a hazard from the top of every board in a dispatcher's name.

    Raises `UnableToChange` for a ticket that is no hazard, is over, or was acknowledged before.
    """
    locked = open_ticket(ticket)
    if not locked.is_hazard:
        raise UnableToChange(_("Ticket %(ticket)s is not a hazard: nothing to acknowledge.") % {"ticket": locked})
    if earlier := HazardAcknowledgement.objects.filter(ticket=locked).select_related("acknowledged_by").first():
        raise UnableToChange(_("%(person)s has already acknowledged it.") % {"person": earlier.acknowledged_by})
    acknowledgement = HazardAcknowledgement.objects.create(ticket=locked, acknowledged_by_id=by.pk, acknowledged_at=at)
    tell(locked, "ticket.hazard_acknowledged", data={}, by=by, at=at)
    return acknowledgement


def _is_counted(ticket: Ticket, call: Call) -> bool:
    told = FeedEvent.objects.filter(subject=f"ticket:{ticket.pk}", name="ticket.call_repeated")
    return told.filter(data__call=call.pk).exists()
