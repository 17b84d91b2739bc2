"""Reports become outages: the six rules of prediction, each as a scenario."""

import random
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from crm.models import ServicePoint, Ticket
from outages.merging.operations import unmerge
from outages.models import Device, Outage, OutageMerge, ReportLink
from outages.repair.operations import cancel, confirm
from tests.conftest import NOW, Town
from tests.outages.conftest import Reporting
from ticketforms.models import TicketType

Homes = Callable[..., list[ServicePoint]]


@pytest.fixture
def homes(town: Town) -> Homes:
    """Households at the circuits named, one each time a circuit is named."""
    return lambda *circuits: [town.household(f"Home {index}", code) for index, code in enumerate(circuits)]


def picture() -> dict[str, set[int]]:
    """Which service points follow the ongoing outage of which device."""
    links = ReportLink.objects.filter(valid_to=None, outage__status__in=Outage.ONGOING)
    found: dict[str, set[int]] = {outage.device.code: set() for outage in Outage.objects.ongoing()}
    for code, point in links.values_list("outage__device__code", "ticket__service_point"):
        found[code].add(point)
    return found


def test_rule_1_one_call_raises_no_outage(homes: Homes, report: Reporting) -> None:
    taken = report(homes("ST1A")[0])

    assert (taken.outage, taken.is_repeat, picture()) == (None, False, {})


def test_rule_2_two_feeders_prove_the_substation(town: Town, homes: Homes, report: Reporting) -> None:
    second = town.device("SN2", Device.Kind.FEEDER, town.devices["GPZ"])
    for code in ("ST3", "ST4"):
        station = town.device(code, Device.Kind.STATION, second)
        for circuit in ("A", "B"):
            town.device(f"{code}{circuit}", Device.Kind.LV_CIRCUIT, station)
    points = homes(*(f"ST{n}{c}" for n in (1, 2, 3, 4) for c in ("A", "A", "B")))

    for point in points:
        report(point)

    assert picture() == {"GPZ": {point.pk for point in points}}
    with override("en"):
        assert Outage.objects.ongoing().get().reason == "Reports point at 2 devices below GPZ: SN1, SN2."


def test_rule_2_reports_older_than_an_hour_prove_nothing(homes: Homes, report: Reporting) -> None:
    early, late = homes("ST1A", "ST1A")
    report(early)

    taken = report(late, minute=60)

    assert taken.outage is None


def test_rule_3_never_above_a_device_that_has_power(town: Town, homes: Homes, report: Reporting) -> None:
    live = town.device("ST1C", Device.Kind.LV_CIRCUIT, town.devices["ST1"])
    live.energisation = Device.Energisation.ENERGISED
    live.save(update_fields=["energisation"])

    for point in homes("ST1A", "ST1A", "ST1B", "ST1B"):
        report(point)

    assert set(picture()) == {"ST1A", "ST1B"}


def test_rule_3_a_type_that_never_joins_others_is_no_evidence(
    homes: Homes, report: Reporting, no_power_type: TicketType
) -> None:
    no_power_type.is_groupable = False
    no_power_type.save(update_fields=["is_groupable"])

    taken = [report(point) for point in homes("ST1A", "ST1A", "ST1B")]

    assert [found.outage for found in taken] == [None, None, None]
    assert picture() == {}


def test_a_disconnected_service_point_is_neither_evidence_nor_joined(homes: Homes, report: Reporting) -> None:
    cut_off, *others = homes("ST1A", "ST1A", "ST1A")
    cut_off.connection_state = ServicePoint.ConnectionState.LOGICALLY_DISCONNECTED
    cut_off.save(update_fields=["connection_state"])
    report(cut_off)

    first = report(others[0])
    report(others[1])
    again = report(cut_off, minute=1)

    assert first.outage is None
    assert picture() == {"ST1A": {point.pk for point in others}}
    assert again.outage is None


def test_rule_4_a_higher_device_takes_the_lower_predictions_with_a_record_of_each(
    homes: Homes, report: Reporting
) -> None:
    *points, _silent = homes("ST1A", "ST1A", "ST1B", "ST1B")

    for minute, point in enumerate(points):
        report(point, minute=minute)

    merge = OutageMerge.objects.get()
    assert (merge.source.device.code, merge.target.device.code, merge.merged_by) == ("ST1A", "ST1", None)
    assert merge.source.status == Outage.Status.MERGED
    assert ReportLink.objects.filter(outage=merge.source).exclude(valid_to=None).count() == 2
    assert merge.target.started_at == NOW
    with override("en"):
        assert merge.reason == "3 service points below ST1 reported within an hour, in 2 of its parts."


def test_a_reason_is_read_in_the_language_of_the_reader(homes: Homes, report: Reporting) -> None:
    with override("en"):
        outage = [report(point) for point in homes("ST1A", "ST1A")][-1].outage
    assert outage is not None
    polish = {"All %(points)d service points below %(device)s reported within an hour.": "Wszystkie"}

    with patch("outages.models.reasons.ngettext", lambda one, many, count: polish[many]):
        read_in_polish = outage.reason

    assert read_in_polish == "Wszystkie"
    assert outage.reason_text == ""


def test_rule_5_what_a_dispatcher_confirmed_is_not_moved(homes: Homes, report: Reporting, dispatcher: User) -> None:
    first, second, third, fourth = homes("ST1A", "ST1A", "ST1B", "ST1A")
    report(first)
    circuit = report(second).outage
    assert circuit is not None
    confirm(outage=circuit, by=dispatcher, at=NOW)

    report(third)
    late = report(fourth)

    assert picture() == {"ST1A": {first.pk, second.pk, fourth.pk}, "ST1": {third.pk}}
    assert late.outage == circuit


def test_rule_5_what_was_unmerged_stays_apart_until_a_new_place_reports(
    homes: Homes, report: Reporting, dispatcher: User
) -> None:
    first, second, third, fresh = homes("ST1A", "ST1A", "ST1B", "ST1B")
    for point in (first, second, third):
        report(point)
    unmerge(merge=OutageMerge.objects.get(), by=dispatcher, at=NOW + timedelta(minutes=1))
    apart = {"ST1A": {first.pk, second.pk}, "ST1": {third.pk}}
    assert picture() == apart

    repeated = report(first, minute=2)
    assert repeated.is_repeat
    assert picture() == apart

    report(fresh, minute=3)
    assert picture() == {"ST1A": {first.pk, second.pk}, "ST1": {third.pk, fresh.pk}}


def test_rule_5_new_evidence_in_the_part_that_was_split_off_joins_the_two_again(
    homes: Homes, report: Reporting, dispatcher: User
) -> None:
    first, second, third, fresh = homes("ST1A", "ST1A", "ST1B", "ST1A")
    for point in (first, second, third):
        report(point)
    unmerge(merge=OutageMerge.objects.get(), by=dispatcher, at=NOW + timedelta(minutes=1))

    report(fresh, minute=2)

    assert picture() == {"ST1": {first.pk, second.pk, third.pk, fresh.pk}}


def test_a_cancelled_prediction_is_not_made_again_from_the_same_reports(
    homes: Homes, report: Reporting, dispatcher: User
) -> None:
    first, second, third = homes("ST1A", "ST1A", "ST1A")
    report(first)
    outage = report(second).outage
    assert outage is not None
    cancel(outage=outage, reason="Both are fuses", by=dispatcher, at=NOW)

    taken = report(third, minute=1)

    assert taken.outage is None
    assert picture() == {}


def test_rule_6_customers_affected_are_those_connected(homes: Homes, report: Reporting) -> None:
    first, second, cut_off, ill = homes("ST1A", "ST1A", "ST1A", "ST1A")
    cut_off.connection_state = ServicePoint.ConnectionState.PHYSICALLY_DISCONNECTED
    cut_off.save(update_fields=["connection_state"])
    ill.special_need = ServicePoint.SpecialNeed.LIFE_SUPPORT
    ill.save(update_fields=["special_need"])
    report(first)

    outage = report(second).outage

    assert outage is not None
    assert (outage.customers_off, outage.critical_customers_off) == (3, 1)


@pytest.mark.parametrize("seed", range(6))
def test_the_same_reports_in_any_order_make_the_same_outages(
    town: Town, homes: Homes, report: Reporting, seed: int
) -> None:
    points = homes("ST1A", "ST1A", "ST1B", "ST2A", "ST2B", "ST2B", "ST1B", "ST2A")[: 5 + seed % 4]
    shuffled = points.copy()
    random.Random(seed).shuffle(shuffled)
    orders = []
    for order in (points, shuffled):
        for point in order:
            report(point)
        orders.append(picture())
        ReportLink.objects.all().delete()
        Outage.objects.all().delete()
        Ticket.objects.all().delete()

    assert orders[0] == orders[1]


def test_a_report_costs_the_same_in_a_big_network_with_tickets_elsewhere(
    town: Town, homes: Homes, report: Reporting
) -> None:
    def cost(point: ServicePoint) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            report(point)
        return len(captured)

    alone, later = homes("ST1A", "ST2B")
    small = cost(alone)
    for number in range(5, 25):
        station = town.device(f"ST{number}", Device.Kind.STATION, town.devices["SN1"])
        circuit = town.device(f"ST{number}A", Device.Kind.LV_CIRCUIT, station)
        report(town.household(f"Far {number}", circuit.code))

    assert cost(later) == small
