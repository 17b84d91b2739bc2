"""What the board shows, to whom, and at what cost."""

import json

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.board.timeline import SENTENCES
from crm import feed
from outages.models import Device, Outage
from outages.repair.operations import cancel, set_estimate
from tests.cms.board.conftest import AT_THE_BOARD, Sitting
from tests.conftest import NOW, NewUser, Town


def page(client: Client, name: str, *args: int, **query: int) -> str:
    return client.get(reverse(f"board:{name}", args=args), query).content.decode()


def count_queries(client: Client, name: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        page(client, name)
    return len(queries)


def test_the_board_lists_the_outage_under_its_feeder_with_the_feeds_position(board: Client, outage: Outage) -> None:
    content = page(board, "board")

    assert f'data-outage="{outage.pk}"' in content
    assert 'data-feeder="SN1 SN1"' in content
    assert f'data-after="{feed.last_position()}"' in content
    assert "not given" in content


def test_a_restoration_time_that_has_passed_is_called_overdue(board: Client, outage: Outage, dispatcher: User) -> None:
    set_estimate(outage=outage, restores_at=AT_THE_BOARD, source="dispatcher", by=dispatcher, at=NOW)

    assert "overdue 13:05" in page(board, "rows")


def test_an_outage_inside_another_says_so_and_counts_nobody_twice(board: Client, outage: Outage, town: Town) -> None:
    Outage.objects.create(
        number=7005, device=town.devices["SN1"], started_at=NOW, status=Outage.Status.CONFIRMED, customers_off=9
    )

    content = page(board, "rows")

    assert "↳ 7005" in content
    assert 'data-customers="9"' in content
    assert 'data-customers="0"' in content


def test_an_outage_that_is_over_says_so_when_its_row_is_asked_for(
    board: Client, outage: Outage, dispatcher: User
) -> None:
    cancel(outage=outage, reason="a fuse", by=dispatcher, at=NOW)

    asked_for, listed = page(board, "rows", outage=outage.pk), page(board, "rows")

    assert "data-over" in asked_for
    assert "cancelled" in asked_for
    assert "data-outage" not in listed


def test_the_drawers_tickets_lead_to_their_pages(board: Client, outage: Outage) -> None:
    content = page(board, "drawer", outage.pk)

    tickets = list(outage.report_links.values_list("ticket", flat=True))
    assert tickets
    assert all(reverse("records:ticket", args=[ticket]) in content for ticket in tickets)


def test_an_agent_sees_the_drawer_without_actions(onlooker: Client, outage: Outage) -> None:
    content = page(onlooker, "drawer", outage.pk)

    assert "ST1A" in content
    assert "Z000" in content
    assert "<form" not in content


def test_a_wallboard_display_does_not_enter(sit_down: Sitting, new_user: NewUser, outage: Outage) -> None:
    client = sit_down(new_user("display"))

    for name, args in [("board", []), ("rows", []), ("network", []), ("hazards", []), ("drawer", [outage.pk])]:
        address = reverse(f"board:{name}", args=args)
        assert client.get(address, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


def test_the_network_tells_places_and_how_many_each_device_feeds(board: Client, outage: Outage, town: Town) -> None:
    Device.objects.filter(code="ST1").update(latitude=52.1, longitude=19.7)

    devices = json.loads(page(board, "network"))["devices"]

    by_code = {device["code"]: device for device in devices}
    assert by_code["ST1"]["place"] == [19.7, 52.1]
    assert by_code["GPZ"]["place"] is None
    assert [by_code[code]["fed"] for code in ("GPZ", "ST1", "ST2")] == [2, 2, 0]


@pytest.mark.parametrize("name", ["board", "rows"])
def test_twenty_outages_take_as_many_queries_as_two(board: Client, outage: Outage, town: Town, name: str) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            number = Outage.objects.count() + 2000
            circuit = town.device(f"X{number}", Device.Kind.LV_CIRCUIT, town.devices["ST2"])
            Outage.objects.create(number=number, device=circuit, started_at=NOW)

    add(1)
    page(board, name)
    queries_for_two = count_queries(board, name)
    add(18)

    assert count_queries(board, name) == queries_for_two


def test_every_event_of_outages_has_a_sentence_in_the_drawer() -> None:
    told = {name for name in feed.EVENTS if name.startswith("outage.")}

    assert told - SENTENCES.keys() == set(), "Write a sentence for each of these in cms/board/timeline.py."
