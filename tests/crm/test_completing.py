"""A registered ticket's form is completed and corrected by its own version; refused changes move nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from crm.models import AnswerChange, AnswerIndex, FeedEvent, Ticket
from crm.tickets.changing import UnableToChange
from crm.tickets.completing import UnableToComplete, complete_answers
from crm.tickets.moving import close
from crm.tickets.reading import answers_of, reader_of
from tests.conftest import NOW, NewUser
from tests.crm.conftest import Claiming
from ticketforms.answers import AnswersRefused
from ticketforms.models import DictionaryEntry
from ticketforms.publishing import publish

LATER = NOW + timedelta(days=1)


def state_of(ticket: Ticket) -> dict[str, Any]:
    return {**Ticket.objects.filter(pk=ticket.pk).values().get()}


def test_a_ticket_is_not_closed_before_its_form_is_complete(claim: Claiming, agent: User) -> None:
    ticket = claim()
    before = state_of(ticket)

    with pytest.raises(UnableToChange, match="Finding"):
        close(ticket=ticket, resolution="wypłacono", by=agent, at=LATER)

    assert state_of(ticket) == before
    complete_answers(ticket=ticket, raw_answers={"finding": "przepięcie"}, by=agent, at=LATER)
    close(ticket=ticket, resolution="wypłacono", by=agent, at=LATER)
    assert state_of(ticket)["state"] == "closed"


def test_completing_keeps_what_nobody_touched_and_tells_without_saying_what(claim: Claiming, agent: User) -> None:
    ticket = claim(account="PL61109010140000", amount="15")
    before = dict(ticket.answers)

    change = complete_answers(ticket=ticket, raw_answers={"finding": "przepięcie"}, by=agent, at=LATER)

    ticket.refresh_from_db()
    assert {code: answer for code, answer in ticket.answers.items() if code != "finding"} == before
    assert ticket.answers["finding"]["value"] == "przepięcie"
    assert change is not None
    assert (change.before, list(change.after), change.changed_by) == ({}, ["finding"], agent)
    event = FeedEvent.objects.get(name="ticket.answers_changed")
    assert event.data == {"ticket": ticket.pk, "change": change.pk, "fields": ["finding"]}


def test_a_correction_is_kept_with_what_was_there_and_has_the_rules_consequences(claim: Claiming, agent: User) -> None:
    ticket = claim(amount="15")

    change = complete_answers(
        ticket=ticket, raw_answers={"amount": "2500", "damage": "Spalony telewizor"}, by=agent, at=LATER
    )

    ticket.refresh_from_db()
    assert (ticket.priority, ticket.queue, ticket.due_at) == (2, "claims", NOW + timedelta(hours=2))
    assert change is not None
    assert (change.before["amount"]["value"], change.after["amount"]["value"]) == ("15", "2500")
    assert list(change.after) == ["amount"]
    assert str(AnswerIndex.objects.get(ticket=ticket, field="amount").number) == "2500.000000"
    assert FeedEvent.objects.get(name="ticket.answers_changed").data["priority"] == 2


def test_an_answer_can_be_taken_back_but_not_one_that_saving_needs(claim: Claiming, agent: User) -> None:
    ticket = claim(amount="15")

    complete_answers(ticket=ticket, raw_answers={"amount": ""}, by=agent, at=LATER)

    assert "amount" not in state_of(ticket)["answers"]
    before = state_of(ticket)
    with pytest.raises(AnswersRefused) as refused:
        complete_answers(ticket=ticket, raw_answers={"damage": ""}, by=agent, at=LATER)
    assert list(refused.value.errors) == ["damage"]
    assert state_of(ticket) == before


def test_saying_the_same_again_changes_nothing(claim: Claiming, agent: User) -> None:
    ticket = claim(since="2026-11-20")

    same = complete_answers(ticket=ticket, raw_answers={"since": "2026-11-20"}, by=agent, at=LATER)

    assert same is None
    assert not AnswerChange.objects.exists()
    assert not FeedEvent.objects.filter(name="ticket.answers_changed").exists()


@pytest.mark.parametrize("answers", [{"verdict": "odmowa"}, {"nonsense": "x"}, {"amount": "sto"}])
def test_wrong_answers_and_those_of_others_are_refused_and_move_nothing(
    claim: Claiming, agent: User, answers: dict[str, object]
) -> None:
    ticket = claim()
    before = state_of(ticket)

    with pytest.raises(AnswersRefused) as refused:
        complete_answers(ticket=ticket, raw_answers={"finding": "ok", **answers}, by=agent, at=LATER)

    assert list(refused.value.errors) == list(answers)
    assert state_of(ticket) == before
    assert not AnswerChange.objects.exists()


def test_a_role_answers_what_is_reserved_for_it_and_others_leave_it(
    claim: Claiming, agent: User, new_user: NewUser
) -> None:
    ticket = claim()
    complete_answers(ticket=ticket, raw_answers={"verdict": "wypłata"}, by=new_user("supervisor"), at=LATER)

    complete_answers(ticket=ticket, raw_answers={"finding": "ok"}, by=agent, at=LATER)

    assert state_of(ticket)["answers"]["verdict"]["value"] == "wypłata"


@pytest.mark.parametrize("guess", ["wypłata", "odmowa"])
def test_what_somebody_may_not_see_cannot_be_guessed(
    claim: Claiming, agent: User, new_user: NewUser, guess: str
) -> None:
    ticket = claim()
    complete_answers(ticket=ticket, raw_answers={"verdict": "wypłata"}, by=new_user("supervisor"), at=LATER)

    with pytest.raises(AnswersRefused) as refused:
        complete_answers(ticket=ticket, raw_answers={"verdict": guess}, by=agent, at=LATER)

    assert list(refused.value.errors) == ["verdict"]


def test_who_sees_an_answer_masked_cannot_write_over_it(claim: Claiming, dispatcher: User) -> None:
    ticket = claim(account="PL61109010140000")
    before = state_of(ticket)

    with pytest.raises(AnswersRefused) as refused:
        complete_answers(ticket=ticket, raw_answers={"account": "inne"}, by=dispatcher, at=LATER)

    assert list(refused.value.errors) == ["account"]
    assert state_of(ticket) == before
    complete_answers(ticket=ticket, raw_answers={"finding": "ok"}, by=dispatcher, at=LATER)
    assert state_of(ticket)["answers"]["account"]["value"] == "PL61109010140000"


def test_an_entry_retired_since_stays_the_answer_of_an_old_ticket_until_its_end(ticket: Ticket, agent: User) -> None:
    DictionaryEntry.objects.filter(code="flat").update(is_retired=True)
    publish(ticket_type=ticket.ticket_type, by=None, at=LATER)
    before = state_of(ticket)["answers"]

    same = complete_answers(ticket=ticket, raw_answers={"extent": "flat"}, by=agent, at=LATER)
    close(ticket=ticket, resolution="naprawiono", by=agent, at=LATER)

    ticket.refresh_from_db()
    assert same is None
    assert (ticket.state, ticket.answers) == ("closed", before)
    (extent,) = answers_of(ticket, reader_of(agent), "en")
    assert (extent.label, extent.text) == ("Extent", "flat")
    newest = ticket.ticket_type.versions.get(number=2)
    assert [choice["code"] for choice in newest.definition["fields"][0]["settings"]["choices"]] == ["street"]


def test_what_is_over_stays_as_it_is(claim: Claiming, agent: User) -> None:
    ticket = claim(finding="ok")
    close(ticket=ticket, resolution="wypłacono", by=agent, at=LATER)
    before = state_of(ticket)

    with pytest.raises(UnableToComplete):
        complete_answers(ticket=ticket, raw_answers={"finding": "nie"}, by=agent, at=LATER)

    assert state_of(ticket) == before
