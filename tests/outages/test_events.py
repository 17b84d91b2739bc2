"""Each step of an outage is told once, in the transaction that makes it; what is refused is not told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from crm.models import Call, FeedEvent, Ticket
from outages.merging.operations import link_report, merge, unlink_report, unmerge
from outages.models import Crew, CrewAssignment, Outage, OutageMerge
from outages.repair import operations as repair
from outages.repair.planning import begin, plan_outage
from outages.repair.promises import record_told
from outages.restoration import close, reopen, restore
from tests.conftest import NOW, Town

LATER = NOW + timedelta(minutes=30)
Step = Callable[[], object]


class Stage:
    """A confirmed circuit in a town, and every step that can be told about an outage, ready to be taken."""

    def __init__(self, town: Town, outage: Outage, by: User) -> None:
        self.town, self.outage, self.by = town, outage, by

    def crew(self) -> CrewAssignment:
        crew = Crew.objects.create(name=f"PE-{Crew.objects.count()}")
        return repair.assign_crew(outage=self.outage, crew=crew, by=self.by, at=NOW)

    def other(self, status: Outage.Status = Outage.Status.CONFIRMED, device: str = "SN1") -> Outage:
        return Outage.objects.create(
            number=7000 + Outage.objects.count(), device=self.town.devices[device], started_at=NOW, status=status
        )

    def planned(self) -> Outage:
        return plan_outage(
            device=self.town.devices["ST2"], planned_from=NOW, planned_to=LATER, cause="Work", by=self.by, at=NOW
        )

    def restored(self) -> Outage:
        return restore(outage=self.outage, restored_at=LATER, by=self.by, at=LATER)

    def merged(self) -> OutageMerge:
        return merge(source=self.outage, target=self.other(), reason="", by=self.by, at=LATER)

    def step(self, name: str) -> Step:
        """Prepare a step; what is returned takes it."""
        ticket = Ticket.objects.order_by("pk")[0]
        by, at = self.by, LATER
        match name:
            case "outage.report_linked":
                target = self.other()
                return lambda: link_report(ticket=ticket, outage=target, reason="", by=by, at=at)
            case "outage.report_unlinked":
                return lambda: unlink_report(ticket=ticket, by=by, at=at)
            case "outage.merged":
                target = self.other()
                return lambda: merge(source=self.outage, target=target, reason="", by=by, at=at)
            case "outage.unmerged":
                record = self.merged()
                return lambda: unmerge(merge=record, by=by, at=at)
            case "outage.confirmed":
                predicted = self.other(Outage.Status.PREDICTED)
                return lambda: repair.confirm(outage=predicted, by=by, at=at)
            case "outage.cancelled":
                predicted = self.other(Outage.Status.PREDICTED)
                return lambda: repair.cancel(outage=predicted, reason="Fuse", by=by, at=at)
            case "outage.planned":
                return self.planned
            case "outage.begun":
                planned = self.planned()
                return lambda: begin(outage=planned, by=by, at=at)
            case "outage.crew_assigned":
                return self.crew
            case "outage.crew_advanced":
                job = self.crew()
                return lambda: repair.advance_crew(assignment=job, status="enroute", by=by, at=at)
            case "outage.estimate_changed":
                back = LATER + timedelta(hours=1)
                return lambda: repair.set_estimate(
                    outage=self.outage,
                    restores_at=back,
                    source="crew",
                    by=by,
                    at=at,
                )
            case "outage.progress_noted":
                return lambda: repair.note_progress(outage=self.outage, text="Digging", by=by, at=at)
            case "outage.told":
                call = Call.objects.create(exchange_id="c", offered_at=NOW)
                return lambda: record_told(
                    outage=self.outage,
                    call=call,
                    ticket=ticket,
                    customer=ticket.customer,
                    by=by,
                    at=at,
                )
            case "outage.restored":
                return self.restored
            case "outage.reopened":
                self.restored()
                return lambda: reopen(outage=self.outage, reason="Still off", by=by, at=at)
            case "outage.closed":
                self.restored()
                return lambda: close(outage=self.outage, cause="Fuse", by=by, at=at)
        raise KeyError(name)


STEPS = [
    "outage.report_linked",
    "outage.report_unlinked",
    "outage.merged",
    "outage.unmerged",
    "outage.confirmed",
    "outage.cancelled",
    "outage.planned",
    "outage.begun",
    "outage.crew_assigned",
    "outage.crew_advanced",
    "outage.estimate_changed",
    "outage.progress_noted",
    "outage.told",
    "outage.restored",
    "outage.reopened",
    "outage.closed",
]
ABOUT_TICKETS = set(STEPS) - {"outage.confirmed", "outage.cancelled", "outage.planned", "outage.begun"}

TAKEN_ONCE = set(STEPS) - {
    "outage.crew_assigned",
    "outage.estimate_changed",
    "outage.planned",
    "outage.progress_noted",
    "outage.report_linked",
    "outage.told",
}


@pytest.fixture
def stage(town: Town, confirmed: Outage, dispatcher: User) -> Stage:
    return Stage(town, confirmed, dispatcher)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_told_once_to_all_it_concerns(stage: Stage, name: str) -> None:
    take = stage.step(name)
    before = FeedEvent.objects.order_by("-pk")[0].pk

    take()

    event = FeedEvent.objects.get(pk__gt=before, name=name)
    assert event.by == stage.by
    assert event.subject == f"outage:{event.data['outage']}"
    assert {"outages", event.subject} <= set(event.topics)
    ticket = Ticket.objects.order_by("pk")[0]
    if name in ABOUT_TICKETS:
        assert {f"ticket:{ticket.pk}", f"customer:{ticket.customer_id}"} <= set(event.topics)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_is_rolled_back_is_not_told(stage: Stage, name: str) -> None:
    take = stage.step(name)
    before = FeedEvent.objects.count()

    with transaction.atomic():
        take()
        transaction.set_rollback(True)

    assert FeedEvent.objects.count() == before


@pytest.mark.parametrize("name", sorted(TAKEN_ONCE))
def test_a_step_that_was_taken_is_refused_and_not_told_again(stage: Stage, name: str) -> None:
    take = stage.step(name)
    take()
    before = FeedEvent.objects.count()

    with pytest.raises(ValueError, match=r"\w"):
        take()

    assert FeedEvent.objects.count() == before
