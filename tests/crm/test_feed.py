"""A reader of the feed misses nothing, in whatever order transactions commit."""

import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

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
def test_a_reader_beside_many_writers_reads_every_event_once_and_in_order() -> None:
    writers, each = 4, 6

    def write(writer: int) -> None:
        for number in range(each):
            with transaction.atomic():
                append(f"ticket:{writer}-{number}")
                time.sleep(0.001 * ((writer * 7 + number * 3) % 5))
        connection.close()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    read: list[FeedEvent] = []
    while any(thread.is_alive() for thread in threads):
        read += feed.read_after(read[-1].position or 0 if read else 0)
    read += feed.read_after(read[-1].position or 0 if read else 0)

    assert [event.position for event in read] == list(range(1, writers * each + 1))
    assert len({event.subject for event in read}) == writers * each


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


@pytest.mark.django_db(transaction=True)
def test_a_transaction_is_numbered_once_however_much_it_tells(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    numbering = 5 if connection.vendor == "postgresql" else 4

    with django_assert_num_queries(2 + 3 + numbering), transaction.atomic():
        for number in (1, 2, 3):
            append(f"ticket:{number}")

    assert [event.position for event in feed.read_after(0)] == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_an_event_beside_a_rolled_back_savepoint_is_numbered() -> None:
    with transaction.atomic():
        with transaction.atomic():
            append("ticket:1")
            transaction.set_rollback(True)
        append("ticket:2")

    assert [(event.position, event.subject) for event in feed.read_after(0)] == [(1, "ticket:2")]


@pytest.mark.django_db(transaction=True)
def test_a_failing_listener_does_not_undo_or_disturb_what_was_saved(failing_listener: list[int]) -> None:
    append("ticket:1")

    assert failing_listener == [1]
    assert [event.position for event in feed.read_after(0)] == [1]


@pytest.fixture
def failing_listener() -> Iterator[list[int]]:
    heard: list[int] = []

    def listener() -> None:
        heard.append(feed.last_position())
        raise RuntimeError

    feed.listen(listener)
    yield heard
    feed.stop_listening(listener)
