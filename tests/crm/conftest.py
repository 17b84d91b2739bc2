"""What the tests of the register share: a ticket, a hazard, and people who may and may not look."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User

from crm.models import ServicePoint, Ticket
from crm.tickets.operations import register
from outages.intake import register_report
from tests.conftest import NOW, Town
from ticketforms.drafting import draft_type
from ticketforms.kinds import Given
from ticketforms.models import Dictionary, DictionaryEntry, FormVersion, TicketType
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
        given=Given(at=at),
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


CLAIM_FIELDS: list[dict[str, Any]] = [
    {"code": "damage", "kind": "text", "label_pl": "Szkoda", "label_en": "Damage", "requirement": "save"},
    {"code": "amount", "kind": "number", "label_pl": "Kwota", "label_en": "Amount", "is_dimension": True},
    {"code": "since", "kind": "date", "label_pl": "Od kiedy", "label_en": "Since when", "is_dimension": True},
    {"code": "account", "kind": "text", "label_pl": "Konto", "label_en": "Account", "personal": "sensitive"},
    {"code": "witness", "kind": "text", "label_pl": "Świadek", "label_en": "Witness", "personal": "personal"},
    {"code": "finding", "kind": "text", "label_pl": "Ustalenia", "label_en": "Finding", "requirement": "close"},
    {"code": "verdict", "kind": "text", "label_pl": "Decyzja", "label_en": "Verdict"},
]
_PARTS: dict[str, dict[str, Any]] = {
    "damage": {"is_searchable": True, "is_column": True},
    "amount": {"is_column": True},
    "account": {"retention_days": 30, "is_searchable": True},
    "witness": {"retention_days": 60},
    "verdict": {"seen_by": ["supervisor"], "edited_by": ["supervisor"], "is_searchable": True},
}
CLAIM_RULES: list[dict[str, Any]] = [
    {
        "code": "large",
        "when": {"subject": "amount", "operator": "more_than", "value": "1000"},
        "effects": [
            {"effect": "set_priority", "priority": 2},
            {"effect": "set_queue", "queue": "claims"},
            {"effect": "set_due", "amount": 2, "unit": "hours"},
        ],
    },
    {
        "code": "no_arson",
        "when": {"subject": "damage", "operator": "contains", "value": "podpalenie"},
        "effects": [{"effect": "block", "text_pl": "Zawiadom policję.", "text_en": "Call the police."}],
    },
]


@pytest.fixture
def claim_form(no_power_type: TicketType) -> FormVersion:
    """A damage claim: rules hurry large ones, one answer is wanted only to close, three are not for everybody."""
    queues = Dictionary.objects.create(code="queue", label_pl="Kolejki", label_en="Queues")
    DictionaryEntry.objects.create(dictionary=queues, code="claims", label_pl="Szkody", label_en="Claims")
    drafted = draft_type(
        code="claim",
        shortcut="SZ",
        label_pl="Szkoda",
        label_en="Damage claim",
        category=no_power_type.category,
        icon="invoice",
        reporting=TicketType.Reporting.OTHER,
        due_days=30,
        fields=[field | _PARTS.get(field["code"], {}) for field in CLAIM_FIELDS],
        rules=CLAIM_RULES,
        by=None,
        at=NOW,
    )
    return publish(ticket_type=drafted, by=None, at=NOW)


Claiming = Callable[..., Ticket]


@pytest.fixture
def claim(claim_form: FormVersion, point: ServicePoint, agent: User) -> Claiming:
    """Take a claim as an agent does, its answers changed by code."""

    def make(by: User | None = None, at: datetime = NOW, **answers: object) -> Ticket:
        return register_report(
            form_version=claim_form,
            raw_answers={"damage": "Spalony telewizor", **answers},
            customer=point.customer,
            service_point=point,
            reported_at=at,
            by=by or agent,
            at=at,
        ).ticket

    return make
