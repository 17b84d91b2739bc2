"""One deed on many tickets: each by itself, refused ones with the reason, none twice, and all of it back again."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User

from crm.bulk import working
from crm.bulk.operations import UnableToStart, ask, ask_to_undo, resume, stop
from crm.bulk.queries import not_done, progress_of
from crm.bulk.working import work
from crm.models import BulkChange, FeedEvent, ServicePoint, Ticket
from crm.tickets.assigning import assign
from crm.tickets.merging import duplicates_of, take_off
from crm.tickets.moving import cancel
from outages.merging.placing import place_outage
from outages.models import Outage, ReportLink
from tests.conftest import NOW, Town
from tests.crm.conftest import take
from ticketforms.models import FormVersion


def clock() -> datetime:
    return NOW + timedelta(minutes=1)


@pytest.fixture
def tickets(no_power_form: FormVersion, town: Town, agent: User) -> list[Ticket]:
    points: list[ServicePoint] = [town.household(f"Kowalska {number}", "ST1A") for number in range(4)]
    return [take(no_power_form, point, agent) for point in points]


def ask_to_assign(tickets: list[Ticket], to: User, by: User) -> BulkChange:
    keys = [ticket.pk for ticket in tickets]
    return ask(action="assign", parameters={"to": to.username}, tickets=keys, criteria=None, by=by, at=NOW)


def test_every_chosen_ticket_is_assigned_and_a_refused_one_says_why(
    tickets: list[Ticket], agent: User, dispatcher: User
) -> None:
    cancel(ticket=tickets[1], reason="pomyłka", by=agent, at=NOW)
    change = ask_to_assign(tickets, dispatcher, agent)

    assert work(change.pk, clock) is False

    change.refresh_from_db()
    assert change.state == BulkChange.State.DONE
    assert (progress_of(change).done, progress_of(change).refused) == (3, 1)
    assert [(line.ticket, "already" in line.why) for line in not_done(change)] == [(tickets[1], True)]
    assert Ticket.objects.filter(assignee=dispatcher).count() == 3


def test_all_that_fit_the_criteria_are_closed(tickets: list[Ticket], agent: User) -> None:
    cancel(ticket=tickets[0], reason="pomyłka", by=agent, at=NOW)
    criteria = {"subject": "ticket.state", "operator": "is_any_of", "value": ["open"]}
    change = ask(action="close", parameters={"reason": "naprawiono"}, tickets=None, criteria=criteria, by=agent, at=NOW)

    work(change.pk, clock)

    assert Ticket.objects.filter(state="closed", resolution="naprawiono").count() == 3


def test_a_deed_of_more_tickets_than_a_share_comes_again_and_does_none_twice(
    tickets: list[Ticket], agent: User, dispatcher: User
) -> None:
    change = ask_to_assign(tickets, dispatcher, agent)

    assert work(change.pk, clock, share=3) is True
    assert work(change.pk, clock, share=3) is False
    assert work(change.pk, clock) is False

    assert FeedEvent.objects.filter(name="ticket.assigned").count() == 4


def test_a_worker_that_dies_in_the_middle_leaves_the_rest_to_the_next(
    tickets: list[Ticket], agent: User, dispatcher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = ask_to_assign(tickets, dispatcher, agent)
    done = working._do_one

    def dying(key: int, *rest: object) -> None:
        if progress_of(change).done == 2:
            raise SystemExit
        done(key, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(working, "_do_one", dying)
    with pytest.raises(SystemExit):
        work(change.pk, clock)
    monkeypatch.setattr(working, "_do_one", done)

    work(change.pk, clock)

    assert progress_of(change).done == 4
    assert FeedEvent.objects.filter(name="ticket.assigned").count() == 4


def test_what_is_stopped_goes_no_further(tickets: list[Ticket], agent: User, dispatcher: User) -> None:
    change = ask_to_assign(tickets, dispatcher, agent)
    work(change.pk, clock, share=1)

    stop(change=change, at=NOW)

    assert work(change.pk, clock) is False
    assert (progress_of(change).done, progress_of(change).waiting) == (1, 3)


def test_taken_back_each_has_what_it_had_unless_it_was_changed_since(
    tickets: list[Ticket], agent: User, dispatcher: User
) -> None:
    assign(ticket=tickets[0], to=agent, by=agent, at=NOW)
    change = ask_to_assign(tickets, dispatcher, agent)
    work(change.pk, clock)
    assign(ticket=tickets[3], to=None, by=dispatcher, at=NOW)

    ask_to_undo(change=change, by=agent, at=NOW)
    work(change.pk, clock)

    change.refresh_from_db()
    assert change.state == BulkChange.State.UNDONE
    assert [ticket.assignee_id for ticket in Ticket.objects.order_by("pk")] == [agent.pk, None, None, None]
    assert (progress_of(change).undone, progress_of(change).kept) == (3, 1)


@pytest.mark.parametrize(
    ("action", "parameters", "chosen"),
    [
        ("burn", {}, [1]),
        ("assign", {"to": "nobody-known"}, [1]),
        ("close", {"reason": " "}, [1]),
        ("join_outage", {"outage": "99"}, [1]),
        ("join_outage", {"outage": "9" * 5_000}, [1]),
        ("assign", {"to": ""}, []),
    ],
)
def test_what_cannot_be_done_is_refused_before_it_begins(
    tickets: list[Ticket], agent: User, action: str, parameters: dict[str, str], chosen: list[int]
) -> None:
    with pytest.raises(UnableToStart):
        ask(action=action, parameters=parameters, tickets=chosen, criteria=None, by=agent, at=NOW)

    assert not BulkChange.objects.exists()


def test_what_was_stopped_goes_on_where_it_stood(tickets: list[Ticket], agent: User, dispatcher: User) -> None:
    change = ask_to_assign(tickets, dispatcher, agent)
    work(change.pk, clock, share=1)
    stop(change=change, at=NOW)

    with pytest.raises(UnableToStart):
        resume(change=change, by=dispatcher)
    resume(change=change, by=agent)
    work(change.pk, clock)

    change.refresh_from_db()
    assert (change.state, progress_of(change).done) == (BulkChange.State.DONE, 4)
    with pytest.raises(UnableToStart):
        resume(change=change, by=agent)


def test_it_can_be_taken_back_for_a_day(tickets: list[Ticket], agent: User, dispatcher: User) -> None:
    change = ask_to_assign(tickets, dispatcher, agent)
    work(change.pk, clock)
    change.refresh_from_db()
    until = change.undoable_until
    assert until == clock() + timedelta(hours=24)

    with pytest.raises(UnableToStart, match="day"):
        ask_to_undo(change=change, by=agent, at=until + timedelta(seconds=1))

    assert Ticket.objects.filter(assignee=dispatcher).count() == 4
    ask_to_undo(change=change, by=agent, at=until)


def same_place(tickets: list[Ticket]) -> None:
    first = tickets[0]
    Ticket.objects.filter(pk__in=[one.pk for one in tickets]).update(
        service_point=first.service_point, customer=first.customer
    )


def test_several_tickets_are_merged_into_one_of_them_and_taken_apart_again(tickets: list[Ticket], agent: User) -> None:
    same_place(tickets)
    main = tickets[2]
    keys = [ticket.pk for ticket in tickets]
    change = ask(action="merge", parameters={"main": main.number}, tickets=keys, criteria=None, by=agent, at=NOW)

    work(change.pk, clock)

    assert progress_of(change).done == 3
    assert [link.ticket for link in duplicates_of(main)] == [one for one in tickets if one != main]
    take_off(ticket=tickets[0], by=agent, at=NOW)
    ask_to_undo(change=change, by=agent, at=clock())
    work(change.pk, clock)
    assert duplicates_of(main) == []
    assert (progress_of(change).undone, progress_of(change).kept) == (2, 1)
    assert {ticket.state for ticket in Ticket.objects.all()} == {"open"}


def test_tickets_of_other_customers_are_merged_only_when_somebody_says_so(tickets: list[Ticket], agent: User) -> None:
    main, other = tickets[0], tickets[1]
    Ticket.objects.update(service_point=None)

    def begin(**said: str) -> BulkChange:
        keys = [main.pk, other.pk]
        posted = {"main": main.number, **said}
        return ask(action="merge", parameters=posted, tickets=keys, criteria=None, by=agent, at=NOW)

    with pytest.raises(UnableToStart, match="another customer"):
        begin()
    assert not BulkChange.objects.exists()

    work(begin(across="on").pk, clock)
    assert [link.ticket for link in duplicates_of(main)] == [other]


def test_merging_is_not_done_to_all_that_fit_nor_to_one_ticket_alone(tickets: list[Ticket], agent: User) -> None:
    everything: dict[str, object] = {"subject": "ticket.is_open", "operator": "is", "value": True}
    main = {"main": tickets[0].number}

    for chosen, criteria in ((None, everything), ([tickets[0].pk], None)):
        with pytest.raises(UnableToStart):
            ask(action="merge", parameters=main, tickets=chosen, criteria=criteria, by=agent, at=NOW)

    assert not BulkChange.objects.exists()


def test_who_chose_an_outage_for_many_is_not_taken_for_evidence(
    tickets: list[Ticket], town: Town, agent: User, dispatcher: User
) -> None:
    for code in ("ST1A", "ST2A"):
        place_outage(device=town.devices[code], known_since=NOW, reason="telefon", by=dispatcher, at=NOW)
    present = ReportLink.objects.filter(valid_to=None).order_by("ticket")
    before = list(present.values_list("ticket", "outage", "reason_code", "reason_text"))
    posted = {"outage": str(Outage.objects.get(device__code="ST2A").number)}
    keys = [ticket.pk for ticket in tickets]
    change = ask(action="join_outage", parameters=posted, tickets=keys, criteria=None, by=agent, at=NOW)

    work(change.pk, clock)

    assert [link.reason_code for link in present] == ["chosen_together"] * 4
    ask_to_undo(change=change, by=agent, at=clock())
    work(change.pk, clock)
    assert list(present.values_list("ticket", "outage", "reason_code", "reason_text")) == before
