"""Step of the intake: a report sent again because its first answer was lost, perhaps changed in the meantime.

What was changed is taken as a correction of what the first try registered, or it is told: it never vanishes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from crm.customers.merged import survivor_of
from crm.models import Customer, ServicePoint, Ticket
from crm.tickets.checking import UnableToRegister, check_report
from crm.tickets.completing import UnableToComplete, complete_answers
from outages.models import RepeatedReport
from ticketforms.kinds import Given
from ticketforms.models import FormVersion


class TakenBefore(UnableToRegister):
    """The first try registered another matter than what is sent now: with a new key both stand."""


@dataclass(frozen=True)
class Told:
    """What is said in the second try, beside the answers."""

    form_version: FormVersion
    customer: Customer | None
    service_point: ServicePoint | None
    reporter_name: str
    reporter_phone: str
    location: str


@dataclass(frozen=True)
class Retried:
    """The ticket of the first try, whether its answers were corrected now, and whether something was left as it was."""

    ticket: Ticket
    is_repeat: bool = False
    is_corrected: bool = False
    is_left: bool = False


def taken_again(
    *,
    idempotency_key: str,
    raw_answers: Mapping[str, object],
    told: Told,
    given: Given,
    reported_at: datetime,
    by: AbstractBaseUser,
    at: datetime,
) -> Retried | None:
    """Return what the first try with this key made, with the answers as they are told now; `None` for a first try.

    What somebody has corrected since is left. Raises `TakenBefore` for another customer, place or form, and what
    `register_report` raises for answers that cannot be taken.
    """
    ticket = Ticket.objects.select_related("customer", "ticket_type").filter(idempotency_key=idempotency_key).first()
    if ticket:
        return _corrected(ticket, raw_answers, told, by=by, at=at)
    reports = RepeatedReport.objects.select_related("ticket__ticket_type", "ticket__customer")
    report = reports.filter(idempotency_key=idempotency_key).first()
    if report is None:
        return None
    _refuse_other_matter(report.ticket, None, told, report.form_version_id)
    checked = check_report(
        form_version=told.form_version,
        raw_answers=raw_answers,
        customer=told.customer,
        service_point=told.service_point,
        reporter_name=told.reporter_name,
        reporter_phone=told.reporter_phone,
        location=told.location,
        reported_at=reported_at,
        given=given,
    )
    is_same = checked.answers == report.answers and _same_reporter(report, told)
    return Retried(report.ticket, is_repeat=True, is_left=not is_same)


def _corrected(
    ticket: Ticket, raw_answers: Mapping[str, object], told: Told, *, by: AbstractBaseUser, at: datetime
) -> Retried:
    _refuse_other_matter(ticket, ticket.customer, told, ticket.form_version_id)
    if ticket.answer_changes.exists():
        return Retried(ticket, is_left=True)
    try:
        change = complete_answers(ticket=ticket, raw_answers=raw_answers, by=by, at=at)
    except UnableToComplete as error:
        raise UnableToRegister(str(error)) from error
    ticket.refresh_from_db()
    is_left = not _same_reporter(ticket, told) or (ticket.customer is None and told.customer is not None)
    return Retried(ticket, is_corrected=change is not None, is_left=is_left)


def _refuse_other_matter(ticket: Ticket, customer: Customer | None, told: Told, form_version: int | None) -> None:
    """Raise `TakenBefore` unless place, form and, where both know one, the customer are those of the first try."""
    named = [one for one in (customer, told.customer) if one]
    is_same_customer = len(named) < 2 or survivor_of(named[0]) == survivor_of(named[1])
    is_same_place = ticket.service_point_id == (told.service_point.pk if told.service_point else None)
    if not (is_same_customer and is_same_place and form_version == told.form_version.pk):
        raise TakenBefore(
            _("The first try did register ticket %(ticket)s (%(type)s): open it. To register this one too, save again.")
            % {"ticket": ticket, "type": ticket.ticket_type.label}
        )


def _same_reporter(kept: Ticket | RepeatedReport, told: Told) -> bool:
    said = (told.reporter_name, told.reporter_phone, told.location.strip())
    return (kept.reporter_name, kept.reporter_phone, kept.location) == said
