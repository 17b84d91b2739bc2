"""A dispatcher places an outage by hand: reports join it, the prediction leaves it where it is."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from crm.models import FeedEvent
from outages.merging.operations import UnableToMerge
from outages.merging.placing import place_outage
from outages.models import Outage, ReportLink
from tests.conftest import NOW, Town
from tests.outages.conftest import Reporting


def test_free_reports_and_later_ones_join_a_placed_outage(town: Town, report: Reporting, dispatcher: User) -> None:
    waiting = report(town.household("Ala", "ST1A"))

    placed = place_outage(
        device=town.devices["ST1"], known_since=NOW, reason="Fire brigade asked", by=dispatcher, at=NOW
    )
    later = report(town.household("Ela", "ST1B"), minute=1)

    assert (placed.status, placed.reason, later.outage) == (Outage.Status.CONFIRMED, "Fire brigade asked", placed)
    assert ReportLink.objects.filter(outage=placed, ticket=waiting.ticket, valid_to=None).exists()
    assert FeedEvent.objects.filter(name="outage.placed").count() == 1


def test_the_prediction_never_moves_a_placed_outage(town: Town, report: Reporting, dispatcher: User) -> None:
    placed = place_outage(device=town.devices["ST1"], known_since=NOW, reason="Fire", by=dispatcher, at=NOW)

    for index, circuit in enumerate(["ST1A", "ST1A", "ST1B", "ST2A", "ST2A", "ST2B"]):
        report(town.household(f"Home {index}", circuit), minute=1)

    placed.refresh_from_db()
    assert placed.status == Outage.Status.CONFIRMED
    assert {outage.device.code for outage in Outage.objects.ongoing()} == {"ST1", "SN1"}
    assert ReportLink.objects.filter(outage=placed, valid_to=None).count() == 3


@pytest.mark.parametrize(("minutes", "reason"), [(1, "Fire"), (0, " ")])
def test_an_outage_from_the_future_or_without_a_reason_is_not_placed(
    town: Town, dispatcher: User, minutes: int, reason: str
) -> None:
    with pytest.raises(UnableToMerge):
        place_outage(
            device=town.devices["ST1"],
            known_since=NOW + timedelta(minutes=minutes),
            reason=reason,
            by=dispatcher,
            at=NOW,
        )

    assert not Outage.objects.exists()


def test_a_device_has_one_outage_at_a_time(predicted: Outage, dispatcher: User) -> None:
    events = FeedEvent.objects.count()

    with pytest.raises(UnableToMerge):
        place_outage(device=predicted.device, known_since=NOW, reason="Fire", by=dispatcher, at=NOW)

    assert Outage.objects.get() == predicted
    assert FeedEvent.objects.count() == events
