"""Rules see the call, customer, place, outage, agent and hour as they are; what nobody looks at costs nothing."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import BillingCard, Call, ServicePoint, Ticket
from crm.tickets.completing import complete_answers
from outages.models import Outage
from outages.surroundings import given_for, surroundings_of
from tests.conftest import NO_POWER_FIELDS, NOW, Town, draft_no_power, report_no_power
from ticketforms.answers import AnswersRefused
from ticketforms.models import FormVersion, TicketType
from ticketforms.publishing import publish
from ticketforms.surroundings import SUBJECTS


@pytest.fixture
def place(town: Town) -> ServicePoint:
    point = town.household("Ala", "ST1A")
    point.special_need = ServicePoint.SpecialNeed.CRITICAL
    point.customer.email = "ala@example.pl"
    BillingCard.objects.create(customer=point.customer, overdue_30=Decimal("120.50"), source="SAP", as_of=NOW)
    Outage.objects.create(number=7, device=town.devices["ST1"], started_at=NOW, status="confirmed")
    return point


def all_of(place: ServicePoint, form: FormVersion, **told: Any) -> dict[str, Any]:
    call = Call.objects.create(exchange_id="c", from_number="+48600100200", offered_at=NOW)
    return surroundings_of(
        ticket_type=form.ticket_type,
        customer=place.customer,
        service_point=place,
        call=call,
        reporter_name="Ela",
        location=" za kościołem ",
        reporting_kind=Ticket.ReportingKind.CALL,
        roles=["supervisor", "agent"],
        at=told.get("at", NOW),
    )


def test_everything_a_rule_may_look_at_has_its_value(place: ServicePoint, no_power_form: FormVersion) -> None:
    known = all_of(place, no_power_form)

    assert set(known) == set(SUBJECTS)
    assert known == {
        "ticket.reporting_kind": "call",
        "ticket.priority": "4",
        "reporter.name": "Ela",
        "reporter.phone": "+48600100200",
        "reporter.location": "za kościołem",
        "customer.is_known": True,
        "customer.kind": "person",
        "customer.name": "Ala",
        "customer.email": "ala@example.pl",
        "customer.in_arrears": True,
        "customer.arrears": "120.50",
        "service_point.is_known": True,
        "service_point.is_connected": True,
        "service_point.special_need": "critical",
        "service_point.tariff": "G11",
        "service_point.ppe": place.ppe,
        "outage.is_open": True,
        "outage.state": "confirmed",
        "agent.role": ["agent", "supervisor"],
        "time.now": "13:00",
        "time.weekday": "2",
        "time.is_working_day": True,
    }


def test_the_hour_is_that_of_poland(place: ServicePoint, no_power_form: FormVersion) -> None:
    saturday_night = all_of(place, no_power_form, at=datetime(2026, 7, 31, 22, 30, tzinfo=UTC))

    told = [saturday_night[name] for name in ("time.now", "time.weekday", "time.is_working_day")]
    assert told == ["00:30", "6", False]


def test_of_a_stranger_little_is_known(db: None) -> None:
    known = surroundings_of(customer=None, service_point=None, reporting_kind="email", roles=(), at=NOW)

    assert known == {
        "ticket.reporting_kind": "email",
        "customer.is_known": False,
        "service_point.is_known": False,
        "time.now": "13:00",
        "time.weekday": "2",
        "time.is_working_day": True,
    }


def test_all_costs_three_queries_and_a_form_that_looks_at_nothing_only_the_roles(
    place: ServicePoint, no_power_form: FormVersion, agent: User
) -> None:
    def cost(version: FormVersion | None) -> int:
        told: dict[str, Any] = {
            "customer": place.customer,
            "service_point": place,
            "reporting_kind": "call",
            "at": NOW,
        }
        with CaptureQueriesContext(connection) as queries:
            if version:
                given_for(version, by=agent, **told)
            else:
                surroundings_of(roles=(), **told)
        return len(queries)

    assert (cost(None), cost(no_power_form)) == (3, 1)


def test_a_ticket_is_judged_later_by_what_was_so_when_it_was_registered(
    town: Town, no_power_type: TicketType, agent: User
) -> None:
    reason = {"code": "reason", "kind": "text", "label_pl": "Powód", "label_en": "Reason", "requirement": "save"}
    reason["visible_when"] = {"subject": "outage.is_open", "operator": "is", "value": True}  # type: ignore[assignment]
    form = publish(ticket_type=draft_no_power([*NO_POWER_FIELDS, reason]), by=None, at=NOW)
    point = town.household("Ala", "ST1A")
    outage = Outage.objects.create(number=7, device=town.devices["ST1"], started_at=NOW, status="confirmed")
    with pytest.raises(AnswersRefused, match="reason"):
        report_no_power(form, point, agent)
    assert not Ticket.objects.exists()
    ticket = report_no_power(form, point, agent, raw_answers={"extent": "flat", "reason": "burza"}).ticket

    Outage.objects.filter(pk=outage.pk).update(status="restored")
    complete_answers(ticket=ticket, raw_answers={"reason": "wichura"}, by=agent, at=NOW + timedelta(hours=1))

    ticket.refresh_from_db()
    assert ticket.surroundings == {"outage.is_open": True}
    assert ticket.answers["reason"]["value"] == "wichura"
