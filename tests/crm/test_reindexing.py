"""Tickets written before their form kept copies get them later, a batch at a time, and may be done again."""

from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import AnswerIndex, Ticket
from crm.tickets.moving import close
from crm.tickets.reindexing import reindex_answers
from tests.conftest import NOW
from tests.crm.conftest import Claiming


def copies() -> list[tuple[object, ...]]:
    return list(
        AnswerIndex.objects.order_by("ticket", "field", "text").values_list("ticket", "field", "text", "folded")
    )


def test_lost_copies_and_dates_come_back_as_they_were(claim: Claiming, agent: User) -> None:
    ended = claim(account="PL61109010140000", witness="Nowak Jan", finding="ok")
    close(ticket=ended, resolution="wypłacono", by=agent, at=NOW)
    claim(witness="Kowal Ewa")
    before, erase_at = copies(), Ticket.objects.get(pk=ended.pk).erase_at
    assert before
    assert erase_at
    AnswerIndex.objects.all().delete()
    Ticket.objects.update(erase_at=None)

    assert list(reindex_answers(batch=1)) == sorted(Ticket.objects.values_list("pk", flat=True))

    assert copies() == before
    assert list(Ticket.objects.exclude(erase_at=None).values_list("pk", "erase_at")) == [(ended.pk, erase_at)]


def test_doing_it_again_changes_nothing_and_it_can_go_on_behind_a_ticket(claim: Claiming) -> None:
    first, second = claim(account="PL611"), claim(amount="7")
    before = copies()

    assert list(reindex_answers()) == [second.pk]
    assert copies() == before
    AnswerIndex.objects.all().delete()
    assert list(reindex_answers(after=first.pk)) == [second.pk]

    assert {row[0] for row in copies()} == {second.pk}


def test_a_batch_of_many_costs_as_many_queries_as_one_of_few(claim: Claiming) -> None:
    counts = []
    for more in (2, 8):
        for _ in range(more):
            claim(account="PL61109010140000")
        with CaptureQueriesContext(connection) as queries:
            list(reindex_answers())
        counts.append(len(queries))

    assert counts[0] == counts[1]
