"""A ticket is noted, called about, acknowledged and ended once; each step is told, and a refused one moves nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User

from crm.models import Call, Customer, FeedEvent, HazardAcknowledgement, ServicePoint, Ticket, TicketNote
from crm.tickets.changing import UnableToChange
from crm.tickets.checking import UnableToRegister
from crm.tickets.moving import cancel, close
from crm.tickets.operations import acknowledge_hazard, add_note, record_repeated_call, register
from crm.tickets.queries import history_of, open_hazards
from tests.conftest import NOW, NewUser, Town
from tests.crm.conftest import take
from ticketforms.kinds import Given
from ticketforms.models import FormVersion

LATER = NOW + timedelta(minutes=5)


def told(ticket: Ticket) -> list[str]:
    return list(FeedEvent.objects.filter(subject=f"ticket:{ticket.pk}").values_list("name", flat=True))


def test_closing_keeps_what_was_done_and_tells_it(ticket: Ticket, agent: User) -> None:
    closed = close(ticket=ticket, resolution="  Wymieniono bezpiecznik.  ", by=agent, at=LATER)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.resolution, ticket.closed_at) == ("closed", "Wymieniono bezpiecznik.", LATER)
    assert closed == ticket
    event = FeedEvent.objects.get(name="ticket.closed")
    assert event.topics == [f"ticket:{ticket.pk}", "tickets", f"customer:{ticket.customer_id}"]
    assert (event.data["ticket"], event.data["before"]["state"], event.data["after"]["state"]) == (
        ticket.pk,
        "open",
        "closed",
    )
    assert "bezpiecznik" not in str(event.data)


@pytest.mark.parametrize(
    "step",
    [
        lambda ticket, by: close(ticket=ticket, resolution="drugi raz", by=by, at=LATER),
        lambda ticket, by: cancel(ticket=ticket, reason="drugi raz", by=by, at=LATER),
        lambda ticket, by: record_repeated_call(ticket=ticket, call=None, report=1, by=by, at=LATER),
        lambda ticket, by: acknowledge_hazard(ticket=ticket, by=by, at=LATER),
    ],
)
def test_of_two_people_who_end_a_ticket_the_second_is_told_and_changes_nothing(
    ticket: Ticket, agent: User, dispatcher: User, step: Callable[[Ticket, User], Any]
) -> None:
    seen_by_both = Ticket.objects.get(pk=ticket.pk)
    cancel(ticket=ticket, reason="pomyłka", by=agent, at=NOW)

    with pytest.raises(UnableToChange):
        step(seen_by_both, dispatcher)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.resolution, ticket.call_count) == ("cancelled", "pomyłka", 1)
    assert told(ticket) == ["ticket.registered", "ticket.cancelled"]


@pytest.mark.parametrize("text", ["", "   ", "a\0b", "\ud800", "x" * 501])
def test_a_ticket_is_not_ended_without_a_fit_reason(ticket: Ticket, agent: User, text: str) -> None:
    with pytest.raises(UnableToChange):
        close(ticket=ticket, resolution=text, by=agent, at=LATER)

    ticket.refresh_from_db()
    assert ticket.state == Ticket.State.OPEN
    assert told(ticket) == ["ticket.registered"]


def test_a_note_is_kept_in_the_story_even_of_a_closed_ticket(ticket: Ticket, agent: User) -> None:
    close(ticket=ticket, resolution="naprawiono", by=agent, at=LATER)

    add_note(ticket=ticket, text="Dzwonił, dziękuje.", by=agent, at=LATER)

    note = TicketNote.objects.get()
    assert (note.ticket, note.text, note.written_by, note.written_at) == (ticket, "Dzwonił, dziękuje.", agent, LATER)
    assert FeedEvent.objects.get(name="ticket.noted").data == {"ticket": ticket.pk, "note": note.pk}
    assert told(ticket) == ["ticket.registered", "ticket.closed", "ticket.noted"]


def test_a_repeated_call_is_counted_once(ticket: Ticket, agent: User) -> None:
    call = Call.objects.create(exchange_id="c1", offered_at=NOW)

    for report in (7, 8):
        counted = record_repeated_call(ticket=ticket, call=call, report=report, by=agent, at=LATER)

    assert counted.call_count == 2
    assert told(ticket) == ["ticket.registered", "ticket.call_repeated", "ticket.more_said"]
    said = FeedEvent.objects.filter(name__in=["ticket.call_repeated", "ticket.more_said"]).order_by("pk")
    assert [event.data["report"] for event in said] == [7, 8]


def test_a_hazard_is_acknowledged_once_and_only_then_closed(hazard: Ticket, agent: User, dispatcher: User) -> None:
    with pytest.raises(UnableToChange, match="acknowledge"):
        close(ticket=hazard, resolution="zabezpieczono", by=agent, at=LATER)
    acknowledge_hazard(ticket=hazard, by=dispatcher, at=LATER)
    with pytest.raises(UnableToChange, match="dispatcher"):
        acknowledge_hazard(ticket=hazard, by=agent, at=LATER)

    close(ticket=hazard, resolution="zabezpieczono", by=agent, at=LATER)

    assert HazardAcknowledgement.objects.get().acknowledged_by == dispatcher
    assert told(hazard) == ["ticket.registered", "ticket.hazard_acknowledged", "ticket.closed"]
    assert "hazards" in FeedEvent.objects.get(name="ticket.hazard_acknowledged").topics


def test_an_ordinary_ticket_is_no_hazard_to_acknowledge(ticket: Ticket, dispatcher: User) -> None:
    with pytest.raises(UnableToChange):
        acknowledge_hazard(ticket=ticket, by=dispatcher, at=LATER)

    assert not HazardAcknowledgement.objects.exists()


def test_hazards_that_nobody_acknowledged_come_first(
    hazard: Ticket, point: ServicePoint, agent: User, dispatcher: User
) -> None:
    newer = take(hazard.form_version, point, agent, LATER)
    acknowledge_hazard(ticket=hazard, by=dispatcher, at=LATER)

    assert open_hazards() == [newer, hazard]


def test_history_shows_open_tickets_first_and_those_of_strangers_at_the_place(
    ticket: Ticket, point: ServicePoint, town: Town, no_power_form: FormVersion, agent: User
) -> None:
    newer_but_closed = take(no_power_form, point, agent, LATER)
    close(ticket=newer_but_closed, resolution="naprawiono", by=agent, at=LATER)
    take(no_power_form, town.household("Obcy Jan", "ST1A"), agent)
    by_a_stranger = take(no_power_form, point, agent, LATER)
    Ticket.objects.filter(pk=by_a_stranger.pk).update(customer=None)

    assert history_of(customer=point.customer) == [ticket, newer_but_closed]
    assert history_of(service_point=point) == [by_a_stranger, ticket, newer_but_closed]
    assert history_of() == []


@pytest.mark.parametrize("text", ["x" * 241, "a\0b"])
def test_a_place_that_does_not_fit_is_refused_with_a_sentence(
    no_power_form: FormVersion, agent: User, text: str
) -> None:
    with pytest.raises(UnableToRegister):
        register(
            form_version=no_power_form,
            raw_answers={"extent": "flat"},
            customer=None,
            service_point=None,
            call=None,
            reporter_name="",
            reporter_phone="",
            location=text,
            reporting_kind=Ticket.ReportingKind.CALL,
            idempotency_key=None,
            reported_at=NOW,
            given=Given(at=NOW),
            by=agent,
            at=NOW,
        )

    assert not Ticket.objects.exists()


def test_only_who_may_look_gets_tickets_and_customers(ticket: Ticket, agent: User, new_user: NewUser) -> None:
    for who, sees in ((agent, 1), (new_user("display"), 0), (AnonymousUser(), 0)):
        assert Ticket.objects.visible_to(who).count() == sees
        assert Customer.objects.visible_to(who).count() == sees
