"""A workflow system tells of its cases in any order and more than once; the newest stands, every stage stays."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import FeedEvent, ServicePoint, Ticket, WorkflowCase
from crm.workflow.operations import StageTold, UnableToRecordStage, record_stage
from crm.workflow.queries import cases_of_customer, cases_of_ticket
from tests.conftest import NOW
from tests.crm.conftest import take
from ticketforms.models import FormVersion

EXAMINED = StageTold(
    sequence=2,
    stage_code="examined",
    stage_label="Examined",
    occurred_at=NOW,
    responsible_name="Nowak Ewa",
    responsible_unit="Complaints",
    due_at=NOW + timedelta(days=2),
)


def tell(ticket: Ticket, told: StageTold = EXAMINED, **changes: Any) -> WorkflowCase:
    given = {"source": "flow", "case_id": "R/1", "case_type": "complaint", **changes}
    return record_stage(ticket=ticket, told=told, by=None, at=NOW, **given)


def stages_of(case: WorkflowCase) -> list[str]:
    return list(case.stages.values_list("stage_code", flat=True))


def events() -> int:
    return FeedEvent.objects.filter(name="case.stage_recorded").count()


def test_the_first_word_of_a_case_makes_it(ticket: Ticket) -> None:
    case = tell(ticket)

    assert (case.ticket, case.stage_label, case.responsible_name) == (ticket, "Examined", "Nowak Ewa")
    assert stages_of(case) == ["examined"]
    event = FeedEvent.objects.get(name="case.stage_recorded")
    assert event.subject == f"ticket:{ticket.pk}"
    assert f"customer:{ticket.customer_id}" in event.topics
    assert "Nowak" not in str(event.data)


def test_a_newer_stage_stands_and_the_earlier_one_stays(ticket: Ticket) -> None:
    tell(ticket)

    case = tell(ticket, replace(EXAMINED, sequence=3, stage_code="answered", status="done", document_number="P/7"))

    case.refresh_from_db()
    assert (case.sequence, case.status, case.document_number) == (3, "done", "P/7")
    assert stages_of(case) == ["examined", "answered"]
    assert events() == 2


def test_an_older_stage_never_overwrites_but_joins_the_history(ticket: Ticket) -> None:
    tell(ticket)

    case = tell(ticket, replace(EXAMINED, sequence=1, stage_code="received"))

    case.refresh_from_db()
    assert case.stage_code == "examined"
    assert stages_of(case) == ["received", "examined"]
    assert events() == 1


def test_a_stage_told_twice_is_accepted_quietly(ticket: Ticket) -> None:
    case = tell(ticket)

    assert tell(ticket, replace(EXAMINED, stage_label="Other words")) == case

    case.refresh_from_db()
    assert case.stage_label == "Examined"
    assert events() == 1


@pytest.mark.parametrize(
    ("field", "told", "changes"),
    [
        ("occurred_at", replace(EXAMINED, occurred_at=NOW + timedelta(seconds=1)), {}),
        ("sequence", replace(EXAMINED, sequence=-1), {}),
        ("sequence", replace(EXAMINED, sequence=2**63), {}),
        ("status", replace(EXAMINED, status="odd"), {}),
        ("stage_label", replace(EXAMINED, stage_label=" "), {}),
        ("resolution", replace(EXAMINED, resolution="x" * 501), {}),
        ("responsible_name", replace(EXAMINED, responsible_name="a\0b"), {}),
        ("case_id", EXAMINED, {"case_id": ""}),
        ("source", EXAMINED, {"source": "x" * 41}),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    ticket: Ticket, field: str, told: StageTold, changes: dict[str, str]
) -> None:
    with pytest.raises(UnableToRecordStage) as refusal:
        tell(ticket, told, **changes)

    assert refusal.value.field == field
    assert not WorkflowCase.objects.exists()


def test_a_case_of_another_ticket_is_refused(
    ticket: Ticket, no_power_form: FormVersion, point: ServicePoint, agent: User
) -> None:
    case = tell(ticket)
    other = take(no_power_form, point, agent)

    with pytest.raises(UnableToRecordStage):
        tell(other, replace(EXAMINED, sequence=9))

    case.refresh_from_db()
    assert (case.ticket, case.sequence) == (ticket, 2)
    assert stages_of(case) == ["examined"]


def test_a_case_is_late_while_it_goes_on_after_its_time(ticket: Ticket) -> None:
    case = tell(ticket)

    assert not case.is_late(NOW)
    assert case.is_late(NOW + timedelta(days=3))
    case = tell(ticket, replace(EXAMINED, sequence=3, status="done"))
    assert not case.is_late(NOW + timedelta(days=3))


def test_cases_are_read_in_as_many_queries_for_many_as_for_few(ticket: Ticket) -> None:
    customer = ticket.customer
    assert customer is not None

    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            for case in cases_of_customer(customer):
                str(case.ticket.ticket_type.category)
            cases_of_ticket(ticket)
        return len(made)

    tell(ticket, replace(EXAMINED, status="done"))
    few = queries()
    for number in range(2, 22):
        tell(ticket, case_id=f"R/{number}")

    assert queries() == few
    assert cases_of_customer(customer)[0].is_ongoing
