"""The same seed and moment make the same demo, whenever and on whichever database it is loaded."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from cms.demo.loading import load
from cms.demo.scale import Scale
from crm.models import Customer, FeedEvent, ServicePoint, Ticket
from outages.models import Outage
from tests.cms.demo.conftest import SMALL
from tests.conftest import NOW


def _told() -> list[Any]:
    return [
        list(
            Customer.objects.order_by("number", "phones__pk").values_list("number", "name", "pesel", "phones__number")
        ),
        list(
            ServicePoint.objects.order_by("ppe", "meters__readings__read_at").values_list(
                "ppe", "folded_address", "meters__readings__energy_kwh"
            )
        ),
        list(
            Ticket.objects.order_by("reported_at", "pk").values_list(
                "ticket_type__code", "reported_at", "answers", "state"
            )
        ),
        list(
            Outage.objects.order_by("number").values_list(
                "number", "device__code", "status", "started_at", "restored_at"
            )
        ),
        list(FeedEvent.objects.order_by("position").values_list("name", "happened_at")),
    ]


@pytest.mark.slow
def test_the_same_seed_and_moment_tell_the_same_story_and_another_seed_another(db: None, tmp_path: Path) -> None:
    stories = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            load(scale=SMALL, seed=seed, at=NOW, data_dir=tmp_path)
            stories.append(_told())
            transaction.set_rollback(True)

    assert stories[0] == stories[1]
    assert stories[0] != stories[2]


def test_a_single_customer_has_a_month_without_a_last_shift(db: None, tmp_path: Path) -> None:
    loaded = load(scale=Scale(customers=1, tickets=40), seed=1, at=NOW, data_dir=tmp_path)

    assert (loaded.customers, loaded.tickets) == (1, 40)
    assert not Outage.objects.ongoing().exists()


def test_nothing_asked_for_in_tickets_makes_none(db: None, tmp_path: Path) -> None:
    loaded = load(scale=Scale(customers=45, tickets=0), seed=1, at=NOW, data_dir=tmp_path)

    assert (loaded.customers, loaded.tickets) == (45, 0)
    assert not FeedEvent.objects.exists()
