"""Administrators who publish, roll back, plan and withdraw at the same moment: each is done, or told why not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections

from tests.conftest import NO_POWER_FIELDS, NOW, draft_no_power
from ticketforms.models import FormVersion, PlannedPublication, TicketType
from ticketforms.planning import UnableToPlan, cancel_plan, plan_publication
from ticketforms.publishing import UnableToPublish, UnableToWithdraw, publish, withdraw
from ticketforms.rolling_back import restore_draft, restore_now

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]
LATER = NOW + timedelta(days=1)
Told = (UnableToPublish, UnableToPlan, UnableToWithdraw)


def _at_once(*deeds: Callable[[], object]) -> list[str]:
    """Do all of them at the same moment; return the refusals."""
    start = Barrier(len(deeds))

    def act(deed: Callable[[], object]) -> str:
        try:
            start.wait(timeout=10)
            deed()
        except Told as told:
            return str(told)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [told for told in pool.map(act, deeds) if told]


def test_publishing_and_rolling_back_at_once_lets_one_win_and_tells_the_other(no_power_form: FormVersion) -> None:
    ticket_type = no_power_form.ticket_type
    publish(ticket_type=draft_no_power(NO_POWER_FIELDS[:1]), by=None, at=NOW)
    draft_no_power([NO_POWER_FIELDS[0] | {"label_pl": "Jak szeroko"}])

    told = _at_once(
        lambda: publish(ticket_type=ticket_type, in_use=2, by=None, at=NOW),
        lambda: restore_now(version=no_power_form, in_use=2, by=None, at=NOW),
    )

    assert ["in the meantime" in sentence for sentence in told] == [True]
    assert FormVersion.objects.filter(ticket_type=ticket_type).count() == 3


def test_everything_at_once_leaves_one_version_in_use_and_every_ticket_its_own(no_power_form: FormVersion) -> None:
    ticket_type = no_power_form.ticket_type
    draft_no_power(NO_POWER_FIELDS[:1])

    told = _at_once(
        lambda: publish(ticket_type=ticket_type, by=None, at=NOW),
        lambda: plan_publication(ticket_type=ticket_type, publish_at=LATER, by=None, at=NOW),
        lambda: restore_draft(version=no_power_form, by=None, at=NOW),
        lambda: restore_now(version=no_power_form, by=None, at=NOW),
        lambda: withdraw(ticket_type=ticket_type, by=None, at=NOW),
        lambda: cancel_plan(ticket_type=ticket_type, by=None, at=NOW),
    )

    assert all(sentence.endswith(".") for sentence in told)
    numbers = list(FormVersion.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert PlannedPublication.objects.waiting().count() <= 1
    assert TicketType.objects.get(pk=ticket_type.pk).get_latest_revision_as_object().pk == ticket_type.pk
