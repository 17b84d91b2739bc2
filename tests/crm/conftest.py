"""What the tests of the register share: a ticket, a hazard, and people who may and may not look."""

from datetime import datetime

import pytest
from django.contrib.auth.models import User

from crm.models import ServicePoint, Ticket
from crm.tickets.operations import register
from tests.conftest import NOW, Town
from ticketforms.models import FormVersion, TicketType
from ticketforms.publishing import publish


def take(form: FormVersion, point: ServicePoint, by: User, at: datetime = NOW) -> Ticket:
    return register(
        form_version=form,
        raw_answers={"extent": "flat"},
        customer=point.customer,
        service_point=point,
        call=None,
        reporter_name="",
        reporter_phone="",
        location="",
        reporting_kind=Ticket.ReportingKind.CALL,
        idempotency_key=None,
        reported_at=at,
        by=by,
        at=at,
    )


@pytest.fixture
def point(town: Town) -> ServicePoint:
    return town.household("Kowalska Anna", "ST1A")


@pytest.fixture
def ticket(no_power_form: FormVersion, point: ServicePoint, agent: User) -> Ticket:
    return take(no_power_form, point, agent)


@pytest.fixture
def hazard(no_power_form: FormVersion, no_power_type: TicketType, point: ServicePoint, agent: User) -> Ticket:
    no_power_type.reporting = TicketType.Reporting.HAZARD
    no_power_type.save(update_fields=["reporting"])
    return take(publish(ticket_type=no_power_type, by=None, at=NOW), point, agent)
