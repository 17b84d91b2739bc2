"""Whatever order the exchange tells a call's events in, and however often, the call comes out the same."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations, product

import pytest
from django.contrib.auth.models import User

from crm.calls.operations import ExchangeEvent, record
from crm.calls.queries import current_call
from crm.models import AgentLine, Call, CustomerPhone, FeedEvent, ServicePoint
from tests.conftest import NOW, NewUser

NUMBER = "601 234 567"
NEW_CALL = ExchangeEvent("newCall", "c", "in", NUMBER, "991", "faults", ("201", "202"))
ANSWER = ExchangeEvent("answer", "c", "in", NUMBER, "", "", ("202",))
HANGUP = ExchangeEvent("hangup", "c", "", "", "991", "", (), "normalClearing")
STORIES = sorted(
    {story for length in (3, 4) for story in product((NEW_CALL, ANSWER, HANGUP), repeat=length) if len(set(story)) == 3}
    | set(permutations((replace(NEW_CALL, from_raw=""), ANSWER, HANGUP)))
    | set(permutations((NEW_CALL, ANSWER, replace(HANGUP, extensions=("201",))))),
    key=str,
)


@pytest.fixture
def colleague(agent: User, new_user: NewUser) -> User:
    """Sits at 202 beside the agent at 201."""
    colleague = new_user("supervisor")
    AgentLine.objects.create(user=agent, extension="201")
    AgentLine.objects.create(user=colleague, extension="202")
    return colleague


@pytest.fixture
def caller(point: ServicePoint) -> ServicePoint:
    CustomerPhone.objects.create(customer=point.customer, number="+48601234567")
    return point


def tell(*story: ExchangeEvent, call: str = "c") -> Call:
    for seconds, event in enumerate(story):
        kept = record(told=replace(event, exchange_id=call), at=NOW + timedelta(seconds=seconds))
    return kept


def test_every_order_and_repetition_ends_in_the_same_call(caller: ServicePoint, colleague: User) -> None:
    for number, story in enumerate(STORIES):
        call = tell(*story, call=f"c{number}")

        words = (call.direction, call.from_number, call.from_raw, call.to_raw, call.queue, call.hangup_cause)
        assert words == ("in", "+48601234567", NUMBER, "991", "faults", "normalClearing"), story
        assert (call.agent, call.customer) == (colleague, caller.customer), story
        assert call.answered_at, story
        assert call.ended_at, story
        assert call.offered_at <= call.answered_at <= call.ended_at, story
        names = FeedEvent.objects.filter(subject=f"call:{call.pk}").values_list("name", flat=True)
        assert sorted(names) == ["call.answered", "call.ended", "call.offered"], story


def test_a_call_rings_at_several_agents_until_one_has_it(agent: User, colleague: User) -> None:
    tell(NEW_CALL)
    ringing = [current_call(user, NOW) for user in (agent, colleague)]
    tell(ANSWER)

    offered, answered = FeedEvent.objects.order_by("pk")
    both = {f"calls:{agent.pk}", f"calls:{colleague.pk}"}
    assert both < set(offered.topics)
    assert both < set(answered.topics)
    assert (offered.data["state"], answered.data["state"]) == ("ringing", "answered")
    assert answered.data["answered_by"] == colleague.pk
    assert ringing == [Call.objects.get()] * 2
    assert current_call(colleague, NOW) == Call.objects.get()
    assert current_call(agent, NOW) is None


def test_a_call_that_moves_on_to_the_next_agent_rings_there_too(agent: User, colleague: User) -> None:
    tell(replace(NEW_CALL, extensions=("201",)), replace(NEW_CALL, extensions=("202",)), NEW_CALL)

    first, second = FeedEvent.objects.order_by("pk")
    assert first.topics[1:] == [f"calls:{agent.pk}"]
    assert second.topics[1:] == [f"calls:{colleague.pk}"]


def test_the_only_agent_it_rings_at_has_the_call_though_the_answering_line_is_unknown(
    agent: User, colleague: User
) -> None:
    rings, answer = replace(NEW_CALL, extensions=("201",)), replace(ANSWER, extensions=("+48221234567",))

    assert [tell(rings, answer).agent, tell(answer, rings, call="d").agent] == [agent, agent]


def test_an_outgoing_calls_customer_is_the_one_called(caller: ServicePoint, colleague: User) -> None:
    call = tell(replace(NEW_CALL, direction="out", from_raw="221234567", to_raw=NUMBER, extensions=("201",)))

    assert (call.direction, call.customer) == ("out", caller.customer)


def test_a_customer_set_by_a_person_stays(caller: ServicePoint, colleague: User) -> None:
    Call.objects.create(exchange_id="c", offered_at=NOW, customer=None)
    tell(replace(ANSWER, from_raw=""))
    Call.objects.update(customer=caller.customer)

    assert tell(replace(NEW_CALL, from_raw="999 999 999")).customer == caller.customer


def test_a_transferred_call_is_the_last_ones_who_answered_however_often_the_first_is_told(
    agent: User, colleague: User
) -> None:
    at_first, later = replace(ANSWER, extensions=("201",)), replace(ANSWER, extensions=("202",))

    call = tell(replace(NEW_CALL, extensions=("201",)), at_first, later, at_first, later)

    _, answered, transferred = FeedEvent.objects.order_by("pk")
    assert (call.agent, call.answered_at) == (colleague, NOW + timedelta(seconds=1))
    assert (answered.by, answered.data["answered_by"]) == (agent, agent.pk)
    assert (transferred.by, transferred.data["answered_by"]) == (colleague, colleague.pk)
    assert {f"calls:{agent.pk}", f"calls:{colleague.pk}"} < set(transferred.topics)
    assert [current_call(user, NOW) for user in (agent, colleague)] == [None, call]


def test_the_end_of_a_transferred_call_reaches_all_who_had_it(agent: User, colleague: User) -> None:
    at_first, later = replace(ANSWER, extensions=("201",)), replace(ANSWER, extensions=("202",))

    call = tell(at_first, later, HANGUP)

    ended = FeedEvent.objects.get(name="call.ended")
    assert {f"calls:{agent.pk}", f"calls:{colleague.pk}"} < set(ended.topics)
    assert set(Call.objects.of(agent)) == set(Call.objects.of(colleague)) == {call}


def test_an_answer_at_a_line_nobody_here_has_takes_the_call_from_all_at_whom_it_rang(
    agent: User, colleague: User
) -> None:
    call = tell(NEW_CALL, replace(ANSWER, extensions=("+48221234567",)))

    answered = FeedEvent.objects.get(name="call.answered")
    assert (call.agent, answered.data["answered_by"]) == (None, None)
    assert [current_call(user, NOW) for user in (agent, colleague)] == [None, None]


@pytest.mark.parametrize(
    "number",
    ["", "anonymous", "9" * 40, "+" * 64, "☎️ 601", "٦٠١٢٣٤٥٦٧", "sip:kowalska@example.test", "991", "-1", "e4"],
)
def test_whatever_the_number_is_the_call_is_kept_with_it(colleague: User, number: str) -> None:
    call = tell(replace(NEW_CALL, from_raw=number), replace(ANSWER, from_raw=number))

    call.refresh_from_db()
    assert (call.from_raw, call.agent, call.customer) == (number, colleague, None)
