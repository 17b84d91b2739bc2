"""What a form's rules want of a ticket is done, whichever door it came through; what they refuse leaves nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from crm.models import AnswerIndex, FeedEvent, ServicePoint, Ticket
from crm.tickets.due import due_in
from crm.tickets.queues import queue_name
from tests.conftest import NOW
from tests.crm.conftest import Claiming
from ticketforms.answers import AnswersRefused


def test_a_rule_sets_priority_queue_and_due_time(claim: Claiming) -> None:
    large, small = claim(amount="1500"), claim(amount="15")

    assert (large.priority, large.queue, large.due_at) == (2, "claims", NOW + timedelta(hours=2))
    assert (small.priority, small.queue, small.due_at) == (4, "", datetime(2026, 12, 28, 22, 59, 59, tzinfo=UTC))
    assert queue_name(large.queue) == "Claims"
    told = FeedEvent.objects.filter(name="ticket.registered").order_by("pk")
    assert [event.data["queue"] for event in told] == ["claims", ""]


def test_life_support_comes_first_whatever_a_rule_says(claim: Claiming, point: ServicePoint) -> None:
    point.special_need = ServicePoint.SpecialNeed.LIFE_SUPPORT
    point.save(update_fields=["special_need"])

    assert claim(amount="15").priority == 2


def test_a_rule_that_blocks_leaves_nothing_behind(claim: Claiming) -> None:
    with pytest.raises(AnswersRefused) as refused:
        claim(damage="podpalenie", amount="1500")

    assert refused.value.errors == {"": "Call the police."}
    assert not Ticket.objects.exists()
    assert not FeedEvent.objects.exists()
    assert not AnswerIndex.objects.exists()


@pytest.mark.parametrize(
    ("amount", "unit", "due"),
    [
        (90, "minutes", datetime(2026, 11, 24, 13, 30, tzinfo=UTC)),
        (30, "hours", datetime(2026, 11, 25, 18, 0, tzinfo=UTC)),
        (4, "days", datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC)),  # a Saturday moves to Monday
        (4, "working_days", datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC)),
        (30, "working_days", datetime(2027, 1, 11, 22, 59, 59, tzinfo=UTC)),  # Christmas, New Year, Epiphany
    ],
)
def test_due_times_know_the_polish_calendar(amount: int, unit: str, due: datetime) -> None:
    assert due_in(NOW, amount, unit) == due


def test_marked_answers_are_copied_into_columns_by_type(claim: Claiming) -> None:
    ticket = claim(amount="1500,50", since="2026-11-20", account="PL61 1090", verdict="")

    rows = {row.field: row for row in AnswerIndex.objects.filter(ticket=ticket)}
    assert set(rows) == {"damage", "amount", "since", "account"}
    assert (rows["damage"].text, rows["damage"].folded) == ("Spalony telewizor", "spalony telewizor")
    assert str(rows["amount"].number) == "1500.500000"
    assert str(rows["since"].day) == "2026-11-20"
    assert rows["account"].is_sensitive
