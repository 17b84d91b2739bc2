"""A page is read part by part: what fails or hangs is named, the rest is read, and nobody is kept waiting."""

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from crm.models import Customer
from crm.parts import PartByPart

pytestmark = pytest.mark.django_db


def fail() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    return 1


def test_a_part_that_fails_leaves_those_before_and_after_it_whole() -> None:
    with PartByPart() as parts:
        first = parts.read("first", Customer.objects.count, -1)
        second = parts.read("second", fail, -1)
        third = parts.read("third", Customer.objects.count, -1)

    assert (first, second, third) == (0, -1, 0)
    assert parts.missing == {"second"}


def test_all_parts_share_one_bound() -> None:
    def statements(count: int) -> int:
        with CaptureQueriesContext(connection) as made, PartByPart() as parts:
            for place in range(count):
                parts.read(str(place), Customer.objects.count, 0)
        return len(made)

    assert statements(9) - statements(2) == 7


def test_after_a_while_nothing_more_is_begun() -> None:
    with PartByPart(seconds=-1) as parts, CaptureQueriesContext(connection) as made:
        found = parts.read("late", Customer.objects.count, -1)

    assert (found, parts.missing, len(made)) == (-1, {"late"}, 0)


def test_a_mistake_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), PartByPart() as parts:
        parts.read("wrong", lambda: 1 // 0, 0)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Only PostgreSQL can stop a question.")
def test_a_hanging_part_is_stopped_and_the_bound_does_not_outlive_the_page() -> None:
    def hang() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")
        return 1

    with PartByPart(milliseconds=50) as parts:
        slow = parts.read("slow", hang, -1)
        after = parts.read("after", Customer.objects.count, -1)

    assert (slow, after, parts.missing) == (-1, 0, {"slow"})
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.parametrize("error", [DatabaseError])
def test_no_part_is_read_without_a_database(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*args: object) -> None:
        raise error

    monkeypatch.setattr("crm.parts.at_most", gone)

    with PartByPart() as parts:
        found = parts.read("any", Customer.objects.count, -1)

    assert (found, parts.missing) == (-1, {"any"})
