"""A ticket's everyday life: given to people, moved, ended, opened again; told, taken back, and refused in words."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.models import FeedEvent, HazardAcknowledgement, Ticket, TicketAttachment
from crm.tickets.assigning import assign, change_due, change_priority, people_who_work, put_in_queue
from crm.tickets.attaching import attach, erase_removed, put_back, remove_attachment, sees_attachment
from crm.tickets.changing import UnableToChange
from crm.tickets.moving import close, close_by_rule, move, reopen, ways_on
from crm.tickets.operations import acknowledge_hazard
from crm.tickets.undoing import undo
from tests.conftest import NOW, NewUser
from ticketforms.models import Dictionary, DictionaryEntry, TicketType, Upload
from ticketforms.stage_blocks import stream_of_stages
from ticketforms.uploads import store, sweep_unclaimed

LATER = NOW + timedelta(minutes=5)
STAGES: list[dict[str, Any]] = [
    {"code": "new", "label_pl": "Nowe", "state": "open", "moves": [{"to": "inspected"}]},
    {
        "code": "inspected",
        "label_pl": "Obejrzane",
        "state": "in_progress",
        "moves": [{"to": "new", "needs_reason": True}, {"to": "settled"}],
    },
    {"code": "settled", "label_pl": "Rozliczone", "state": "closed", "moves": []},
]


@pytest.fixture
def staged(ticket: Ticket) -> Ticket:
    """A ticket taken before its type had stages of its own."""
    kind: Any = ticket.ticket_type
    kind.stages = stream_of_stages(STAGES)
    kind.save(update_fields=["stages"])
    return Ticket.objects.select_related("ticket_type").get(pk=ticket.pk)


def last_event(ticket: Ticket) -> FeedEvent:
    return FeedEvent.objects.filter(subject=f"ticket:{ticket.pk}").latest("pk")


def test_a_ticket_is_given_to_a_person_and_to_nobody_again(ticket: Ticket, agent: User, dispatcher: User) -> None:
    assert assign(ticket=ticket, to=dispatcher, by=agent, at=NOW).assignee_id == dispatcher.pk
    assert last_event(ticket).data["after"] == {"assignee_id": dispatcher.pk}

    assert assign(ticket=ticket, to=None, by=agent, at=NOW).assignee_id is None


def test_of_two_who_take_a_ticket_the_second_is_told_whose_it_is(ticket: Ticket, agent: User, dispatcher: User) -> None:
    assign(ticket=ticket, to=dispatcher, seen={"assignee_id": None}, by=dispatcher, at=NOW)

    with pytest.raises(UnableToChange, match="dispatcher"):
        assign(ticket=ticket, to=agent, seen={"assignee_id": None}, by=agent, at=NOW)

    ticket.refresh_from_db()
    assert ticket.assignee_id == dispatcher.pk


def test_nobody_who_does_not_work_on_tickets_is_given_one(ticket: Ticket, agent: User, new_user: NewUser) -> None:
    auditor = new_user("auditor")

    with pytest.raises(UnableToChange):
        assign(ticket=ticket, to=auditor, by=agent, at=NOW)

    assert auditor not in people_who_work()


def test_a_ticket_is_put_in_a_queue_of_the_dictionary(ticket: Ticket, agent: User) -> None:
    queues = Dictionary.objects.create(code="queue", label_pl="Kolejki")
    DictionaryEntry.objects.create(dictionary=queues, code="claims", label_pl="Szkody")

    assert put_in_queue(ticket=ticket, queue="claims", by=agent, at=NOW).queue == "claims"
    with pytest.raises(UnableToChange):
        put_in_queue(ticket=ticket, queue="nowhere", by=agent, at=NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda ticket, by: change_priority(ticket=ticket, priority=2, reason=" ", by=by, at=NOW),
        lambda ticket, by: change_priority(ticket=ticket, priority=9, reason="x", by=by, at=NOW),
        lambda ticket, by: change_due(ticket=ticket, due_at=LATER, reason="", by=by, at=NOW),
        lambda ticket, by: change_due(ticket=ticket, due_at=NOW - timedelta(days=1), reason="x", by=by, at=NOW),
    ],
)
def test_how_urgent_it_is_is_changed_only_with_a_reason_and_within_bounds(
    ticket: Ticket, agent: User, change: Callable[[Ticket, User], Any]
) -> None:
    with pytest.raises(UnableToChange):
        change(ticket, agent)

    ticket.refresh_from_db()
    assert (ticket.priority, ticket.due_at) == (4, None)
    assert last_event(ticket).name == "ticket.registered"


def test_the_reason_is_kept_beside_the_feed_not_in_it(ticket: Ticket, agent: User) -> None:
    change_due(ticket=ticket, due_at=LATER, reason="Pani Kowalska prosi", by=agent, at=NOW)

    event = last_event(ticket)
    assert ticket.notes.get(pk=event.data["note"]).text == "Pani Kowalska prosi"
    assert "Kowalska" not in str(event.data)


def test_a_plain_ticket_goes_from_state_to_state(ticket: Ticket, agent: User) -> None:
    move(ticket=ticket, to="waiting", seen="open", by=agent, at=NOW)

    with pytest.raises(UnableToChange, match="already"):
        move(ticket=ticket, to="in_progress", seen="open", by=agent, at=NOW)
    with pytest.raises(UnableToChange, match="goes to"):
        move(ticket=ticket, to="open", by=agent, at=NOW)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.stage) == ("waiting", "")


def test_a_type_with_stages_decides_where_a_ticket_may_go(staged: Ticket, agent: User) -> None:
    assert [way.stage.key for way in ways_on(staged)] == ["inspected", "cancelled"]
    with pytest.raises(UnableToChange, match="Obejrzane"):
        close(ticket=staged, resolution="już", by=agent, at=NOW)

    moved = move(ticket=staged, to="inspected", by=agent, at=NOW)

    assert (moved.state, moved.stage) == ("in_progress", "inspected")
    assert last_event(staged).data["stage_pl"] == "Obejrzane"
    with pytest.raises(UnableToChange):
        move(ticket=staged, to="new", reason="", by=agent, at=NOW)
    settled = close(ticket=staged, resolution="zapłacono", by=agent, at=LATER)
    assert (settled.state, settled.stage, settled.closed_at) == ("closed", "settled", LATER)


def test_what_ends_by_itself_is_closed_from_any_stage(staged: Ticket, agent: User) -> None:
    assert close_by_rule(ticket=staged, resolution="prąd wrócił", by=agent, at=NOW).stage == "settled"


def test_a_closed_ticket_is_opened_again_and_its_end_stays_told(ticket: Ticket, agent: User) -> None:
    close(ticket=ticket, resolution="naprawiono", by=agent, at=NOW)

    again = reopen(ticket=ticket, reason="znów nie ma prądu", by=agent, at=LATER)

    assert (again.state, again.resolution, again.closed_at, again.reopen_count) == ("in_progress", "", None, 1)
    kept = {(note.kind, note.text, note.written_at) for note in ticket.notes.all()}
    assert kept == {("resolution", "naprawiono", NOW), ("reason", "znów nie ma prądu", LATER)}
    assert "naprawiono" not in str(last_event(ticket).data)
    with pytest.raises(UnableToChange):
        reopen(ticket=ticket, reason="drugi raz", by=agent, at=LATER)


@pytest.mark.parametrize(("days", "after"), [(0, 0), (3, 4)])
def test_a_ticket_is_opened_again_only_within_the_days_of_its_type(
    ticket: Ticket, agent: User, days: int, after: int
) -> None:
    TicketType.objects.update(reopen_days=days)
    close(ticket=ticket, resolution="naprawiono", by=agent, at=NOW)

    with pytest.raises(UnableToChange, match="register a new"):
        reopen(ticket=ticket, reason="znów", by=agent, at=NOW + timedelta(days=after))

    ticket.refresh_from_db()
    assert (ticket.state, ticket.reopen_count) == ("closed", 0)


def test_a_hazard_that_is_opened_again_must_be_acknowledged_again(
    hazard: Ticket, agent: User, dispatcher: User
) -> None:
    acknowledge_hazard(ticket=hazard, by=dispatcher, at=NOW)
    close(ticket=hazard, resolution="odłączono", by=dispatcher, at=NOW)

    reopen(ticket=hazard, reason="znów leży", by=agent, at=LATER)

    assert not HazardAcknowledgement.objects.exists()


def test_ones_own_change_is_taken_back(ticket: Ticket, agent: User, dispatcher: User) -> None:
    assign(ticket=ticket, to=dispatcher, by=agent, at=NOW)

    undone = undo(ticket=ticket, event=last_event(ticket).pk, by=agent, at=LATER)

    assert undone.assignee_id is None
    assert last_event(ticket).data["undone"] == "ticket.assigned"


def test_an_end_is_taken_back_within_a_minute_as_it_was(ticket: Ticket, agent: User) -> None:
    move(ticket=ticket, to="waiting", by=agent, at=NOW)
    close(ticket=ticket, resolution="pomyłka", by=agent, at=NOW)
    event = last_event(ticket).pk

    with pytest.raises(UnableToChange):
        undo(ticket=ticket, event=event, by=agent, at=NOW + timedelta(minutes=2))
    undone = undo(ticket=ticket, event=event, by=agent, at=NOW + timedelta(seconds=30))

    assert (undone.state, undone.closed_at, undone.resolution) == ("waiting", None, "")


def test_what_somebody_changed_since_or_another_did_is_not_taken_back(
    ticket: Ticket, agent: User, dispatcher: User
) -> None:
    assign(ticket=ticket, to=dispatcher, by=agent, at=NOW)
    event = last_event(ticket).pk
    assign(ticket=ticket, to=agent, by=dispatcher, at=NOW)

    for person in (agent, dispatcher):
        with pytest.raises(UnableToChange):
            undo(ticket=ticket, event=event, by=person, at=NOW)

    ticket.refresh_from_db()
    assert ticket.assignee_id == agent.pk


@pytest.fixture
def letter(agent: User, settings: Any, tmp_path: Any) -> Upload:
    settings.UPLOADS_ROOT = tmp_path
    return store(file=SimpleUploadedFile("pismo.txt", b"Szanowni"), limit=1000, by=agent, at=NOW)


def test_a_file_is_put_to_a_ticket_and_taken_off(ticket: Ticket, agent: User, dispatcher: User, letter: Upload) -> None:
    attachment = attach(ticket=ticket, key=str(letter.key), description="od odbiorcy", by=agent, at=NOW)
    letter.refresh_from_db()
    assert sees_attachment(dispatcher, letter.claimed_by, str(letter.key))

    remove_attachment(attachment=attachment, by=agent, at=NOW)

    assert not sees_attachment(dispatcher, letter.claimed_by, str(letter.key))
    with pytest.raises(UnableToChange):
        remove_attachment(attachment=attachment, by=agent, at=NOW)
    put_back(attachment=attachment, by=agent, at=LATER)
    assert sees_attachment(dispatcher, letter.claimed_by, str(letter.key))


def test_a_file_of_somebody_else_or_of_another_ticket_is_not_put_to_a_ticket(
    ticket: Ticket, agent: User, dispatcher: User, letter: Upload
) -> None:
    with pytest.raises(UnableToChange):
        attach(ticket=ticket, key=str(letter.key), by=dispatcher, at=NOW)
    attach(ticket=ticket, key=str(letter.key), by=agent, at=NOW)
    with pytest.raises(UnableToChange):
        attach(ticket=ticket, key=str(letter.key), by=agent, at=NOW)

    assert TicketAttachment.objects.count() == 1


def test_what_was_taken_off_is_erased_after_a_month(ticket: Ticket, agent: User, letter: Upload) -> None:
    attachment = attach(ticket=ticket, key=str(letter.key), by=agent, at=NOW)
    remove_attachment(attachment=attachment, by=agent, at=NOW)

    assert erase_removed(at=NOW + timedelta(days=29)) == 0
    assert erase_removed(at=NOW + timedelta(days=31)) == 1
    assert sweep_unclaimed(before=NOW + timedelta(days=31)) == 1
