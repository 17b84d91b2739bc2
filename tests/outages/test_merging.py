"""Merges and links can be undone exactly; refusals say why and move nothing."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from crm.models import FeedEvent, Ticket
from outages.merging.operations import UnableToMerge, link_report, merge, unlink_report, unmerge
from outages.models import Crew, Outage, OutageMerge, ReportLink
from outages.repair.operations import assign_crew, cancel, confirm, note_progress
from outages.repair.refusals import UnableToRepair
from outages.restoration import restore
from tests.conftest import NOW, Town
from tests.outages.conftest import Reporting

LATER = NOW + timedelta(minutes=10)


@dataclass
class Merged:
    """Circuit ST1A with two reports (12:00, 12:01) went into station ST1 with a report of its own (12:02)."""

    record: OutageMerge
    circuit: Outage
    station: Outage
    tickets: list[Ticket]


@pytest.fixture
def merged(town: Town, report: Reporting) -> Merged:
    taken = [
        report(town.household(f"Home {minute}", circuit), minute=minute)
        for minute, circuit in enumerate(["ST1A", "ST1A", "ST1B"])
    ]
    record = OutageMerge.objects.get()
    return Merged(record, record.source, record.target, [found.ticket for found in taken])


def followed(outage: Outage) -> set[int]:
    return set(ReportLink.objects.filter(outage=outage, valid_to=None).values_list("ticket_id", flat=True))


def test_unmerging_restores_state_start_and_reports(merged: Merged, dispatcher: User) -> None:
    ours, theirs = merged.tickets[:2], merged.tickets[2]

    circuit = unmerge(merge=merged.record, by=dispatcher, at=LATER)

    station = Outage.objects.get(pk=merged.station.pk)
    assert (circuit.status, circuit.started_at) == (Outage.Status.PREDICTED, NOW)
    assert station.started_at == theirs.reported_at
    assert followed(circuit) == {ticket.pk for ticket in ours}
    assert followed(station) == {theirs.pk}
    back = ReportLink.objects.filter(outage=circuit, valid_to=None)
    assert {(link.linked_by, link.came_with, link.reason_code) for link in back} == {(None, None, "all_reported")}
    record = OutageMerge.objects.get()
    assert (record.undone_by, record.undone_at) == (dispatcher, LATER)


def test_a_report_that_a_person_moved_since_stays_where_it_was_put(merged: Merged, dispatcher: User) -> None:
    moved, stayed = merged.tickets[:2]
    unlink_report(ticket=moved, by=dispatcher, at=LATER)

    circuit = unmerge(merge=merged.record, by=dispatcher, at=LATER)

    assert followed(circuit) == {stayed.pk}
    assert circuit.started_at == NOW


def test_a_crew_follows_the_merge_and_goes_back_with_it(merged: Merged, dispatcher: User) -> None:
    circuit = unmerge(merge=merged.record, by=dispatcher, at=LATER)
    job = assign_crew(outage=circuit, crew=Crew.objects.create(name="PE-1"), by=dispatcher, at=LATER)

    again = merge(source=circuit, target=merged.station, reason="One fault", by=dispatcher, at=LATER)
    job.refresh_from_db()
    assert job.outage_id == merged.station.pk
    unmerge(merge=again, by=dispatcher, at=LATER)

    job.refresh_from_db()
    assert job.outage_id == circuit.pk


def test_a_merge_within_a_merge_is_undone_from_the_top(merged: Merged, town: Town, dispatcher: User) -> None:
    feeder = Outage.objects.create(
        number=5000, device=town.devices["SN1"], started_at=NOW, status=Outage.Status.CONFIRMED
    )
    upper = merge(source=merged.station, target=feeder, reason="One fault", by=dispatcher, at=LATER)
    events = FeedEvent.objects.count()

    with pytest.raises(UnableToMerge, match=str(merged.station.number)):
        unmerge(merge=merged.record, by=dispatcher, at=LATER)

    assert followed(feeder) == {ticket.pk for ticket in merged.tickets}
    assert FeedEvent.objects.count() == events
    unmerge(merge=upper, by=dispatcher, at=LATER + timedelta(minutes=1))
    circuit = unmerge(merge=merged.record, by=dispatcher, at=LATER + timedelta(minutes=2))
    assert followed(circuit) == {ticket.pk for ticket in merged.tickets[:2]}
    assert followed(feeder) == set()


def test_a_merge_is_undone_once(merged: Merged, dispatcher: User) -> None:
    unmerge(merge=merged.record, by=dispatcher, at=LATER)
    events = FeedEvent.objects.count()

    with pytest.raises(UnableToMerge):
        unmerge(merge=merged.record, by=dispatcher, at=LATER)

    assert FeedEvent.objects.count() == events


def test_a_merge_into_a_cancelled_prediction_can_still_be_undone(merged: Merged, dispatcher: User) -> None:
    cancel(outage=merged.station, reason="Only the circuit", by=dispatcher, at=LATER)

    circuit = unmerge(merge=merged.record, by=dispatcher, at=LATER)

    assert circuit.status == Outage.Status.PREDICTED
    assert followed(circuit) == {ticket.pk for ticket in merged.tickets[:2]}


def test_a_merge_into_a_restored_outage_cannot_be_undone(merged: Merged, dispatcher: User) -> None:
    confirm(outage=merged.station, by=dispatcher, at=LATER)
    restore(outage=merged.station, restored_at=LATER, by=dispatcher, at=LATER)

    with pytest.raises(UnableToMerge, match=str(merged.station.number)):
        unmerge(merge=merged.record, by=dispatcher, at=LATER)

    merged.circuit.refresh_from_db()
    assert merged.circuit.status == Outage.Status.MERGED


@pytest.mark.parametrize("what", ["itself", "upwards", "over", "planned"])
def test_a_merge_that_makes_no_sense_is_refused_and_nothing_moves(
    merged: Merged, town: Town, dispatcher: User, what: str
) -> None:
    feeder = Outage.objects.create(number=5000, device=town.devices["SN1"], started_at=NOW)
    if what == "over":
        cancel(outage=feeder, reason="No", by=dispatcher, at=LATER)
    if what == "planned":
        Outage.objects.filter(pk=feeder.pk).update(kind=Outage.Kind.PLANNED)
    source, target = (feeder, merged.station) if what == "upwards" else (merged.station, feeder)
    events = FeedEvent.objects.count()

    with pytest.raises(UnableToMerge):
        merge(source=source, target=source if what == "itself" else target, reason="", by=dispatcher, at=LATER)

    assert OutageMerge.objects.count() == 1
    assert followed(merged.station) == {ticket.pk for ticket in merged.tickets}
    assert FeedEvent.objects.count() == events


def test_what_was_merged_says_where_to_work(merged: Merged, dispatcher: User) -> None:
    with pytest.raises(UnableToRepair, match=str(merged.station.number)):
        assign_crew(outage=merged.circuit, crew=Crew.objects.create(name="PE-1"), by=dispatcher, at=LATER)
    with pytest.raises(UnableToRepair):
        note_progress(outage=merged.circuit, text="On the way", by=dispatcher, at=LATER)


def test_a_report_taken_off_is_neither_counted_nor_moved_again(
    merged: Merged, town: Town, report: Reporting, dispatcher: User
) -> None:
    taken_off = merged.tickets[0]

    unlink_report(ticket=taken_off, by=dispatcher, at=LATER)
    report(town.household("Fresh", "ST1A"), minute=11)

    assert not ReportLink.objects.filter(ticket=taken_off, valid_to=None).exists()
    station = Outage.objects.get(pk=merged.station.pk)
    assert station.started_at == NOW + timedelta(minutes=1)


def test_a_report_placed_by_hand_keeps_its_outage_out_of_the_engines_merges(
    town: Town, report: Reporting, predicted: Outage, dispatcher: User
) -> None:
    lone = report(town.household("Ula", "ST1B"), minute=2).ticket
    assert Outage.objects.ongoing().get().device.code == "ST1"
    station = Outage.objects.ongoing().get()
    unlink_report(ticket=lone, by=dispatcher, at=LATER)
    link_report(ticket=lone, outage=station, reason="Same pole", by=dispatcher, at=LATER)

    for circuit in ("ST2A", "ST2A", "ST2B"):
        report(town.household(circuit, circuit), minute=11)

    assert {outage.device.code for outage in Outage.objects.ongoing()} == {"ST1", "SN1"}


def test_a_ticket_or_an_outage_that_is_over_is_not_linked(merged: Merged, dispatcher: User) -> None:
    ticket = merged.tickets[0]
    confirm(outage=merged.station, by=dispatcher, at=LATER)
    restore(outage=merged.station, restored_at=LATER, by=dispatcher, at=LATER)
    events = FeedEvent.objects.count()

    with pytest.raises(UnableToMerge):
        link_report(ticket=ticket, outage=merged.station, reason="", by=dispatcher, at=LATER)
    with pytest.raises(UnableToMerge):
        unlink_report(ticket=Ticket(pk=0), by=dispatcher, at=LATER)

    assert FeedEvent.objects.count() == events
