"""Says whether a report can be taken as it was told, and which answers are kept of it; it writes nothing."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from crm.models import Customer, ServicePoint, Ticket
from crm.tickets.surroundings import surroundings_later
from ticketforms.answers import Checked, check, missing_to_close
from ticketforms.kinds import Given
from ticketforms.models import FormVersion
from ticketforms.storing import is_storable


class UnableToRegister(ValueError):
    """A report that cannot be taken; the message tells the agent what to do."""


def check_report(
    *,
    form_version: FormVersion,
    raw_answers: Mapping[str, object],
    customer: Customer | None,
    service_point: ServicePoint | None,
    reporter_name: str,
    reporter_phone: str,
    location: str,
    reported_at: datetime,
    given: Given,
) -> Checked:
    """Return the answers to keep and what the form's rules want of the ticket.

    Raises `AnswersRefused` for wrong answers, `UnableToRegister` for a service point of another customer, a report
    from the future, one that nobody could find again, or text that does not fit.
    """
    if service_point and customer and service_point.customer_id != customer.pk:
        raise UnableToRegister(_("This service point belongs to another customer: choose one of this customer's."))
    if reported_at > given.at:
        raise UnableToRegister(_("The time of the report lies in the future: correct it."))
    _refuse_unfit(_("reporter"), reporter_name, 200)
    _refuse_unfit(_("reporter's telephone"), reporter_phone, 40)
    _refuse_unfit(_("place"), location, 240)
    if not (customer or service_point or location.strip()):
        raise UnableToRegister(_("Say where it is: choose a service point or write the place."))
    return check(form_version.definition, raw_answers, given=given)


def missing_answers(ticket: Ticket, *, at: datetime) -> dict[str, str]:
    """Return the questions, label by code, that must be answered before this ticket is closed."""
    given = Given(at=at, surroundings=surroundings_later(ticket, ()), kept=ticket.answers)
    return missing_to_close(ticket.form_version.definition, given=given)


def _refuse_unfit(field: str, text: str, longest: int) -> None:
    if len(text) > longest or not is_storable(text):
        raise UnableToRegister(
            _("Shorten “%(field)s” to %(longest)d readable characters.") % {"field": field, "longest": longest}
        )
