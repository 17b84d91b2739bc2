"""Who works in a queue: by name or by role, said by those who may, written into the record; “my queue” follows it."""

import pytest
from django.contrib.auth.models import User
from wagtail.models import ModelLogEntry

from cms.roles import role_group
from crm.criteria.catalogue import subjects
from crm.criteria.comparing import Moment
from crm.criteria.compiling import compiled
from crm.criteria.overviews import overviews
from crm.criteria.reading import checked
from crm.criteria.sentences import criteria_sentence
from crm.criteria.subjects import viewer_of
from crm.models import QueueWorker, Ticket
from crm.tickets.assigning import people_who_work
from crm.tickets.queues import queues_of, working_in
from crm.tickets.staffing import LOG_ACTION, UnableToStaff, staff_queue
from tests.conftest import NOW, NewUser
from tests.crm.conftest import Claiming


def found(user: User, code: str) -> set[int]:
    known = subjects("ticket", viewer_of(user))
    overview = next(one for one in overviews("ticket", viewer_of(user), known) if one.code == code)
    fits = compiled(checked(overview.criteria, known, "ticket"), "ticket", known, Moment(NOW, user.pk))
    return set(Ticket.objects.filter(fits).values_list("pk", flat=True))


def test_people_and_roles_work_in_a_queue_until_they_are_taken_off(
    claim_form: object, agent: User, dispatcher: User, new_user: NewUser
) -> None:
    supervisor = new_user("supervisor")

    staff_queue(queue="claims", people=[dispatcher], roles=[role_group("agent")], by=supervisor)

    assert queues_of(agent) == queues_of(dispatcher) == {"claims"}
    assert set(working_in(["claims"], people_who_work())) == {agent, dispatcher}
    added, removed = staff_queue(queue="claims", people=[], roles=[role_group("agent")], by=supervisor)
    assert (added, removed) == ([], ["dispatcher"])
    assert queues_of(dispatcher) == set()


def test_the_record_tells_who_was_added_and_taken_off_and_nothing_when_nothing_changed(
    claim_form: object, agent: User, dispatcher: User, new_user: NewUser
) -> None:
    supervisor = new_user("supervisor")

    for people in ([agent], [agent], [dispatcher]):
        staff_queue(queue="claims", people=people, roles=[], by=supervisor)

    entries = ModelLogEntry.objects.filter(action=LOG_ACTION).order_by("pk")
    assert [entry.data for entry in entries] == [
        {"added": ["agent"], "removed": []},
        {"added": ["dispatcher"], "removed": ["agent"]},
    ]
    assert {entry.user for entry in entries} == {supervisor}


def test_nobody_who_does_not_work_on_tickets_and_no_unknown_queue_is_staffed(
    claim_form: object, agent: User, new_user: NewUser
) -> None:
    auditor = new_user("auditor")

    with pytest.raises(UnableToStaff, match="auditor"):
        staff_queue(queue="claims", people=[agent, auditor], roles=[], by=agent)
    with pytest.raises(UnableToStaff):
        staff_queue(queue="unknown", people=[agent], roles=[], by=agent)

    assert not QueueWorker.objects.exists()


def test_my_queue_holds_what_is_unfinished_in_it_and_is_offered_to_who_has_one(
    claim: Claiming, ticket: Ticket, agent: User, dispatcher: User
) -> None:
    mine = claim(amount="2000")
    claim(amount="10")
    staff_queue(queue="claims", people=[agent], roles=[], by=None)

    assert mine.queue == "claims"
    assert found(agent, "my-queue") == {mine.pk}
    known = subjects("ticket", viewer_of(dispatcher))
    assert "my-queue" not in [one.code for one in overviews("ticket", viewer_of(dispatcher), known)]


def test_whose_queue_is_told_in_both_languages(claim_form: object, agent: User) -> None:
    known = subjects("ticket", viewer_of(agent))
    mine = checked({"subject": "ticket.queue", "operator": "is", "value": "@mine"}, known, "ticket")

    assert "my queues" in criteria_sentence(mine, known, "en")
    assert "@" not in criteria_sentence(mine, known, "pl")
