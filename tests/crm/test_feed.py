"""A reader of the feed misses nothing, in whatever order transactions commit."""

import threading

import pytest
from django.db import connection, transaction

from crm import feed
from crm.models import FeedEvent
from tests.conftest import NOW


def append(subject: str) -> None:
    feed.append(name="ticket.registered", subject=subject, data={}, by=None, at=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time")
def test_an_event_begun_earlier_and_committed_later_is_still_read() -> None:
    has_appended, may_commit = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            append("ticket:slow")
            has_appended.set()
            may_commit.wait(10)
        connection.close()

    slow = threading.Thread(target=slow_writer)
    slow.start()
    has_appended.wait(10)
    append("ticket:quick")
    first_look = feed.read_after(0)
    may_commit.set()
    slow.join(10)
    second_look = feed.read_after(first_look[-1].position or 0)

    assert [event.subject for event in first_look] == ["ticket:quick"]
    assert [event.subject for event in second_look] == ["ticket:slow"]


@pytest.mark.django_db(transaction=True)
def test_positions_follow_on_without_a_gap_when_a_transaction_is_rolled_back() -> None:
    append("ticket:1")
    with transaction.atomic():
        append("ticket:2")
        transaction.set_rollback(True)
    append("ticket:3")

    events = feed.read_after(0)

    assert [(event.position, event.subject) for event in events] == [(1, "ticket:1"), (2, "ticket:3")]


@pytest.mark.django_db(transaction=True)
def test_an_event_whose_writer_died_before_numbering_is_numbered_by_the_next() -> None:
    FeedEvent.objects.create(name="ticket.registered", subject="ticket:1", happened_at=NOW)

    append("ticket:2")

    assert [event.subject for event in feed.read_after(0)] == ["ticket:1", "ticket:2"]


@pytest.mark.django_db
def test_a_name_outside_the_catalogue_is_refused_and_nothing_is_appended() -> None:
    with pytest.raises(KeyError):
        feed.append(name="ticket.boomed", subject="ticket:1", data={}, by=None, at=NOW)

    assert not FeedEvent.objects.exists()
