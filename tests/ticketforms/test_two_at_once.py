"""Two administrators press “publish” at the same moment: one version, or two numbers, never a broken one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from tests.conftest import NO_POWER_FIELDS, NOW, draft_no_power
from ticketforms.models import FormVersion, TicketType
from ticketforms.publishing import publish

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


def _publish_at_once(ticket_type: TicketType, people: int) -> list[FormVersion]:
    start = Barrier(people)

    def press(_person: int) -> FormVersion:
        try:
            start.wait(timeout=10)
            return publish(ticket_type=ticket_type, by=None, at=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(press, range(people)))


def test_the_same_draft_published_at_once_is_one_version(no_power_type: TicketType) -> None:
    versions = _publish_at_once(no_power_type, people=4)

    assert {version.number for version in versions} == {1}
    assert FormVersion.objects.count() == 1


def test_a_newer_draft_published_at_once_is_one_more(no_power_type: TicketType, no_power_form: FormVersion) -> None:
    draft_no_power(NO_POWER_FIELDS[:1])

    versions = _publish_at_once(no_power_type, people=4)

    assert {version.number for version in versions} == {2}
    assert FormVersion.objects.count() == 2
