"""The first page counts what waits for the person who looks at it, and nothing they may not see."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from cms.dashboard.queries import Tile, tiles_for
from outages.models import EstimatedRestoration, Outage
from outages.repair.operations import confirm, set_estimate
from tests.conftest import NOW, NewUser, Town, report_no_power
from ticketforms.models import FormVersion


def figures(user: User, now: Any = NOW) -> dict[str, int]:
    return {tile.label: tile.value for tile in tiles_for(User.objects.get(pk=user.pk), now)}


@pytest.fixture
def outage(town: Town, no_power_form: FormVersion, agent: User) -> Outage:
    points = [town.household(name, "ST1A") for name in ("Kowalska Anna", "Kowalski Jan")]
    taken = [report_no_power(no_power_form, point, agent) for point in points]
    assert taken[-1].outage is not None
    return taken[-1].outage


def test_an_agent_sees_their_own_tickets_and_no_figure_of_dispatchers(outage: Outage, agent: User) -> None:
    counted = figures(agent)

    assert (counted["My open tickets"], counted["Outages now"]) == (2, 1)
    assert "Restoration overdue" not in counted


def test_customers_without_power_are_counted_once_as_on_the_board(outage: Outage, agent: User, town: Town) -> None:
    Outage.objects.create(
        number=7005, device=town.devices["SN1"], started_at=NOW, status=Outage.Status.CONFIRMED, customers_off=9
    )

    (tile,) = [tile for tile in tiles_for(User.objects.get(pk=agent.pk), NOW) if tile.label == "Outages now"]

    assert (tile.value, tile.note) == (2, "9 customers without power")


def test_a_restoration_time_that_has_passed_is_counted_for_the_dispatcher(outage: Outage, dispatcher: User) -> None:
    confirm(outage=outage, by=dispatcher, at=NOW)
    set_estimate(
        outage=outage,
        restores_at=NOW + timedelta(hours=1),
        source=EstimatedRestoration.Source.DISPATCHER,
        by=dispatcher,
        at=NOW,
    )

    before = figures(dispatcher, NOW + timedelta(minutes=30))
    after = figures(dispatcher, NOW + timedelta(minutes=90))

    assert (before["Restoration overdue"], after["Restoration overdue"]) == (0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "labels"),
    [("auditor", ["Reads of personal data"]), ("display", [])],
)
def test_a_role_is_shown_only_what_it_may_see(role: str, labels: list[str], new_user: NewUser) -> None:
    tiles: list[Tile] = tiles_for(new_user(role), NOW)

    assert [tile.label for tile in tiles] == labels
