"""Calls whose end was never told are ended once and with a cause of their own; what the exchange tells later counts."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User

from crm.calls.ends import end_forgotten
from crm.calls.operations import ExchangeEvent, record
from crm.calls.queries import current_call
from crm.models import AgentLine, Call, FeedEvent
from tests.conftest import NOW

NEW_CALL = ExchangeEvent("newCall", "c", "in", "601 234 567", "991", "", ("201",))
ANSWER = ExchangeEvent("answer", "c", extensions=("201",))
HANGUP = ExchangeEvent("hangup", "c", cause="normalClearing")


def later(**length: int) -> datetime:
    return NOW + timedelta(**length)


@pytest.fixture
def seated(agent: User) -> User:
    AgentLine.objects.create(user=agent, extension="201")
    return agent


def test_a_call_that_rang_and_was_never_ended_times_out_on_its_agents_screen(seated: User) -> None:
    record(told=NEW_CALL, at=NOW)
    assert end_forgotten(at=later(minutes=4, seconds=59)) == []

    ended = end_forgotten(at=later(minutes=7))

    call = Call.objects.get()
    assert ended == [call]
    assert (call.ended_at, call.hangup_cause, call.waiting_seconds) == (later(minutes=5), "timedOut", None)
    told = FeedEvent.objects.get(name="call.ended")
    assert (told.data["state"], told.data["agents"]) == ("ended", [seated.pk])
    assert f"calls:{seated.pk}" in told.topics


def test_a_talk_of_four_hours_times_out_and_counts_as_no_talk_of_four_hours(seated: User) -> None:
    record(told=NEW_CALL, at=NOW)
    record(told=ANSWER, at=later(seconds=8))

    end_forgotten(at=later(hours=5))

    call = Call.objects.get()
    assert call.ended_at == later(hours=4, seconds=8)
    assert (call.hangup_cause, call.talk_seconds, call.waiting_seconds) == ("timedOut", None, 8)
    assert not call.is_wrapping_up(later(hours=4, minutes=1))


def test_ending_again_ends_and_tells_nothing(seated: User) -> None:
    record(told=NEW_CALL, at=NOW)
    end_forgotten(at=later(minutes=6))
    before = (Call.objects.values().get(), FeedEvent.objects.count())

    again = end_forgotten(at=later(minutes=60))

    assert again == []
    assert (Call.objects.values().get(), FeedEvent.objects.count()) == before


def test_who_waits_in_a_queue_for_long_is_not_ended_and_is_on_the_screen_when_it_rings(seated: User) -> None:
    record(told=replace(NEW_CALL, queue="faults", extensions=()), at=NOW)
    assert end_forgotten(at=later(minutes=50)) == []
    record(told=replace(NEW_CALL, queue="faults"), at=later(minutes=50))

    assert current_call(seated, later(minutes=52)) == Call.objects.get()
    assert end_forgotten(at=later(minutes=70)) == []
    assert end_forgotten(at=later(minutes=110)) == [Call.objects.get()]


def test_a_late_hangup_corrects_the_end_and_tells_it_once(seated: User) -> None:
    record(told=NEW_CALL, at=NOW)
    record(told=ANSWER, at=later(seconds=8))
    end_forgotten(at=later(hours=5))

    for _repeat in range(2):
        record(told=HANGUP, at=later(hours=6))

    call = Call.objects.get()
    assert (call.ended_at, call.hangup_cause) == (later(hours=6), "normalClearing")
    assert FeedEvent.objects.filter(name="call.ended").count() == 2


def test_a_call_that_is_answered_after_all_lives_again_and_ends_when_it_ends(seated: User) -> None:
    record(told=NEW_CALL, at=NOW)
    end_forgotten(at=later(minutes=6))

    answered = record(told=ANSWER, at=later(minutes=7))
    assert (answered.state, answered.hangup_cause) == ("answered", "")
    assert current_call(seated, later(minutes=7)) == answered
    ended = record(told=HANGUP, at=later(minutes=9))

    assert (ended.ended_at, ended.hangup_cause, ended.talk_seconds) == (later(minutes=9), "normalClearing", 120)
    assert end_forgotten(at=later(hours=9)) == []


def test_a_repeated_event_does_not_wake_a_call_that_timed_out(seated: User) -> None:
    record(told=NEW_CALL, at=NOW)
    record(told=ANSWER, at=NOW)
    end_forgotten(at=later(hours=5))

    record(told=NEW_CALL, at=later(hours=5))
    record(told=ANSWER, at=later(hours=5))

    assert Call.objects.get().hangup_cause == "timedOut"
    assert current_call(seated, later(hours=5)) is None
