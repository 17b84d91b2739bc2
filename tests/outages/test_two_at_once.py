"""Several people at once, on a real database: nothing is lost, counted twice or waited for in a circle."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections

from crm.models import Ticket
from outages.merging.operations import UnableToMerge, link_report, merge, unmerge
from outages.models import Device, Outage, OutageMerge, ReportLink
from outages.repair.operations import confirm
from outages.restoration import restore
from tests.conftest import NOW, Town
from tests.outages.conftest import Reporting

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]
LATER = NOW + timedelta(minutes=10)


def at_once(*steps: Callable[[], object]) -> list[object]:
    """Run the steps in threads that start together; return what each returned or refused."""
    start = Barrier(len(steps))

    def run(step: Callable[[], object]) -> object:
        try:
            start.wait(timeout=10)
            return step()
        except UnableToMerge as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(steps)) as pool:
        futures = [pool.submit(run, step) for step in steps]
        return [future.result(timeout=60) for future in futures]


def test_two_agents_who_take_the_same_report_make_one_ticket(town: Town, report: Reporting) -> None:
    point = town.household("Ala", "ST1A")

    at_once(*[lambda: report(point)] * 4)

    assert Ticket.objects.get().call_count == 4


def test_reports_taken_at_once_end_as_if_taken_in_turn(town: Town, report: Reporting) -> None:
    points = [
        town.household(f"Home {i}", code) for i, code in enumerate(["ST1A", "ST1A", "ST1B", "ST2A", "ST2B", "ST2B"])
    ]

    at_once(*[lambda point=point: report(point) for point in points])  # type: ignore[misc]

    outage = Outage.objects.ongoing().get()
    assert outage.device.code == "SN1"
    assert ReportLink.objects.filter(outage=outage, valid_to=None).count() == len(points)


def test_two_trees_that_fail_at_once_get_two_numbers(town: Town, report: Reporting) -> None:
    circuits = ["ST1A"]
    for number in range(3):
        root = town.device(f"GPZ{number}", Device.Kind.SUBSTATION, None)
        circuits.append(town.device(f"X{number}", Device.Kind.LV_CIRCUIT, root).code)
    for code in circuits:
        report(town.household(f"First {code}", code))
    seconds = [town.household(f"Second {code}", code) for code in circuits]

    at_once(*[lambda point=point: report(point) for point in seconds])  # type: ignore[misc]

    assert sorted(Outage.objects.values_list("number", flat=True)) == [1001, 1002, 1003, 1004]


def lower_outages(town: Town, report: Reporting) -> tuple[Outage, list[Outage]]:
    circuits = ["ST1A", "ST1B", "ST2A", "ST2B"]
    feeder = Outage.objects.create(
        number=9000, device=town.devices["SN1"], started_at=NOW, status=Outage.Status.CONFIRMED
    )
    lower = []
    for index, code in enumerate(circuits):
        found = report(town.household(code, code)).ticket
        outage = Outage.objects.create(
            number=index + 1, device=town.devices[code], started_at=NOW, status=Outage.Status.CONFIRMED
        )
        link_report(ticket=found, outage=outage, reason="", by=None, at=NOW)
        lower.append(outage)
    return feeder, lower


def test_overlapping_merges_by_several_dispatchers_end_consistent(
    town: Town, report: Reporting, dispatcher: User
) -> None:
    feeder, lower = lower_outages(town, report)

    def merge_all(order: Sequence[Outage]) -> Callable[[], list[object]]:
        def run() -> list[object]:
            done: list[object] = []
            for outage in order:
                try:
                    done.append(merge(source=outage, target=feeder, reason="", by=dispatcher, at=LATER))
                except UnableToMerge as refusal:
                    done.append(refusal)
            return done

        return run

    results = at_once(
        merge_all(lower),
        merge_all(lower[::-1]),
        merge_all(lower[1:] + lower[:1]),
        lambda: report(town.household("Fresh", "ST1A"), minute=1),
    )

    merges = [done for part in results if isinstance(part, list) for done in part if isinstance(done, OutageMerge)]
    assert len(merges) == OutageMerge.objects.filter(undone_at=None).count() == len(lower)
    assert ReportLink.objects.filter(outage=feeder, valid_to=None).count() == len(lower) + 1


def test_a_merge_and_its_undoing_at_once_leave_each_ticket_one_outage(
    town: Town, report: Reporting, dispatcher: User
) -> None:
    feeder, lower = lower_outages(town, report)
    first = merge(source=lower[0], target=feeder, reason="", by=dispatcher, at=LATER)

    at_once(
        lambda: unmerge(merge=first, by=dispatcher, at=LATER),
        lambda: unmerge(merge=first, by=dispatcher, at=LATER),
        lambda: merge(source=lower[1], target=feeder, reason="", by=dispatcher, at=LATER),
        lambda: report(town.household("Fresh", "ST1A"), minute=11),
    )

    first.refresh_from_db()
    assert first.undone_at == LATER
    lower[0].refresh_from_db()
    assert lower[0].status == Outage.Status.CONFIRMED
    assert ReportLink.objects.filter(valid_to=None).count() == Ticket.objects.count() == 5


def test_a_report_that_races_a_restoration_is_closed_with_it_or_is_a_new_one(
    town: Town, report: Reporting, predicted: Outage, dispatcher: User
) -> None:
    confirm(outage=predicted, by=dispatcher, at=NOW)
    points = [town.household(f"Late {index}", "ST1A") for index in range(3)]

    at_once(
        lambda: restore(outage=predicted, restored_at=LATER, by=dispatcher, at=LATER),
        *[lambda point=point: report(point, minute=11) for point in points],  # type: ignore[misc]
    )

    with_the_old = ReportLink.objects.filter(outage=predicted, valid_to=None)
    assert {link.ticket.state for link in with_the_old} == {Ticket.State.CLOSED}
