"""Writes a ticket into the register; which outage it belongs to is decided a floor higher."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm import feed
from crm.models import Call, Customer, ServicePoint, Ticket
from ticketforms import answers
from ticketforms.models import FormVersion


class UnableToRegister(ValueError):
    """A ticket that cannot be taken; the message tells the agent what to do."""


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
    by: AbstractBaseUser | None,
    at: datetime,
) -> Ticket:
    """Check the answers by their form and return the ticket, new or the one this key made before.

    Raises `AnswersRefused` for wrong answers, `UnableToRegister` for a service point of another customer, a report
    from the future, or one that nobody could find again.
    """
    if idempotency_key and (earlier := Ticket.objects.filter(idempotency_key=idempotency_key).first()):
        return earlier
    if service_point and customer and service_point.customer_id != customer.pk:
        raise UnableToRegister(_("This service point belongs to another customer: choose one of this customer's."))
    if reported_at > at:
        raise UnableToRegister(_("The time of the report lies in the future: correct it."))
    if not (customer or service_point or location.strip()):
        raise UnableToRegister(_("Say where it is: choose a service point or write the place."))
    kept = answers.check(form_version.definition, raw_answers)
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
                priority=_priority(ticket_type.default_priority, service_point),
                due_at=reported_at + timedelta(days=ticket_type.due_days) if ticket_type.due_days else None,
                answers=kept,
                idempotency_key=idempotency_key,
                created_by_id=by.pk if by else None,
            )
    except IntegrityError:
        if idempotency_key and (earlier := Ticket.objects.filter(idempotency_key=idempotency_key).first()):
            return earlier
        raise
    topics = ["tickets", f"customer:{customer.pk}"] if customer else ["tickets"]
    feed.append(
        name="ticket.registered",
        subject=f"ticket:{ticket.pk}",
        topics=[*topics, "hazards"] if ticket_type.reporting == ticket_type.Reporting.HAZARD else topics,
        data={"ticket": ticket.pk, "type": ticket_type.code, "priority": ticket.priority},
        by=by,
        at=at,
    )
    return ticket


def _priority(of_type: int, service_point: ServicePoint | None) -> int:
    """Life support and critical customers come before all but hazards: 1 is a hazard to life, 4 a single customer."""
    return min(of_type, 2) if service_point and service_point.special_need else of_type
